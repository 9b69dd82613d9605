import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PAGE_LANGUAGES } from '../../src/challenge-pages/index.ts'
import { startTestGate } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION } from '../support/visitor.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const folder = mkdtempSync(join(tmpdir(), 'paart-looks-'))
writeFileSync(join(folder, 'logo.png'), PNG)
const origin = await startOrigin()
/** Everybody is denied, from everywhere. */
const gate = await startTestGate({
  backendPort: origin.port,
  folder,
  routes: '- { name: everything, policy: closed }',
  policies: 'closed: { rules: [{ name: all, when: { path: "/**" }, then: deny }] }',
  site: 'brand: { name: Closed, logo: logo.png, color: "#7a1f3d" }',
  rest: `fallbackLanguage: fr
privacy: { logRetention: 90d, legalBasis: public-task, authority: "CNPD, Belvaux" }`,
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

function ask(path: string, headers: Readonly<Record<string, string>> = {}) {
  return request(gate.port, { path, headers: { ...NAVIGATION, ...headers } })
}

t.test('a client that is denied reads what is processed, in every language', async (t) => {
  const denied = await ask('/')
  t.equal(denied.status, 403)
  t.equal(denied.headers.get('paart-decision'), 'deny')
  for (const language of PAGE_LANGUAGES) {
    const page = await ask('/.paart/privacy', { Cookie: `paart-language=${language}` })
    t.equal(page.status, 200, language)
    t.match(page.text, `<html lang="${language.slice(0, 2)}"`)
    t.match(page.text, '<code>paart</code>')
    t.match(page.headers.get('content-language'), language.slice(0, 2))
  }
})

t.test('who reads none of the languages is answered in the fallback', async (t) => {
  const answers = await Promise.all(
    ['ja,zh;q=0.8', '*', 'ja,pt;q=0.1'].map((language) =>
      ask('/', { 'Accept-Language': language }),
    ),
  )
  const languages = answers.map(({ headers }) => headers.get('content-language'))
  t.same(languages, ['fr', 'fr', 'pt'])
})

t.test(
  'the privacy page says what the configuration says, and of forms that are kept',
  async (t) => {
    const { text } = await ask('/.paart/privacy')
    t.match(text, 'We keep the log for 90 days.')
    t.match(text, '<dd><bdi>CNPD, Belvaux</bdi></dd>')
    t.match(text, 'A task in the public interest')
    t.match(text, /paart-kept-/)
    t.match(text, 'A form that the check stopped')
    t.match(text, '30 minutes')
  },
)

t.test('simple words are chosen by a button and remembered', async (t) => {
  const page = await ask('/some/page')
  const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const chosen = await request(gate.port, {
    method: 'POST',
    path: '/.paart/language',
    headers: {
      ...NAVIGATION,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from(`token=${token}&language=de-simple`),
  })
  t.equal(chosen.status, 303)
  t.equal(chosen.headers.get('location'), '/some/page')
  const [cookie = ''] = (chosen.headers.get('set-cookie') ?? '').split(';', 1)
  t.equal(cookie, 'paart-language=de-simple')
  const again = await ask('/some/page', { Cookie: cookie })
  t.match(again.text, '<html lang="de" dir="ltr" class="simple">')
  t.match(again.text, '<h1>Hier geht es leider nicht weiter</h1>')
})

t.test('a site’s logo and style are served as what they are, and can do nothing', async (t) => {
  const { text, headers } = await ask('/')
  t.match(headers.get('content-security-policy'), "img-src 'self'; style-src 'self'")
  const logo = /<img class="logo" src="([^"]+)" alt="">/.exec(text)?.[1] ?? ''
  const served = await request(gate.port, { path: logo })
  t.equal(served.status, 200)
  t.equal(served.headers.get('content-type'), 'image/png')
  t.equal(served.headers.get('content-security-policy'), "default-src 'none'")
  t.match(served.headers.get('cache-control'), 'immutable')
  t.equal(served.headers.get('content-length'), String(PNG.length))
  const style = /<link rel="stylesheet" href="([^"]+)">/.exec(text)?.[1] ?? ''
  t.match((await request(gate.port, { path: style })).text, '--accent: #7a1f3d;')
})
