import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import {
  BROWSER_NAMES,
  type BrowserName,
  type DrivenBrowser,
  type Tab,
  untilShown,
  untilTitled,
} from '../support/browsers/driven.ts'
import { BROWSER_PACKAGES, startBrowser } from '../support/browsers/start.ts'
import { startTestGate } from '../support/gate.ts'
import { type RecordedRequest, answer, startOrigin } from '../support/recording-origin.ts'

t.setTimeout(180_000)

const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** As behind a sign-in: the browser keeps no copy. Of an answer to a form it would ask before it comes again. */
const NO_STORE = { ...HTML, 'cache-control': 'no-store' }

function page(title: string, more: string, headers: Readonly<Record<string, string>>): Uint8Array {
  const body = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${more}`
  return answer({ status: 200, headers, body })
}

const FORM = page(
  'The form',
  `<form method="post" action="/send?a=1" enctype="multipart/form-data">
<p><label>Text <input id="text" name="text"></label> <label>File <input id="file" type="file" name="file"></label>
<button>Send</button></form>`,
  NO_STORE,
)

const origin = await startOrigin({
  respond: ({ method, body }) =>
    method === 'POST' ? page('The answer', `<p>${body.length} bytes`, HTML) : FORM,
})
const gate = await startTestGate({
  backendPort: origin.port,
  site: 'languages: [en]',
  routes: `
- { name: pages, methods: [GET, HEAD], policy: open }
- { name: forms, policy: checked }`,
  policies: 'open: { challenge: never }\nchecked: { challenge: always }',
  rest: 'keepSubmission: { bytesMax: 2MiB, networkMax: 64MiB, totalMax: 64MiB }',
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** More than is kept. */
const LARGE = join(gate.folder, 'large.bin')
const LARGE_BYTES = 4 * 1024 * 1024
writeFileSync(LARGE, Buffer.alloc(LARGE_BYTES, 'x'))

/** What the application has got of forms, from the request with this number on. */
function postsFrom(first: number): readonly RecordedRequest[] {
  return origin.requests.slice(first).filter(({ method }) => method === 'POST')
}

async function sendForm(tab: Tab, file?: string): Promise<void> {
  await tab.open(`${gate.url}/form`)
  await untilTitled(tab, 'The form')
  await tab.type('#text', 'Méi Beem')
  if (file !== undefined) await tab.attach('#file', [file])
  await tab.click('form button')
}

/** WebKit sends a form again only where a person reloads its page. */
async function sendAgain(name: BrowserName, tab: Tab): Promise<void> {
  if (name === 'webkit') {
    await untilShown(tab, 'Please reload this page')
    return tab.reload()
  }
  await untilShown(tab, 'Send the form again')
  await tab.click('#go')
}

/** Of somebody who was never there. */
async function newTab(t: Test, browser: DrivenBrowser): Promise<Tab> {
  const visitor = await browser.newVisitor()
  t.teardown(visitor.leave)
  return visitor.newTab()
}

for (const name of BROWSER_NAMES) {
  await withPackages(t, BROWSER_PACKAGES[name], async () => {
    // Both cases share the program, as visitors of their own.
    let browser: DrivenBrowser | null = null
    const start = async (): Promise<DrivenBrowser> => (browser ??= await startBrowser(name))

    t.test(`${name}: a kept form is sent once, whatever is pressed after it`, async (t) => {
      const first = origin.requests.length
      const tab = await newTab(t, await start())
      await sendForm(tab)
      await untilTitled(tab, 'The answer')
      t.equal(await tab.url(), `${gate.url}/send?a=1`)
      await tab.reload()
      await untilTitled(tab, 'The answer')
      await tab.back()
      await untilTitled(tab, 'The form')
      await tab.forward()
      await untilTitled(tab, 'The answer')
      await tab.back()
      await untilTitled(tab, 'The form')
      t.equal(postsFrom(first).length, 1)
    })

    t.test(`${name}: what is too large to be kept is sent again by its sender`, async (t) => {
      t.teardown(() => browser?.close())
      const first = origin.requests.length
      const tab = await newTab(t, await start())
      await sendForm(tab, LARGE)
      await untilShown(tab, 'Your form is larger than what we can keep (2 MB)')
      await sendAgain(name, tab)
      await untilTitled(tab, 'The answer')
      const [post, ...others] = postsFrom(first)
      t.same(others, [], 'once')
      t.ok((post?.body.length ?? 0) > LARGE_BYTES, 'whole, with its file')
      t.match(post?.body.toString(), 'Méi Beem')
    })
  })
}
