import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { PAGE_LANGUAGES } from '../../src/challenge-pages/index.ts'
import { launchBrowser, newVisitor, type Page as Tab } from '../support/browser.ts'
import { closedGate, startScene } from '../support/check-scene.ts'
import { FRAMED_KINDS, KINDS } from '../support/gallery.ts'
import { startKeptScene } from '../support/kept-scene.ts'
import { startGallery } from '../support/gallery-server.ts'
import { turnInto } from '../support/turning.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

// Some hundred pages, each looked at twice, on a machine that does other things as well.
t.setTimeout(600_000)
const gallery = await startGallery()
const browser = await launchBrowser()
const undrawn = await launchBrowser({ draws: false })
t.teardown(async () => {
  await browser.close()
  await undrawn.close()
  gallery.close()
})

/** All of axe-core's rules, best practices too; or one; or all without the dearest. */
type Rules = 'all' | 'colours' | 'words'

const RULES: Readonly<Record<Rules, string>> = {
  all: '',
  colours: `, runOnly: ['color-contrast']`,
  words: `, rules: { 'color-contrast': { enabled: false } }`,
}

/** Tells of no rule that has nothing against the page: to describe what it looked at takes a good part of a look. */
const REPORTER = `(results, options, callback) => {
  const told = ({ error, violations, incomplete }) => error || violations.length + incomplete.length > 0
  return axe.getReporter('v1')(results.filter(told), options, callback)
}`

/** What axe-core finds, short enough to read. */
async function violations(tab: Tab, rules: Rules): Promise<readonly string[]> {
  return tab.evaluate(
    `axe.run(document, { reporter: ${REPORTER}${RULES[rules]} }).then(({ violations, incomplete }) =>
      [...violations, ...incomplete.filter(({ id }) => id !== 'color-contrast')].flatMap(({ id, nodes }) =>
        nodes.map((node) => id + ' ' + node.html + ' ' + node.failureSummary)))`,
  )
}

/** In both schemes: the other one changes colours and nothing else. */
async function violationsInBoth(tab: Tab): Promise<readonly string[]> {
  await tab.emulateMedia({ colorScheme: 'light' })
  // Another page in the same document finds it there.
  if (!(await tab.evaluate<boolean>('"axe" in window'))) await tab.evaluate(AXE)
  const light = await violations(tab, 'all')
  await tab.emulateMedia({ colorScheme: 'dark' })
  return [...light, ...(await violations(tab, 'colours'))]
}

/** One page: a browser that hangs is not waited for as long as all of them take. */
const STATE_MS_MAX = 120_000

const SOME_LANGUAGES = ['lb', 'fr', 'de-simple']

const still = await newVisitor(undrawn, { javaScript: true })
const tab = await still.newPage()
await tab.route('**/*.js', (route) => route.abort())
await tab.goto(`${gallery.origin}/plain/check/en`)
// Of pages that it is turned into no script is loaded, and their style goes no long way any more.
await tab.unrouteAll()

for (const kind of Object.keys({ ...KINDS, ...FRAMED_KINDS })) {
  t.test(`${kind}: axe finds nothing, in any language, light and dark`, async (t) => {
    for (const look of ['dressed', 'plain']) {
      await turnInto(tab, `${gallery.origin}/${look}/${kind}/en`)
      t.same(await violationsInBoth(tab), [], look)
    }
    // Of what becomes of a kept form a word differs here and there, and nothing else.
    const languages = kind.startsWith('kept-') ? SOME_LANGUAGES : PAGE_LANGUAGES
    for (const language of languages.filter((one) => one !== 'en')) {
      await turnInto(tab, `${gallery.origin}/plain/${kind}/${language}`)
      // Words have the same colours in all languages.
      t.same(await violations(tab, 'words'), [], language)
    }
  })
}

const STATES = [
  { title: 'while it runs', proof: 204, leave: async () => {} },
  {
    title: 'once it is done and was asked to stay',
    proof: 204,
    leave: async (tab: Tab, open: () => void) => {
      await tab.locator('#go').click()
      open()
      await tab.waitForSelector('html.passed')
    },
  },
  {
    title: 'where it did not work',
    proof: 403,
    leave: async (tab: Tab, open: () => void) => {
      open()
      await tab.getByRole('alert').waitFor()
    },
  },
]

for (const { title, proof, leave } of STATES) {
  t.test(`the check ${title}: axe finds nothing`, { timeout: STATE_MS_MAX }, async (t) => {
    const { gateOpens, open } = closedGate()
    const scene = await startScene({ gateOpens, proofs: [proof] })
    const visitor = await newVisitor(browser, { language: 'en' })
    const tab = await visitor.newPage()
    await tab.goto(`${scene.origin}/page`)
    await tab.locator('#go').waitFor()
    await leave(tab, open)
    t.same(await violationsInBoth(tab), [])
    open()
    await visitor.close()
    scene.close()
  })
}

t.test('the page of a limit while its button waits: axe finds nothing', async (t) => {
  const visitor = await newVisitor(browser, { language: 'en' })
  await visitor.addInitScript('performance.now = () => 0')
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/plain/limit/en`)
  await tab.locator('#retry[aria-disabled]').waitFor()
  t.same(await violationsInBoth(tab), [])
  await visitor.close()
})
const KEPT_STATES = [
  { title: 'while it runs', act: async () => {} },
  {
    title: 'ready to be sent',
    act: async (tab: Tab, open: () => void) => {
      await tab.locator('#go').click()
      open()
      await tab.waitForSelector('html.passed')
    },
  },
  {
    title: 'without cookies',
    setsPass: false,
    act: async (tab: Tab, open: () => void) => {
      open()
      await tab.getByRole('alert').waitFor()
    },
  },
  {
    title: 'too large, to be sent again',
    unkept: { why: 'too-large', mebibytes: 25, isForeign: false } as const,
    act: async (tab: Tab, open: () => void) => {
      open()
      await tab.getByRole('button', { name: 'Send the form again' }).waitFor()
    },
  },
  {
    title: 'sent, with a file as the answer',
    answer: 'file' as const,
    act: async (tab: Tab, open: () => void) => {
      open()
      await tab.getByRole('button', { name: 'Back to the form' }).waitFor()
    },
  },
]

for (const { title, act, ...options } of KEPT_STATES) {
  t.test(`a form that waits, ${title}: axe finds nothing`, { timeout: STATE_MS_MAX }, async (t) => {
    const { gateOpens, open } = closedGate()
    const scene = await startKeptScene({ gateOpens, ...options })
    const visitor = await newVisitor(browser, { language: 'en' })
    const tab = await visitor.newPage()
    await tab.goto(`${scene.origin}/form`)
    await tab.getByRole('button').click()
    await tab.locator('h1').waitFor()
    await act(tab, open)
    t.same(await violationsInBoth(tab), [])
    open()
    await visitor.close()
    scene.close()
  })
}
