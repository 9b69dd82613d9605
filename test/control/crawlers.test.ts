import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startDnsServer } from '../support/dns-server.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin({ respond: () => answer({ status: 200, body: 'page' }) })
t.teardown(origin.close)

/** `127.0.0.1` asks; its name leads back to it. */
const dns = await startDnsServer((question) => {
  if (question === 'PTR 1.0.0.127.in-addr.arpa') return ['crawl.example.net']
  return question === 'A crawl.example.net' ? ['127.0.0.1'] : 'no-such-name'
})
t.teardown(dns.close)

const TEXT = configText({
  backendPort: origin.port,
  routes: '- { name: all, policy: read }',
  policies: `
read:
  challenge: always
  rules: [{ name: crawlers, when: { verifiedAgent: [listed, named] }, then: pass }]
`,
  rest: `
agents:
  listed: { userAgent: ListedBot, ranges: lists/listed.json }
  named: { userAgent: [NamedBot, OtherName], hostNames: [example.net] }
dns: { servers: ["${dns.address}"], timeout: 1s }
lists: { aiCrawlers: lists/ai.txt }
`,
})

const RANGES = { prefixes: [{ ipv4Prefix: '127.0.0.0/24' }, { ipv6Prefix: '::1/128' }] }

/** DNS on this machine has answered long before. */
const ASKED_MAX = 1000

function listOf(count: number): string {
  return ['127.0.0.1', ...Array.from({ length: count - 1 }, (_, i) => `192.0.2.${i}`)].join('\n')
}

function startListed(t: { readonly teardown: (end: () => unknown) => void }, list: string) {
  const folder = mkdtempSync(join(tmpdir(), 'paart-lists-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const write = (text: string): void => writeFileSync(join(folder, 'listed.json'), text)
  write(list)
  writeFileSync(join(folder, 'ai.txt'), 'OwnAiBot\n')
  return { write, start: () => startFileGate(t, TEXT.replaceAll('lists/', `${folder}/`)) }
}

async function statusFor({ port }: FileGate, userAgent: string): Promise<number> {
  return (await get(port, '/', { 'User-Agent': userAgent })).status
}

t.test('crawlers that prove themselves pass, all others are checked', async (t) => {
  const gate = await startListed(t, JSON.stringify(RANGES)).start()
  t.equal(await statusFor(gate, 'Mozilla/5.0 (compatible; ListedBot/1.0)'), 200, 'by its ranges')
  t.equal(await statusFor(gate, 'curl/8'), 403)
  t.equal(await statusFor(gate, 'NamedBot/1'), 403, 'nobody waits for DNS')
  let status = 0
  for (let asked = 0; status !== 200 && asked < ASKED_MAX; asked++) {
    status = await statusFor(gate, 'OtherName/1')
  }
  t.equal(status, 200, 'and then it is known')
  t.equal(dns.questions.length, 2)
})

t.test('an update that is broken or has shrunk leaves the copy in force', async (t) => {
  const { write, start } = startListed(t, listOf(10))
  const gate = await start()
  for (const [name, list, why] of [
    ['an empty file', '', /listed.json" holds no network: the copy read before stays in force/],
    ['an error page', '<html>', /holds "<html>": the copy/],
    ['fewer than half', listOf(4), /has shrunk from 10 networks to 4: the copy/],
  ] as const) {
    write(list)
    const { status, text } = await gate.askText('POST', '/reload')
    t.equal(status, 200, name)
    t.match(text, why, name)
    t.match(gate.notes.at(-2), why, `${name} is told`)
    t.match(gate.notes.at(-1), /^reload by /, 'and who asked')
    t.equal(await statusFor(gate, 'ListedBot/1'), 200, name)
  }
  write(listOf(5).replace('127.0.0.1\n', ''))
  const { text } = await gate.askText('POST', '/reload')
  t.match(text, /has shrunk from 10 networks to 4/)
  write(listOf(8).replace('127.0.0.1\n', ''))
  t.match((await gate.askText('POST', '/reload')).text, / -> .*in force on the one worker/)
  t.equal(await statusFor(gate, 'ListedBot/1'), 403, 'a sound update is obeyed')
})

t.test('a list that was never good denies nobody: its crawler is a stranger', async (t) => {
  const { write, start } = startListed(t, '{"prefixes": [')
  const gate = await start()
  t.equal(await statusFor(gate, 'ListedBot/1'), 403)
  write(JSON.stringify(RANGES))
  t.equal((await gate.askText('POST', '/reload')).status, 200)
  t.equal(await statusFor(gate, 'ListedBot/1'), 200)
})
