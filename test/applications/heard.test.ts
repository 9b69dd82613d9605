import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import {
  type AudibleBrowser,
  type Heard,
  startAudibleFirefox,
} from '../support/assistive/assistive.ts'
import { type Tab, until } from '../support/browsers/driven.ts'
import { BROWSER_PACKAGES } from '../support/browsers/start.ts'
import { type SceneOptions, closedGate, startScene } from '../support/check-scene.ts'
import { KINDS } from '../support/gallery.ts'
import { startGallery } from '../support/gallery-server.ts'

const LANGUAGES = ['fr', 'de'] as const
type Language = (typeof LANGUAGES)[number]

/** The time of a page's own timers passes when the test says so: `pass(5000)`. Short ones belong to its work. */
const HELD_TIME = `
  const start = window.setTimeout
  const waiting = []
  let now = 0
  window.setTimeout = (act, ms = 0, ...rest) =>
    ms < 1000 ? start(act, ms, ...rest) : waiting.push({ at: now + ms, act: () => act(...rest) })
  window.setInterval = () => 0
  window.isDueIn = (ms) => waiting.some(({ at }) => at === now + ms)
  window.pass = (ms) => {
    now += ms
    for (const { act } of waiting.filter(({ at }) => at <= now)) act()
    for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i].at <= now) waiting.splice(i, 1)
  }`

/** A state of the check that only a script brings about. */
interface State extends SceneOptions {
  readonly name: string
  /** Whether the check is the answer to a form. */
  readonly isForm?: boolean
  readonly act?: (tab: Tab, open: () => void) => Promise<void>
}

/** The work is done, and told; a page that leads on by itself would be gone. */
async function isWorked(tab: Tab): Promise<void> {
  await until(tab, 'the work is done', (it) =>
    it.run(`document.querySelector('#bar').value === 100`),
  )
  await tab.run('pass(1000)')
}

async function isPassed(tab: Tab): Promise<void> {
  await until(tab, 'passed', (it) =>
    it.run(`document.documentElement.classList.contains('passed')`),
  )
  await tab.run('pass(5000)')
}

/** A pass that is not shown is asked for once more, a second later. */
async function asksAgain(tab: Tab): Promise<void> {
  await until(tab, 'it will ask again', (it) => it.run('isDueIn(1000)'))
  await tab.run('pass(1000)')
}

async function isAlerted(tab: Tab): Promise<void> {
  await until(tab, 'alerted', (it) => it.run(`document.querySelector('[role=alert]') !== null`))
}

const STATES: readonly State[] = [
  { name: 'running' },
  {
    name: 'done',
    async act(tab, open) {
      await tab.click('#go')
      open()
      await isPassed(tab)
    },
  },
  {
    name: 'failed',
    proofs: [403],
    async act(tab, open) {
      open()
      await isAlerted(tab)
    },
  },
  {
    name: 'without-cookies',
    setsCookie: false,
    async act(tab, open) {
      open()
      await asksAgain(tab)
      await isAlerted(tab)
    },
  },
  {
    name: 'passed-for-form',
    isForm: true,
    async act(tab, open) {
      open()
      await isPassed(tab)
    },
  },
]

/** Of a page that has neither, it makes no difference whether a script may run. */
function hasScript(kind: string): boolean {
  return /<(?:no)?script/.test(KINDS[kind]?.('en').html ?? '')
}

/** Pages whose script leads on at once: they are not there to be heard. */
const LEADS_ON = new Set(['done-kept', 'kept-pending', 'kept-recover', 'onward', 'send'])

/** Of a page whose script works the states above are heard. */
function isWorking(kind: string): boolean {
  return KINDS[kind]?.('en').html.includes(' id="check"') === true
}

/** The title, and what lives. */
const SHOWN = `[
  document.title,
  ...[...document.querySelectorAll('[role=status], [role=alert]')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => one.textContent),
]`

/** Once it shows what it will show, and the program that listens has heard what the page holds. */
async function hear(browser: AudibleBrowser, tab: Tab): Promise<Heard> {
  await until(tab, 'nothing moves any more', (it) =>
    it.run(
      `document.readyState === 'complete' && document.getAnimations().every((one) => one.playState !== 'running')`,
    ),
  )
  let heard: Heard = { page: [], said: [], focused: [] }
  await until(tab, 'it is heard', async (it) => {
    const words = await it.run<readonly string[]>(SHOWN)
    heard = await browser.listen()
    const text = heard.page.join('\n')
    // A page is told in parts, its title first.
    if (!MAIN.test(text)) return false
    return words.every((each) => text.includes(each.replaceAll(/\s+/g, ' ').trim()))
  })
  return heard
}

const MAIN = /^ +main\b/m

/** What lies in the main landmark, and that itself. */
function mainOf(page: readonly string[]): readonly string[] {
  const first = page.findIndex((line) => MAIN.test(line))
  if (first === -1) throw new Error(`no main landmark: ${page.join('\n')}`)
  const depth = depthOf(page[first])
  const length = page.slice(first + 1).findIndex((line) => depthOf(line) <= depth)
  return page.slice(first, length === -1 ? undefined : first + 1 + length)
}

function depthOf(line = ''): number {
  return line.length - line.trimStart().length
}

/** What stands on every page is written down once, where a citizen begins. */
function written({ page, said, focused }: Heard, isWhole: boolean): string {
  const lines = isWhole ? page : [page[0], ...mainOf(page)]
  const events = [
    ...said.map((each) => `says ${each}`),
    ...focused.map((each) => `focus goes to ${each}`),
  ]
  return [...lines, ...events, ''].join('\n')
}

/** Listens to every page of the gallery, and where a script may run to every state of the check. */
async function listenToAll(javaScript: boolean): Promise<ReadonlyMap<string, string>> {
  const heard = new Map<string, string>()
  const preload = javaScript ? { preload: HELD_TIME } : {}
  const browser = await startAudibleFirefox({ javaScript, ...preload })
  const gallery = await startGallery()
  const tab = await (await browser.newVisitor()).newTab()
  const kinds = Object.keys(KINDS).filter(
    (kind) => !javaScript || (hasScript(kind) && !isWorking(kind) && !LEADS_ON.has(kind)),
  )
  try {
    for (const language of LANGUAGES) {
      for (const kind of kinds) {
        const url = `${gallery.origin}/plain/${kind}/${language}`
        await browser.forget()
        await tab.open(url)
        heard.set(`${kind}.${language}`, written(await hear(browser, tab), kind === 'check'))
        if ((await tab.url()) !== url) throw new Error(`${kind} leads on by itself`)
      }
      for (const state of javaScript ? STATES : []) {
        heard.set(`check-${state.name}.${language}`, await listenTo(browser, state, language))
      }
    }
  } finally {
    await browser.close()
    gallery.close()
  }
  return heard
}

async function listenTo(
  browser: AudibleBrowser,
  { name, isForm = false, act = async () => undefined, ...options }: State,
  language: Language,
): Promise<string> {
  const { gateOpens, open } = closedGate()
  const scene = await startScene({ gateOpens, language, ...options })
  // Somebody else: cookies know no ports.
  const visitor = await browser.newVisitor()
  const tab = await visitor.newTab()
  await browser.forget()
  await tab.open(`${scene.origin}/${isForm ? 'form' : 'page'}`)
  if (isForm) await tab.click('button')
  await until(tab, 'checked', (it) => it.run(`document.querySelector('#bar') !== null`))
  // Whoever listens knows the page before it changes.
  await hear(browser, tab)
  if (isForm) await browser.forget()
  await isWorked(tab)
  await hear(browser, tab)
  await act(tab, open)
  const text = written(await hear(browser, tab), name === 'running')
  await visitor.leave()
  scene.close()
  return text
}

const PACKAGES = ['xvfb', 'at-spi2-core', 'dbus-daemon', 'gir1.2-atspi-2.0', 'python3-gi'] as const

t.setTimeout(300_000)

await withPackages(t, [...BROWSER_PACKAGES.firefox, ...PACKAGES], async () => {
  const [scripted, plain] = await Promise.all([listenToAll(true), listenToAll(false)])
  for (const door of new Set([...scripted.keys(), ...plain.keys()])) {
    t.test(`${door} is heard as the golden file has it`, async (t) => {
      const [kind = ''] = door.split('.')
      const [one, other] = [scripted.get(door), plain.get(door)]
      const isSame = one === other || (kind in KINDS && !hasScript(kind))
      const parts = [
        { when: 'With and without JavaScript', text: isSame ? other : undefined },
        { when: 'With JavaScript', text: isSame ? undefined : one },
        { when: 'Without JavaScript', text: isSame ? undefined : other },
      ].filter(({ text }) => text !== undefined)
      const got = parts.map(({ when, text }) => `${when}:\n\n${text}`).join('\n')
      const file = new URL(`../golden/heard/${door}.txt`, import.meta.url)
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, got)
      t.equal(got, existsSync(file) ? readFileSync(file, 'utf8') : '')
    })
  }
})
