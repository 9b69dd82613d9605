import t from 'tap'
import { createHash, randomBytes } from 'node:crypto'
import { startDemo } from '../../src/demo/index.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
t.teardown(demo.close)
const browser = await launchBrowser()
t.teardown(() => browser.close())
const origin = `http://127.0.0.1:${demo.port}`

for (const javaScript of [true, false]) {
  const who = javaScript ? 'a visitor' : 'a visitor without JavaScript'
  t.test(`${who} sends the form with two files and reads their hashes`, async (t) => {
    const visitor = await newVisitor(browser, { javaScript, width: 360, height: 740 })
    t.teardown(() => visitor.close())
    const page = await visitor.newPage()
    const files = [
      { name: 'plan "é".pdf', mimeType: 'application/pdf', buffer: randomBytes(300_000) },
      { name: 'annex.txt', mimeType: 'text/plain', buffer: Buffer.from('Moien\r\n--') },
    ] as const
    await page.goto(`${origin}/inquiries/1`)
    await page.getByLabel('Name *').fill('Zoé Schmit')
    await page.getByLabel('E-mail *').fill('zoe@example.lu')
    await page.getByLabel('Subject').selectOption('Noise')
    await page.getByLabel('An association').check()
    await page.getByLabel('Your contribution *').fill('Line one\nline <two>')
    await page.getByLabel('Playground').check()
    await page.getByLabel('A plan or a drawing').setInputFiles(files[0])
    await page.getByLabel('Another document').setInputFiles(files[1])
    await page.getByRole('button', { name: 'Send the contribution' }).click()

    await page.getByRole('heading', { name: 'We have received your contribution' }).waitFor()
    const cells = await page.locator('main td').allTextContents()
    const want = ['Zoé Schmit', 'zoe@example.lu', 'Noise', 'An association']
    t.strictSame(cells, [...want, 'Line one\nline <two>', 'Playground'])
    const names = await page.locator('dl.file dd:nth-of-type(2)').allTextContents()
    t.strictSame(
      names,
      files.map(({ name }) => name),
    )
    const hashes = await page.locator('code.sha256').allTextContents()
    t.strictSame(
      hashes,
      files.map(({ buffer }) => createHash('sha256').update(buffer).digest('hex')),
    )
  })
}

t.test('the scripts of the pages work: the list is fetched, the chat answers', async (t) => {
  const visitor = await newVisitor(browser)
  t.teardown(() => visitor.close())
  const page = await visitor.newPage()
  const mistakes: string[] = []
  page.on('pageerror', (error) => mistakes.push(error.message))
  await page.goto(`${origin}/items`)
  await page.getByText('4 procedures').waitFor()
  await page.route('**/api/items', (route) => route.fulfill({ status: 403, body: '{}' }))
  await page.reload()
  await page.getByText('could not be loaded: status 403').waitFor()
  await page.goto(`${origin}/echo-page`)
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.getByLabel('Message').fill('Moien <b>')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('#echo-log li', { hasText: 'Moien <b>' }).waitFor()
  t.strictSame(mistakes, [])
})

t.test('a visitor logs in; no page is wider than a small phone', async (t) => {
  const visitor = await newVisitor(browser, { width: 320, height: 640 })
  t.teardown(() => visitor.close())
  const page = await visitor.newPage()
  await page.goto(`${origin}/account`)
  await page.getByLabel('Name').fill('Zoé')
  await page.getByLabel('Password').fill('demo')
  await page.getByRole('button', { name: 'Log in' }).click()
  t.equal(await page.locator('#account-name').textContent(), 'Zoé')
  t.match(await page.locator('.received').textContent(), 'JSESSIONID')
  for (const path of ['/', '/inquiries/1', '/search?q=tram', '/items', '/received']) {
    await page.goto(origin + path)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, path)
  }
})
