import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { PAGE_LANGUAGES } from '../../src/challenge-pages/index.ts'
import { launchBrowser, newVisitor, type Page as Tab } from '../support/browser.ts'
import { closedGate, startScene } from '../support/check-scene.ts'
import { FRAMED_KINDS, KINDS } from '../support/gallery.ts'
import { startKeptScene } from '../support/kept-scene.ts'
import { startGallery } from '../support/gallery-server.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

// Some hundred pages, each looked at twice, on a machine that does other things as well.
t.setTimeout(600_000)
const gallery = await startGallery()
const browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  gallery.close()
})

/** What axe-core finds, short enough to read. All its rules, best practices too, or one. */
async function violations(tab: Tab, rule?: string): Promise<readonly string[]> {
  const only = rule === undefined ? '' : `, runOnly: ['${rule}']`
  return tab.evaluate(
    `axe.run(document, { resultTypes: ['violations', 'incomplete']${only} }).then(({ violations, incomplete }) =>
      [...violations, ...incomplete.filter(({ id }) => id !== 'color-contrast')].flatMap(({ id, nodes }) =>
        nodes.map((node) => id + ' ' + node.html + ' ' + node.failureSummary)))`,
  )
}

async function violationsInLight(tab: Tab): Promise<readonly string[]> {
  await tab.emulateMedia({ colorScheme: 'light' })
  await tab.evaluate(AXE)
  return violations(tab)
}

/** In both schemes: the other one changes colours and nothing else. */
async function violationsInBoth(tab: Tab): Promise<readonly string[]> {
  const light = await violationsInLight(tab)
  await tab.emulateMedia({ colorScheme: 'dark' })
  return [...light, ...(await violations(tab, 'color-contrast'))]
}

/** One page: a browser that hangs is not waited for as long as all of them take. */
const STATE_MS_MAX = 120_000

const SOME_LANGUAGES = ['lb', 'fr', 'de-simple']

for (const kind of Object.keys({ ...KINDS, ...FRAMED_KINDS })) {
  t.test(`${kind}: axe finds nothing, in any language, light and dark`, async (t) => {
    const visitor = await newVisitor(browser, { javaScript: true })
    const tab = await visitor.newPage()
    await tab.route('**/*.js', (route) => route.abort())
    // Of what becomes of a kept form a word differs here and there, and nothing else.
    for (const language of kind.startsWith('kept-') ? SOME_LANGUAGES : PAGE_LANGUAGES) {
      await tab.goto(`${gallery.origin}/plain/${kind}/${language}`)
      // Words have the same colours in all languages: once in the dark is enough.
      const look = language === 'en' || language === 'lb' ? violationsInBoth : violationsInLight
      t.same(await look(tab), [], language)
    }
    await tab.goto(`${gallery.origin}/dressed/${kind}/en`)
    t.same(await violationsInBoth(tab), [], 'in the colours of a site')
    await visitor.close()
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
