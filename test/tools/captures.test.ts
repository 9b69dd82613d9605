import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { request as askSecurely } from 'node:https'
import { once } from 'node:events'
import t from 'tap'
import { readClientCaptures } from '../support/captures.ts'
import { get } from '../support/http.ts'
import { CLAIMED, type Claim, claimsOf } from '../../tools/captures/claims.ts'
import { programsOf } from '../../tools/captures/programs.ts'
import { startRecorder } from '../../tools/captures/recorder.ts'

t.test('the recorder keeps names and values as they came, in their order', async (t) => {
  const recorder = await startRecorder()
  t.teardown(recorder.close)
  const led = recorder.untilAsked('/end', 10_000)
  const sent = [
    ['hOST', 'gov.example'],
    ['X-Two', '1'],
    ['x-two', '2'],
    ['Accept', '*/*'],
  ] as const
  const { port } = new URL(recorder.http)
  const answer = await get(Number(port), '/a/page', sent)
  t.match(answer.text, '<img src=picture.gif>')
  const away = askSecurely(`${recorder.https}/a/away`, { rejectUnauthorized: false })
  away.end()
  const [response] = await once(away, 'response')
  t.equal(response.headers.location, 'landed')
  t.match(recorder.take(), [
    { url: '/a/page', method: 'GET', ver: '1.1', enc: false, rawHeaders: sent.flat() },
    { url: '/a/away', method: 'GET', ver: '1.1', enc: true },
  ])
  t.same(recorder.take(), [], 'what was taken is gone')
  await get(Number(port), '/a/end', sent)
  t.equal(await led, true)
  t.equal(await recorder.untilAsked('/end', 1), false)
})

t.test('claims: none, some, most, all but each, and all of the fields', async (t) => {
  for (const claimed of CLAIMED) {
    const claims = claimsOf(claimed)
    const whole = claimed.fields.length + claimed.sometimes.length + 1
    const sizes = claims.map(({ fields }) => fields.length)
    t.equal(Math.min(...sizes), 1, 'the name alone')
    t.equal(sizes.filter((size) => size === whole).length, 1, 'all of them once')
    for (const [left] of claimed.fields) {
      const isAllBut = ({ fields }: Claim): boolean =>
        fields.length === whole - 1 && fields.every(([each]) => each !== left)
      // Half of Sec-Fetch is all but one where nothing is sent sometimes only.
      t.equal(claims.filter(isAllBut).length, 1, `${claimed.name} all but ${left}`)
    }
  }
})

t.test('a program asks for what it is told', async (t) => {
  const asked: (string | undefined)[] = []
  const server = createServer(({ url, headers }, response) => {
    asked.push(url, headers['user-agent'], headers['accept-language'])
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const curl = programsOf('/nowhere').find(({ name }) => name === 'curl')
  const url = `http://127.0.0.1:${port}/page`
  await curl?.asks([
    {
      url,
      fields: [
        ['User-Agent', 'a'],
        ['Accept-Language', 'lb'],
      ],
    },
  ])
  t.same(asked, ['/page', 'a', 'lb'])
})

t.test('every captured client has its version, and all come from one day', async (t) => {
  const { date, clients, captures } = readClientCaptures()
  t.match(date, /^\d{4}-\d\d-\d\d$/)
  t.same(
    [...new Set(captures.map(({ client }) => client))].toSorted(),
    Object.keys(clients).toSorted(),
  )
  for (const program of Object.values(clients)) t.match(program, /\d/)
})
