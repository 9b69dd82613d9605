import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser, type Page as Tab } from './browser.ts'
import { FRAMED_KINDS, KINDS } from './gallery.ts'
import { startGallery } from './gallery-server.ts'

/*
 * npm run screenshots -- DIR [NAME...]: every page in light and dark, at 320, 360 and 1280 pixels, for
 * eyes. The check also as it runs, in every language, and in the colours and with the logo of a site; what sells and
 * what has people wait also in the languages with the longest words.
 */

interface Shot {
  readonly name: string
  readonly path: string
  /** Puts there what the page's script would show; null where it has nothing to show. */
  readonly shown: string | null
}

/** The gallery's tokens are none, so the script would give up: what it shows is put there instead. */
const RUNNING = `
  document.documentElement.style.setProperty('--done', '0.5')
  const texts = JSON.parse(document.getElementById('check').dataset.texts)
  document.getElementById('slow').hidden = true
  for (const id of ['line', 'bar']) document.getElementById(id).hidden = false
  document.getElementById('line').textContent = texts.progressStart
  document.getElementById('bar').value = 58
  document.getElementById('actions').innerHTML = '<button>' + texts.stayButton + '</button>'
  if (texts.promise) document.querySelector('h1').innerHTML += '<span class="promise">' + texts.promise + '</span>'
`

/** Counting down. */
const WAITING = `
  document.querySelector('#wait strong').textContent = '9'
  document.getElementById('retry').setAttribute('aria-disabled', 'true')
`

/** Its turn has come. */
const TURN = `
  const room = document.getElementById('room')
  for (const id of ['before', 'time']) document.getElementById(id).textContent = ''
  document.getElementById('turn').textContent = room.dataset.turn
  document.getElementById('look').textContent = document.getElementById('look').dataset.turn
  document.querySelector('h1').textContent = room.dataset.title
`

/** The device is too slow for what is to be bought. */
const TOO_LONG = `
  const texts = JSON.parse(document.getElementById('check').dataset.texts)
  const why = texts.orderTooLong.replace('#', '96')
  document.getElementById('line').insertAdjacentHTML('beforebegin', '<p role="alert" class="note">' + why + '</p>')
  document.getElementById('slow').className = 'slow open'
  document.getElementById('actions').innerHTML = '<button>' + texts.retryButton + '</button>'
`

/** The check has failed, so every door is open. */
const OPEN = `
  document.getElementById('slow').className = 'slow open'
`

const LANGUAGES = ['lb', 'fr', 'de', 'en', 'pt', 'de-simple', 'fr-simple']

/** Beyond a limit, and before a waiting room. */
const DEAR = [
  'check-kept-ordered',
  'check-kept-ordered-press-again',
  'code-kept',
  'limit-for-kept',
  'room-unknown',
  'room-full',
  'room-for-kept',
  'room-for-kept-turn',
  'room-for-form',
]

function dearIn(language: string): readonly Shot[] {
  const still = DEAR.map((kind): Shot => {
    return { name: `${kind}-${language}`, path: `/plain/${kind}/${language}`, shown: null }
  })
  const path = `/plain/check-kept-ordered/${language}`
  const running: Shot = { name: `ordered-running-${language}`, path, shown: RUNNING }
  const tooLong: Shot = { name: `ordered-too-long-${language}`, path, shown: TOO_LONG }
  return [...still, running, tooLong]
}

const SHOTS: readonly Shot[] = [
  ...Object.keys({ ...KINDS, ...FRAMED_KINDS }).map((kind) => ({
    name: kind,
    path: `/plain/${kind}/en`,
    shown: null,
  })),
  ...LANGUAGES.map((language) => ({
    name: `running-${language}`,
    path: `/plain/check/${language}`,
    shown: RUNNING,
  })),
  { name: 'running-dressed', path: '/dressed/check/en', shown: RUNNING },
  { name: 'limit-waiting', path: '/plain/limit/en', shown: WAITING },
  ...LANGUAGES.map((language) => ({
    name: `room-${language}`,
    path: `/plain/room/${language}`,
    shown: null,
  })),
  ...['fr', 'de'].flatMap(dearIn),
  ...LANGUAGES.map((language) => ({
    name: `asking-${language}`,
    path: `/plain/check-asking/${language}`,
    shown: OPEN,
  })),
  { name: 'room-turn', path: '/plain/room/en', shown: TURN },
  { name: 'denied-dressed', path: '/dressed/denied/en', shown: null },
]

/** The gate opens in less. */
const MOTION_MS = 1_000

async function take(tab: Tab, { path, shown }: Shot, file: string): Promise<void> {
  await tab.goto(gallery.origin + path)
  if (shown !== null) {
    await tab.evaluate(shown)
    await tab.waitForTimeout(MOTION_MS)
  }
  await tab.screenshot({ path: join(folder, file), fullPage: true })
}

const [folder = 'screenshots', ...wanted] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const gallery = await startGallery()
const browser = await launchBrowser()
const shots = SHOTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
for (const width of [320, 360, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const tab = await context.newPage()
    await tab.route('**/*.js', (route) => route.abort())
    for (const shot of shots) await take(tab, shot, `${shot.name}-${width}-${colorScheme}.png`)
    await context.close()
  }
}
await browser.close()
gallery.close()
