import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { type Page, launchBrowser, newVisitor } from '../support/browser.ts'
import { exampleFor } from '../support/example.ts'
import { startTestGate } from '../support/gate.ts'

/** The example configuration as it ships, on free ports. */
function example(): string {
  return exampleFor('{backend}').concat('\nlog: { to: access.log }\n')
}

/** The same without the check of the page that holds the form: the form itself is challenged. */
function formUnchecked(): string {
  const line = /^.*name: form, .*policy: form.*$/m
  const policy = /^  form:\n(?:    .*\n)+/m
  return example().replace(line, '').replace(policy, '')
}

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
const gate = await startTestGate({ backendPort: demo.port, text: example() })
const browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  await gate.stop()
  await demo.close()
})

t.test(
  'a citizen sees the check once, gets through by itself, and never sees it again',
  async (t) => {
    const visitor = await newVisitor(browser, { language: 'pt' })
    const page = await visitor.newPage()
    const statuses: number[] = []
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) statuses.push(response.status())
    })
    await page.goto(`${gate.url}/inquiries/1`)
    await page.waitForSelector('form[action="/inquiries/1/contributions"]')
    t.strictSame(statuses, [403, 200], 'checked, then the page that was asked for')
    await page.goto(`${gate.url}/inquiries/1`)
    t.strictSame(statuses, [403, 200, 200])
    const cookies = await visitor.cookies()
    t.match(cookies, [{ name: 'paart', httpOnly: true, sameSite: 'Lax', path: '/' }])
    await visitor.close()
  },
)

t.test('without JavaScript a citizen gets through by keyboard alone', async (t) => {
  const visitor = await newVisitor(browser, { javaScript: false, language: 'fr', width: 320 })
  const page = await visitor.newPage()
  await page.goto(`${gate.url}/inquiries/1?from=news`)
  const isOnButton = (): Promise<boolean> =>
    page.evaluate(`document.activeElement?.parentElement?.id === 'slow'`)
  for (let presses = 0; presses < 30 && !(await isOnButton()); presses++) {
    await page.keyboard.press('Tab')
  }
  t.ok(await isOnButton(), 'the button is reached by Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${gate.url}/inquiries/1?from=news`, { timeout: 30_000 })
  await page.waitForSelector('form[action="/inquiries/1/contributions"]')
  t.pass('the page that was asked for, with its query')
  await visitor.close()
})

const TEXT = 'A long contribution.\n'.repeat(200)

/** Writes a contribution with two attachments, whose hashes are given back, and sends it. */
async function contribute(page: Page, url: string, folder: string): Promise<readonly string[]> {
  await page.goto(`${url}/inquiries/1`)
  await page.getByLabel('Name *').fill('Zoé Schmit')
  await page.getByLabel('E-mail *').fill('zoe@example.lu')
  await page.getByLabel('Subject').selectOption('Noise')
  await page.getByLabel('An association').check()
  await page.getByLabel('Your contribution *').fill(TEXT)
  await page.getByLabel('Playground').check()
  const files = ['plan.pdf', 'annex.txt'].map((name) => {
    const file = join(folder, name)
    writeFileSync(file, randomBytes(200_000))
    return file
  })
  await page.getByLabel('A plan or a drawing').setInputFiles(files[0] ?? '')
  await page.getByLabel('Another document').setInputFiles(files[1] ?? '')
  await page.getByRole('button', { name: 'Send the contribution' }).click()
  return files.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))
}

async function arrived(t: Test, page: Page, want: readonly string[]): Promise<void> {
  await page.getByRole('heading', { name: 'We have received your contribution' }).waitFor()
  const hashes = await page.locator('code.sha256').allTextContents()
  t.strictSame(hashes, want, 'both attachments arrived, byte for byte')
}

t.test('a form that is challenged goes on by itself, attachments and all', async (t) => {
  const strict = await startTestGate({ backendPort: demo.port, text: formUnchecked() })
  const visitor = await newVisitor(browser, { language: 'en' })
  t.teardown(async () => {
    await visitor.close()
    await strict.stop()
  })
  const page = await visitor.newPage()
  const want = await contribute(page, strict.url, strict.folder)
  await arrived(t, page, want)
  await page.goBack()
  await page.waitForSelector('form[action="/inquiries/1/contributions"]')
  t.pass('back lies the form, and no page of the gate')
})

t.test(
  'where none is kept it is not lost either: back, everything is there, send again',
  async (t) => {
    const text = formUnchecked().replace(/^  write:\n/m, '  write:\n    keepSubmission: false\n')
    const strict = await startTestGate({ backendPort: demo.port, text })
    const visitor = await newVisitor(browser, { language: 'en' })
    t.teardown(async () => {
      await visitor.close()
      await strict.stop()
    })
    const page = await visitor.newPage()
    const want = await contribute(page, strict.url, strict.folder)

    await page.waitForSelector('h1')
    t.notMatch(
      await page.textContent('main'),
      /kept|not lost/i,
      'nothing is kept and it does not say so',
    )
    const back = page.getByRole('button', { name: /back/i })
    await back.waitFor()
    t.match(page.url(), '/contributions', 'nothing was loaded by itself')
    await back.click()

    await page.waitForSelector('form[action="/inquiries/1/contributions"]')
    t.equal(await page.getByLabel('Name *').inputValue(), 'Zoé Schmit')
    t.equal(await page.getByLabel('E-mail *').inputValue(), 'zoe@example.lu')
    t.equal(await page.getByLabel('Your contribution *').inputValue(), TEXT)
    t.ok(await page.getByLabel('Playground').isChecked())
    await page.getByRole('button', { name: 'Send the contribution' }).click()
    await arrived(t, page, want)
  },
)

t.test('the language switch works with and without JavaScript and is remembered', async (t) => {
  for (const javaScript of [true, false]) {
    const visitor = await newVisitor(browser, { javaScript, language: 'de' })
    const page = await visitor.newPage()
    // A denied script keeps the check page in place while it is looked at.
    await page.route('**/*.js', (route) => route.abort())
    await page.goto(`${gate.url}/inquiries/1`)
    t.equal(await page.getAttribute('html', 'lang'), 'de')
    await page.click('button[name=language][value=lb]')
    await page.waitForURL(`${gate.url}/inquiries/1`)
    t.equal(await page.getAttribute('html', 'lang'), 'lb')
    await page.goto(`${gate.url}/inquiries/1?again`)
    t.equal(await page.getAttribute('html', 'lang'), 'lb')
    await visitor.close()
  }
})

t.test('where the script does not load the slow door shows itself', async (t) => {
  const visitor = await newVisitor(browser, { language: 'en' })
  const page = await visitor.newPage()
  await page.route('**/*.js', (route) => route.abort())
  await page.goto(`${gate.url}/inquiries/1`)
  await page.locator('#slow button').click({ timeout: 30_000 })
  await page.waitForSelector('form[action="/inquiries/1/contributions"]', { timeout: 30_000 })
  t.pass('through by the button')
  await visitor.close()
})

t.test(
  'a page that fetches is not answered with a page, and works once the citizen is through',
  async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    await page.goto(`${gate.url}/inquiries/1`)
    await page.waitForSelector('form[action="/inquiries/1/contributions"]')
    await page.goto(`${gate.url}/items`)
    await page.getByText('4 procedures').waitFor()
    t.pass('fetched through the gate')
    await visitor.close()
  },
)
