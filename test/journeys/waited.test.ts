import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { exampleFor } from '../support/example.ts'
import { type RawAnswer, request } from '../support/http.ts'
import { passIn, slowTokenIn } from '../support/visitor.ts'

/** A press that comes so long after its page was made is not held. */
const WAIT_SECONDS = 11

const TEXT_BROWSER = {
  'User-Agent': 'Lynx/2.9.0dev.12 libwww-FM/2.14',
  Accept: 'text/html, text/plain, */*;q=0.01',
}

/** Its rates are what a citizen without a script has. */
const example = (backendPort: number): string => exampleFor(`http://127.0.0.1:${backendPort}`)

t.test('a pass of the slow door finishes every procedure, at its rate', async (t) => {
  const demo = await startDemo({ host: '127.0.0.1', port: 0 })
  t.teardown(demo.close)
  const { port, clock } = await startClockedGate(t, example(demo.port))
  const jar = new Map<string, string>()
  let waitedSeconds = 0

  /** Does what a text browser does: keeps cookies, and waits where it is asked to wait. */
  async function ask(method: string, path: string, type?: string, body = ''): Promise<RawAnswer> {
    const headers = {
      ...TEXT_BROWSER,
      Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(type === undefined ? {} : { 'Content-Type': type }),
    }
    const answer = await request(port, { method, path, headers, body: Buffer.from(body, 'latin1') })
    for (const [, name = '', value = ''] of cookiesOf(answer)) jar.set(name, value)
    const retryAfter = answer.headers.get('retry-after')
    if (answer.status !== 429 || retryAfter === undefined) return answer
    waitedSeconds += Number(retryAfter)
    clock.advance(1000 * Number(retryAfter))
    return ask(method, path, type, body)
  }

  const check = await ask('GET', '/inquiries/1')
  t.equal(check.headers.get('paart-decision'), 'challenge')
  clock.advance(1000 * WAIT_SECONDS)
  const press = form({ token: slowTokenIn(check.text) ?? '' })
  const through = await ask('POST', '/.paart/wait', ...press)
  t.equal(through.status, 303)
  t.match(passIn(through), /^paart=/)
  const led = await ask('GET', through.headers.get('location') ?? '')
  t.match([led.status, led.headers.get('location')], [303, '/inquiries/1'])

  t.equal((await ask('POST', '/login', ...form({ name: 'Zoé', password: 'demo' }))).status, 303)
  t.match((await ask('GET', '/account')).text, 'Zoé')
  t.match((await ask('GET', '/inquiries/1')).text, 'action="/inquiries/1/contributions"')
  const file = randomBytes(200_000)
  const [type, body] = multipart(
    { name: 'Zoé', email: 'zoe@example.lu', contribution: 'Moien' },
    file,
  )
  const sent = await ask('POST', '/inquiries/1/contributions', type, body)
  t.match(sent.text, createHash('sha256').update(file).digest('hex'), 'the upload, to the byte')
  t.ok((await ask('GET', '/download')).body.length > 10_000, 'the download')
  t.equal(waitedSeconds, 0, 'without a wait')

  // Who reads much more waits, and goes on.
  for (let round = 0; round < 3; round++) {
    for (const path of ['/', '/search?q=tram', '/items', '/api/items', '/received']) {
      const { status, headers } = await ask('GET', path)
      t.notOk(headers.has('paart-decision'), `${path}: ${status}`)
    }
  }
  t.ok(waitedSeconds > 0 && waitedSeconds <= 90, `waited ${waitedSeconds} s in all`)
})

function cookiesOf(answer: RawAnswer): readonly RegExpMatchArray[] {
  return [...(answer.headers.get('set-cookie') ?? '').matchAll(/(?:^|, )([\w-]+)=([^;,]*)/g)]
}

function form(fields: Readonly<Record<string, string>>): [string, string] {
  return ['application/x-www-form-urlencoded', new URLSearchParams(fields).toString()]
}

function multipart(fields: Readonly<Record<string, string>>, file: Buffer): [string, string] {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${Buffer.from(value).toString('latin1')}\r\n`,
  )
  const head = 'Content-Disposition: form-data; name="plan"; filename="plan.bin"'
  const upload = `--x\r\n${head}\r\nContent-Type: application/octet-stream\r\n\r\n${file.toString('latin1')}\r\n--x--\r\n`
  return ['multipart/form-data; boundary=x', parts.join('') + upload]
}
