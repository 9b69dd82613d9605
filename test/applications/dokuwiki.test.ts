import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startDokuWiki } from '../support/applications/dokuwiki.ts'
import { withPackages } from '../support/applications/packages.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { startTestGate } from '../support/gate.ts'

await withPackages(t, ['dokuwiki', 'php-cli'], async () => {
  const wiki = await startDokuWiki()
  t.teardown(wiki.stop)
  const gate = await startTestGate({
    backendPort: wiki.port,
    routes: '- { name: everything, policy: read }',
    policies: 'read: { challenge: always }',
    rest: 'doors: { slow: { wait: 1s } }',
  })
  t.teardown(() => gate.stop())
  const browser = await launchBrowser({ isWhole: true })
  t.teardown(() => browser.close())
  const visitor = await newVisitor(browser, { language: 'en' })
  const page = await visitor.newPage()
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`)
  })

  t.test('the check comes first and once, then the login form is there', async (t) => {
    const target = `${gate.url}/doku.php?id=start&do=login`
    await page.goto(target)
    await page.getByLabel('Username').waitFor()
    t.equal(page.url(), target)
    t.equal(refused.shift(), `403 ${target}`)
  })

  t.test('logging in keeps the session over pages', async (t) => {
    await page.getByLabel('Username').fill(wiki.user)
    await page.getByLabel('Password').fill(wiki.password)
    await page.locator('#dokuwiki__content').getByRole('button', { name: 'Log In' }).click()
    await page.getByText('Logged in as').waitFor()
    await page.goto(`${gate.url}/doku.php?id=gemeng:start`)
    t.match(await page.locator('.user').textContent(), 'Zoé Schmit')
  })

  t.test('a page is edited and saved to the byte', async (t) => {
    const text = 'D’Gemeng Käerjeng – façade, ação, 中文, 🏛️ & <b> 100 % {{:plan.zip|Plang}}'
    await page.goto(`${gate.url}/doku.php?id=gemeng:start&do=edit`)
    await page.locator('textarea[name=wikitext]').fill(text)
    await page.getByLabel('Edit summary').fill('éischt Versioun')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('D’Gemeng Käerjeng – façade, ação, 中文, 🏛️').waitFor()
    t.equal(readFileSync(join(wiki.folder, 'data/pages/gemeng/start.txt'), 'utf8'), text)
    t.match(readFileSync(join(wiki.folder, 'data/meta/gemeng/start.changes'), 'utf8'), 'éischt')
  })

  t.test('a file is uploaded by the media manager and downloaded again to the byte', async (t) => {
    const bytes = randomBytes(700_000)
    const file = join(gate.folder, 'plan.zip')
    writeFileSync(file, bytes)
    await page.goto(`${gate.url}/doku.php?id=gemeng:start&do=media&ns=&tab_files=upload`)
    await page.locator('input[type=file]').setInputFiles(file)
    await page.locator('#mediamanager__upload_button').click()
    await page.locator('.qq-upload-success').waitFor()
    t.ok(readFileSync(join(wiki.folder, 'data/media/plan.zip')).equals(bytes), 'uploaded')

    await page.goto(`${gate.url}/doku.php?id=gemeng:start`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Plang' }).click(),
    ])
    t.equal(download.suggestedFilename(), 'plan.zip')
    t.ok(readFileSync(await download.path()).equals(bytes), 'downloaded')
  })

  t.test('what was typed while the pass was lost is saved all the same', async (t) => {
    const text = 'Geschriwwen, während de Passage fort war: ë, 100 % & "alles"'
    await page.goto(`${gate.url}/doku.php?id=gemeng:verluer&do=edit`)
    await page.locator('textarea[name=wikitext]').fill(text)
    await visitor.clearCookies({ name: 'paart' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Geschriwwen, während de Passage fort war').waitFor()
    t.equal(readFileSync(join(wiki.folder, 'data/pages/gemeng/verluer.txt'), 'utf8'), text)
    t.match(refused.splice(0), /^403 .*\/doku\.php/, 'the check was between')
  })

  t.test('so is an attachment, without any script', async (t) => {
    const bytes = randomBytes(900_000)
    const file = join(gate.folder, 'Bäi „Lag“.zip')
    writeFileSync(file, bytes)
    const quiet = await newVisitor(browser, { language: 'en', javaScript: false })
    const plain = await quiet.newPage()
    await plain.goto(`${gate.url}/doku.php?id=start&do=login`)
    await plain.locator('.slow button').click()
    await plain.getByLabel('Username').fill(wiki.user)
    await plain.getByLabel('Password').fill(wiki.password)
    await plain.locator('#dokuwiki__content').getByRole('button', { name: 'Log In' }).click()
    await plain.goto(`${gate.url}/doku.php?id=start&do=media&ns=&tab_files=upload`)
    await plain.locator('input[type=file]').setInputFiles(file)
    await quiet.clearCookies({ name: 'paart' })
    await plain.locator('form:has(input[type=file]) button[type=submit]').click()
    await plain.locator('.slow button').click()
    await plain.getByText('Upload successful').waitFor()
    const media = readdirSync(join(wiki.folder, 'data/media'))
    const saved = media.find((name) => name !== 'plan.zip') ?? ''
    t.ok(readFileSync(join(wiki.folder, 'data/media', saved)).equals(bytes), saved)
  })

  t.test('logging out ends the session, and the gate was in the way only once', async (t) => {
    await page.goto(`${gate.url}/doku.php?id=gemeng:start`)
    await page.getByRole('link', { name: 'Log Out' }).click()
    await page.getByRole('link', { name: 'Log In' }).waitFor()
    await page.goto(`${gate.url}/doku.php?id=gemeng:start`)
    t.equal(await page.getByText('Logged in as').count(), 0)
    t.strictSame(refused, [])
  })
})
