import t from 'tap'
import { withPackages } from '../applications/packages.ts'
import { type BrowserName } from '../browsers/driven.ts'
import { BROWSER_PACKAGES, startBrowser } from '../browsers/start.ts'
import { holdAnswer } from './answers.ts'
import { ANSWERS } from './application.ts'
import { CACHINGS, ENCODINGS } from './forms.ts'
import { holdSending, pressSlowDoor } from './sending.ts'
import { type Stage, startStage } from './stage.ts'

/** The same wherever scripts may run: those that are open at once share the program. */
const SCRIPTED = { isWhole: false } as const

const SCHEMES = ['http', 'https'] as const

const WAYS = [
  { way: 'script', javaScript: true, pass: async () => undefined },
  { way: 'no-script', javaScript: false, pass: pressSlowDoor },
] as const

/** One of three parts of the matrix: 3 encodings, 2 cachings, 2 schemes, with and without JavaScript. */
export async function runMatrix(name: BrowserName, challenge: Stage['challenge']): Promise<void> {
  t.jobs = WAYS.length + 1
  t.setTimeout(300_000)
  await withPackages(t, BROWSER_PACKAGES[name], async () => {
    const stage = await startStage(challenge)
    t.teardown(stage.close)
    for (const way of WAYS) runWay(name, stage, way)
    runRest(name, stage)
  })
}

/** Four citizens side by side: most of the time they wait. Whole browsers send forms in `three-browsers.test.ts`. */
function runWay(
  name: BrowserName,
  stage: Stage,
  { way, javaScript, pass }: (typeof WAYS)[number],
): void {
  t.test(`${name}, ${way}`, { buffered: true }, async (t) => {
    const browser = await startBrowser(name, javaScript ? SCRIPTED : { ...SCRIPTED, javaScript })
    t.teardown(browser.close)
    const lanes = CACHINGS.flatMap((caching) => SCHEMES.map((scheme) => ({ caching, scheme })))
    await Promise.all(
      lanes.map(async ({ caching, scheme }) => {
        const visitor = await browser.newVisitor()
        const tab = await visitor.newTab()
        for (const form of ENCODINGS) {
          const id = [name, form, caching, scheme, way].join('-')
          await holdSending(t, stage, tab, {
            id,
            form,
            caching,
            scheme,
            pass: stage.challenge === 'always' ? pass : async () => undefined,
          })
          // A pass that is gone: the next form is checked as well.
          await visitor.loseCookies()
        }
        await visitor.leave()
      }),
    )
  })
}

/** Beside the matrix: every other form, and every other answer. */
function runRest(name: BrowserName, stage: Stage): void {
  t.test(`${name}, other forms and answers`, { buffered: true }, async (t) => {
    const browser = await startBrowser(name, SCRIPTED)
    t.teardown(browser.close)
    const visitor = await browser.newVisitor()
    const tab = await visitor.newTab()
    for (const form of OTHER_FORMS) {
      const sending = { id: form, form, caching: 'no-store', scheme: 'https' } as const
      await holdSending(t, stage, tab, { ...sending, pass: async () => undefined })
      await visitor.loseCookies()
    }
    for (const answeredBy of ANSWERS) {
      await holdAnswer(t, stage, visitor, answeredBy)
      // Cookies are lost where the site is shown.
      await tab.open(`${stage.fronts.http.origin}/seen/nothing`)
      await visitor.loseCookies()
    }
  })
}

const OTHER_FORMS = ['latin1', 'submit', 'duplicates', 'empty'] as const
