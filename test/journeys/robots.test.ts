import t from 'tap'
import { PAGE_LANGUAGES } from '../../src/challenge-pages/index.ts'
import { startTestGate } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION } from '../support/visitor.ts'

const origin = await startOrigin()
/** Whoever says whom to write to may read, at a pace; whoever says nothing is told no. */
const POLICIES = `read:
  rules:
    - { name: attackers, when: { header: { user-agent: "*sqlmap*" } }, then: deny }
    - { name: house, when: { network: [192.0.2.0/24] }, then: pass }
    - { name: nobody, when: { machine: unknown }, then: deny }
  limits: [{ name: named, key: network, machine: contact, rate: 2/min, burst: 2, over: limit }]
form: { challenge: always }`
const gate = await startTestGate({
  backendPort: origin.port,
  routes: `- { name: backoffice, path: "/forms/**", policy: form }
- { name: everything, policy: read }`,
  policies: POLICIES,
  rest: 'machines: { contact: robots@example.lu, dumps: [/all.zip], apis: [https://data.example.lu/api] }',
})
const silent = await startTestGate({
  backendPort: origin.port,
  policies: 'open: { rules: [{ name: all, when: { path: "/**" }, then: deny }] }',
  rest: 'machines: none',
})
const untold = await startTestGate({
  backendPort: origin.port,
  routes: '- { name: everything, path: "/secret/**", policy: open }',
})
t.teardown(async () => {
  await gate.stop()
  await silent.stop()
  await untold.stop()
  await origin.close()
})

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return request(gate.port, { method, path, headers: { ...NAVIGATION, ...headers } })
}

t.test('what the page says is what the gate does', async (t) => {
  const named = { 'User-Agent': 'harvester/1 (+https://data.example.lu/bot)' }
  const answers = []
  for (let i = 0; i < 3; i++) answers.push(await ask('/acts', named))
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 429],
  )
  t.equal((await ask('/acts')).status, 403)
  const { text } = await ask('/.paart/robots', { 'Accept-Language': 'en' })
  t.match(
    text,
    'With a contact: 2 requests a minute for each network, 2 at once, beyond that: wait (429)',
  )
  t.match(text, 'Without a name: closed')
  t.match(text, '<a href="mailto:robots@example.lu">')
  t.match(text, '<a href="/all.zip">')
})

t.test('whoever is denied reads it, in every language', async (t) => {
  for (const language of PAGE_LANGUAGES) {
    const page = await ask('/.paart/robots', { Cookie: `paart-language=${language}` })
    t.equal(page.status, 200, language)
    t.match(page.text, `<html lang="${language.slice(0, 2)}"`)
    t.equal(page.headers.get('x-robots-tag'), 'noindex')
    t.notOk(page.headers.has('paart-decision'), 'it stands in place of nothing')
  }
  t.equal((await ask('/.paart/robots', {}, 'POST')).status, 405)
  t.equal((await ask('/.paart/robots/')).status, 404)
})

t.test('programs read the same as JSON, and need not read it twice', async (t) => {
  const answer = await ask('/.paart/robots.json', { 'User-Agent': 'curl/8', Accept: '*/*' })
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/json')
  t.equal(answer.headers.get('cache-control'), 'public, max-age=300')
  const told = JSON.parse(answer.text)
  t.match(told, {
    contact: 'robots@example.lu',
    dumps: ['/all.zip'],
    apis: ['https://data.example.lu/api'],
    paths: [
      { paths: ['/forms/**'], tiers: { signed: { kind: 'check' } } },
      {
        paths: ['/**'],
        tiers: {
          unknown: { kind: 'closed' },
          contact: { kind: 'open', paces: [{ by: 'network', requests: 2, perSeconds: 60 }] },
          proven: { kind: 'open', paces: [] },
        },
      },
    ],
    routesLeft: 0,
  })
  t.notMatch(answer.text, /sqlmap|192\.0\.2|127\.0|attackers|house|backoffice/, 'no more')
  const etag = answer.headers.get('etag') ?? ''
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await ask('/.paart/robots.json', { 'If-None-Match': known })
    t.equal(again.status, 304, known)
    t.equal(again.text, '')
    t.equal(again.headers.get('etag'), etag)
    t.notOk(again.headers.has('content-length'))
  }
  t.equal((await ask('/.paart/robots.json', { 'If-None-Match': '"x"' })).status, 200)
  const head = await ask('/.paart/robots.json', {}, 'HEAD')
  t.equal(head.headers.get('content-length'), String(answer.text.length))
})

const read = (path: string) => request(untold.port, { path, headers: NAVIGATION })

t.test('without a word of the file only whom to write to is told', async (t) => {
  const { status, text } = await read('/.paart/robots')
  t.equal(status, 200)
  t.match(text, '<dt>Whom to write to</dt><dd><a href="mailto:help@example.lu">')
  t.notMatch(text, /secret|at which pace/)
  t.match(JSON.parse((await read('/.paart/robots.json')).text), { paths: [], agents: [] })
})

t.test('whoever is refused is led to it, unless there is none', async (t) => {
  const program = { 'User-Agent': 'curl/8', Accept: '*/*' }
  const denied = await request(gate.port, { path: '/', headers: program })
  t.equal(denied.status, 403)
  t.equal(denied.headers.get('link'), '</.paart/robots>; rel="help"')
  const elsewhere = await request(silent.port, { path: '/', headers: program })
  t.equal(elsewhere.status, 403)
  t.notOk(elsewhere.headers.has('link'))
  t.ok(elsewhere.headers.has('accept-signature'))
})

t.test('where machines are told nothing there is no such page', async (t) => {
  for (const path of ['/.paart/robots', '/.paart/robots.json']) {
    t.equal((await request(silent.port, { path, headers: NAVIGATION })).status, 404, path)
  }
})

t.test('it has a limit of its own', async (t) => {
  // Together with what was asked before, beyond what an address may at once.
  const asked = Array.from({ length: 1_200 }, () => ask('/.paart/robots.json'))
  const statuses = new Set((await Promise.all(asked)).map(({ status }) => status))
  t.same(statuses, new Set([200, 429]))
  t.equal((await ask('/.paart/robots')).status, 200, 'and takes nothing from its neighbours')
})
