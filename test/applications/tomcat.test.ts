import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startTomcat } from '../support/applications/tomcat.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type RawAnswer, request } from '../support/http.ts'
import { earnPass, NAVIGATION } from '../support/visitor.ts'

const COMPRESSED = '/examples/CompressionTest?compression=gzip'
const GZIP = { 'Accept-Encoding': 'gzip' }

interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

/** All of an answer but what belongs to one connection or one moment. */
function comparable({ status, rawHeaders, body, complete }: RawAnswer) {
  const own = /^(?:date|connection|keep-alive|transfer-encoding)$/i
  const headers = rawHeaders.filter(([name]) => !own.test(name))
  return { status, headers, body: body.toString('latin1'), complete }
}

await withPackages(t, ['default-jdk-headless', 'tomcat10-examples', 'tomcat10-user'], async () => {
  const tomcat = await startTomcat()
  t.teardown(tomcat.stop)
  const browser = await launchBrowser({ isWhole: true })
  t.teardown(() => browser.close())
  const gate = await startTestGate({
    backendPort: tomcat.port,
    routes: `
- { name: with cookies, path: "/examples/**", policy: read }
- { name: without cookies, path: "/plain/**", policy: read }`,
    policies: 'read: { challenge: always }',
  })
  t.teardown(() => gate.stop())

  const pass = await earnPass(gate.port, '/examples/index.html')
  const headers = { ...NAVIGATION, Cookie: pass }

  /** Settles once Tomcat has this request line in its log, which it writes after the answer. */
  const received = (line: string): Promise<void> =>
    eventually(`Tomcat receives ${line}`, () => tomcat.requestLines().includes(line))

  t.test('a session lives in the cookie of the application, beside the pass', async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    const target = `${gate.url}/examples/servlets/servlet/SessionExample`
    await page.goto(target)
    const form = page.locator('form[method=POST]')
    await form.locator('[name=dataname]').fill('Gemeng')
    await form.locator('[name=datavalue]').fill('Käerjeng – 中文 & ;=+%')
    await form.locator('[type=submit]').click()
    await page.getByText('Gemeng = Käerjeng – 中文 & ;=+%').waitFor()
    const byGet = page.locator('form[method=GET]')
    await byGet.locator('[name=dataname]').fill('Strooss')
    await byGet.locator('[name=datavalue]').fill('rue de l’Église')
    await byGet.locator('[type=submit]').click()
    await page.getByText('Strooss = rue de l’Église').waitFor()
    await page.goto(target)
    t.match(await page.textContent('body'), 'Gemeng = Käerjeng – 中文 & ;=+%')

    const cookies = (await visitor.cookies()).map(({ name, path }) => [name, path] as const)
    t.strictSame(Object.fromEntries(cookies), { JSESSIONID: '/examples', paart: '/' })
    await visitor.close()
  })

  t.test('where the application uses no cookies, its session lives in the path', async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    await page.goto(`${gate.url}/plain/servlets/servlet/SessionExample`)
    const sessionIn = async (): Promise<string> =>
      /Session ID: (\w{32})/.exec((await page.textContent('body')) ?? '')?.[1] ?? 'none'
    await page.getByText('Session ID:').waitFor()
    const session = await sessionIn()
    const path = `/plain/servlets/servlet/SessionExample;jsessionid=${session}`

    await page.getByRole('link', { name: 'URL encoded' }).click()
    await page.getByText('exampleName = exampleValue').waitFor()
    const query = '?dataname=exampleName&datavalue=exampleValue'
    t.equal(page.url(), `${gate.url}${path}${query}`)

    const form = page.locator('form[method=POST]')
    await form.locator('[name=dataname]').fill('Gemeng')
    await form.locator('[name=datavalue]').fill('Käerjeng')
    await form.locator('[type=submit]').click()
    await page.getByText('Gemeng = Käerjeng').waitFor()
    t.match(await page.textContent('body'), 'exampleName = exampleValue', 'still there')
    t.equal(await sessionIn(), session, 'the same session all the way')

    await received(`GET ${path}${query} HTTP/1.1`)
    await received(`POST ${path} HTTP/1.1`)
    t.match(await visitor.cookies(), [{ name: 'paart' }], 'no cookie but the pass')
    await visitor.close()
  })

  t.test('a bookmark with a session in it survives the check', async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    const target = '/plain/servlets/servlet/SessionExample;jsessionid=0123?a=1;b=%E9&c='
    await page.goto(`${gate.url}${target}`)
    await page.getByText('Session ID:').waitFor()
    t.equal(page.url(), `${gate.url}${target}`)
    await received(`GET ${target} HTTP/1.1`)
    await visitor.close()
  })

  t.test('a form reaches the application with every letter', async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    await page.goto(`${gate.url}/examples/servlets/servlet/RequestParamExample`)
    await page.locator('[name=firstname]').fill('Zoé "Zou" <ß>')
    await page.locator('[name=lastname]').fill('Møller & Ção + 100 % 🏛️')
    await page.locator('[type=submit]').click()
    await page.getByText('First Name').first().waitFor()
    t.match(await page.textContent('body'), 'Zoé "Zou" <ß>')
    t.match(await page.textContent('body'), 'Møller & Ção + 100 % 🏛️')
    await visitor.close()
  })

  t.test('paths and queries arrive as they were sent', async (t) => {
    const targets = [
      '/plain/servlets/servlet/HelloWorldExample;jsessionid=A1;v=2?',
      '/plain/servlets;a=b/servlet/HelloWorldExample',
      '/plain//servlets/./servlet/HelloWorldExample',
      '/plain/servlets/servlet/RequestInfoExample/%C3%A9%20+;x=%E9?q=%E9&q=a+b;c&&=',
      "/plain/servlets/servlet/RequestInfoExample/~!$&'()*,:@?/?:@!$'()*,",
    ]
    for (const path of targets) {
      await request(gate.port, { path, headers })
      await received(`GET ${path} HTTP/1.1`)
      t.pass(path)
    }
  })

  t.test('a chunked upload is counted to the byte by a servlet that never blocks', async (t) => {
    const piece = 'x'.repeat(10_000)
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`
    const answer = await request(gate.port, {
      method: 'POST',
      path: '/examples/servlets/nonblocking/bytecounter',
      headers: { ...headers, 'Transfer-Encoding': 'chunked' },
      body: `${chunk.repeat(200)}0\r\n\r\n`,
    })
    t.equal(answer.text, 'Total bytes written = [2000000]')
  })

  const file = '/examples/jsp/images/execute.gif'
  const same: readonly (readonly [name: string, Asked, want: number])[] = [
    ['a page', { path: '/examples/servlets/index.html' }, 200],
    ['a picture', { path: file }, 200],
    ['its head', { method: 'HEAD', path: file }, 200],
    ['a part of it', { path: file, headers: { Range: 'bytes=100-299' } }, 206],
    ['two parts', { path: file, headers: { Range: 'bytes=0-9,20-29' } }, 206],
    ['its end', { path: file, headers: { Range: 'bytes=-50' } }, 206],
    ['a part it does not have', { path: file, headers: { Range: 'bytes=999999-' } }, 416],
    ['a redirect', { path: '/examples' }, 302],
    ['a page that is not there', { path: '/examples/nothing' }, 404],
    ['a method that is not allowed', { method: 'DELETE', path: file }, 405],
    ['an answer the application compresses', { path: COMPRESSED, headers: GZIP }, 200],
    ['an answer in chunks', { path: '/examples/servlets/trailers/response' }, 200],
  ]

  t.test('answers are those the application gives when asked directly', async (t) => {
    for (const [name, sent, want] of same) {
      const asked = { ...sent, headers: { ...headers, ...sent.headers } }
      const direct = await request(tomcat.port, asked)
      const through = await request(gate.port, asked)
      t.equal(through.status, want, name)
      t.strictSame(comparable(through), comparable(direct), name)
    }
  })

  t.test('what the browser has is not sent again', async (t) => {
    const first = await request(gate.port, { path: file, headers })
    const etag = first.headers.get('etag') ?? ''
    const again = { path: file, headers: { ...headers, 'If-None-Match': etag } }
    t.equal((await request(gate.port, again)).status, 304)
    const stale = { ...headers, Range: 'bytes=0-9', 'If-Range': '"other"' }
    t.ok((await request(gate.port, { path: file, headers: stale })).body.equals(first.body))
  })

  t.test('the application echoes over WebSocket, to whoever has passed the check', async (t) => {
    const visitor = await newVisitor(browser, { language: 'en' })
    const page = await visitor.newPage()
    const echo = `new Promise((resolve) => {
      const socket = new WebSocket('${gate.url.replace('http', 'ws')}/examples/websocket/echoProgrammatic')
      socket.onopen = () => socket.send('Moien 中文')
      socket.onmessage = ({ data }) => resolve(data + ' ' + socket.extensions)
      socket.onclose = () => resolve('closed')
    })`
    await page.goto(`${gate.url}/examples/websocket/echo.xhtml`)
    await page.getByText('Echo message').waitFor()
    t.match(
      await page.evaluate(echo),
      /^Moien 中文 permessage-deflate/,
      'packed, as Tomcat offers it',
    )
    await visitor.clearCookies()
    t.equal(await page.evaluate(echo), 'closed', 'without a pass there is no upgrade')
    await visitor.close()
  })
})
