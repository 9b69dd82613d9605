import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get } from '../support/http.ts'
import { masked } from '../support/masked.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startAskingGates } from '../support/ring-gates.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { codeTokenIn, NAVIGATION, passIn, sendCode } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

function textOf({ url }: StoreServer): string {
  return configText({
    backendPort: origin.port,
    policies:
      'open: { challenge: always, rules: [{ name: shut, when: { path: /shut }, then: deny }] }',
    rest: `trustedProxies: [127.0.0.0/8]\nstore: { kind: valkey, urls: ["${url}"] }`,
  })
}

async function paart(gate: FileGate, words: string): Promise<{ code: number; out: string }> {
  const terminal = fakeTerminal()
  const code = await main(['--config', gate.file, ...words.split(' ')], terminal)
  return { code, out: terminal.outText() + terminal.errText() }
}

/** A code as the helpdesk is given it, at one gate. */
async function issueAt(gate: FileGate): Promise<string> {
  const { out } = await paart(gate, 'pass issue --json')
  return (JSON.parse(out) as { codes: readonly { code: string }[] }).codes[0]?.code ?? ''
}

/** Types a code in at another, somewhere else each time unless a place is named. */
async function typeAt(
  gate: FileGate,
  code: string,
  { language = 'en', from = elsewhere() }: { language?: string; from?: string } = {},
): Promise<RawAnswer> {
  const page = await get(gate.port, '/.paart/code', NAVIGATION)
  const fields = { token: codeTokenIn(page.text), code }
  const headers = { 'Accept-Language': language, 'X-Forwarded-For': from }
  return sendCode(gate.port, fields, headers)
}

const elsewhere = (
  (network: number) => () =>
    `198.51.${++network}.7`
)(0)

/** A new code of one gate, typed in at several at once; another one where all was too slow on a machine that is busy. */
async function typedAt(
  gates: readonly FileGate[],
  issuer: FileGate,
): Promise<{ code: string; answers: readonly RawAnswer[]; isAccepted: boolean }> {
  for (let left = 5; ; left--) {
    const code = await issueAt(issuer)
    const answers = await Promise.all(gates.map((gate) => typeAt(gate, code)))
    const isAccepted = answers.some(({ status }) => status === 303)
    if (isAccepted || left === 1) return { code, answers, isAccepted }
  }
}

function problemIn({ text }: RawAnswer): string | undefined {
  return /<p class="error" id="code-problem"[^>]*>.*?<span>([^<]*)</
    .exec(text)?.[1]
    ?.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

async function isAlone({ adminPort }: FileGate): Promise<boolean> {
  return (await get(adminPort, '/metrics')).text.includes('paart_store_up 0')
}

/** A code with the right check digit that nobody has issued. */
const UNKNOWN = '000 000 0000'

const REFUSED = /not valid or has expired/

const UNREACHABLE = {
  lb: 'Mir kënnen de Code grad net kontrolléieren.',
  fr: 'Nous ne pouvons pas vérifier le code pour le moment.',
  de: 'Wir können den Code gerade nicht prüfen.',
  en: 'We cannot check the code just now.',
  pt: 'De momento não é possível verificar o código.',
}

void withPackages(t, ['redis-server'], async () => {
  const server = await startStoreServer(t)
  const gates = await startAskingGates(t, { text: textOf(server), server, count: 3 })
  const [a, b, c] = gates
  if (a === undefined || b === undefined || c === undefined) return

  t.test('a code of one gate is good at all, once', async (t) => {
    const { answers } = await typedAt([b], a)
    t.equal(answers[0]?.status, 303)
    for (const { port } of gates) {
      const headers = { ...NAVIGATION, Cookie: answers[0] === undefined ? '' : passIn(answers[0]) }
      t.equal((await get(port, '/', headers)).status, 200)
    }
    const { code, answers: all } = await typedAt([b, c, a, b, c], a)
    t.equal(all.filter(({ status }) => status === 303).length, 1)
    for (const gate of gates) t.match(problemIn(await typeAt(gate, code)), REFUSED)
    t.match(problemIn(await typeAt(b, UNKNOWN)), REFUSED)
  })

  const printed: string[] = []
  const say = async (command: string, words: string): Promise<void> => {
    const { code, out } = await paart(b, words)
    // Who has stopped just now is known for some seconds.
    const text = masked(out).replace(/\d(?= did not answer)|(?<="unasked":)\d/g, 'n')
    printed.push(`$ paart ${command}\n${text}exit code ${code}\n`)
  }
  let reference = ''

  t.test('any gate explains what was decided at another', async (t) => {
    reference = (await get(a.port, '/shut', NAVIGATION)).headers.get('paart-reference') ?? ''
    await eventually('it is recorded', async () => {
      return (await a.ask('GET', `/explain/${reference}`)).status === 200
    })
    await say('explain REFERENCE', `explain ${reference.toLowerCase()}`)
    await say('explain REFERENCE --json', `explain ${reference} --json`)
    await say('explain K7QF-2M9T', 'explain K7QF-2M9T')
    t.notMatch((await paart(a, `explain ${reference}`)).out, 'at gate')
  })

  t.test('where not all can be asked nobody says that a code is none', async (t) => {
    await c.stop(0)
    for (const [language, text] of Object.entries(UNREACHABLE)) {
      const answer = await typeAt(b, UNKNOWN, { language })
      t.equal(answer.status, 409)
      t.equal(answer.headers.get('retry-after'), '60')
      t.match(problemIn(answer), text)
    }
    const { answers } = await typedAt([b], a)
    t.equal(answers[0]?.status, 303, 'one that is there says so')
  })

  t.test('a code that was typed in while the store hung is not used up', async (t) => {
    const code = await issueAt(a)
    server.signal('SIGSTOP')
    t.match(problemIn(await typeAt(b, code)), UNREACHABLE.en)
    server.signal('SIGCONT')
    await eventually('b asks again', async () => (await typedAt([b], a)).isAccepted)
    t.equal((await typeAt(a, code)).status, 303, 'what a heard late was whose it is')
  })

  t.test('without a store each gate knows its own', async (t) => {
    const code = await issueAt(a)
    await server.kill()
    await eventually('b is alone', () => isAlone(b))
    t.match(problemIn(await typeAt(b, code)), UNREACHABLE.en)
    t.equal((await typeAt(a, code)).status, 303)
    const from = elsewhere()
    const guesses: number[] = []
    for (let i = 0; i < 11; i++) guesses.push((await typeAt(b, UNKNOWN, { from })).status)
    const stopped = [...Array.from({ length: 10 }, () => 409), 429]
    t.strictSame(guesses, stopped, 'who guesses is stopped all the same')
    printed.push('(the store is down)\n')
    await say('explain REFERENCE', `explain ${reference}`)
    await say('explain REFERENCE --json', `explain ${reference} --json`)
    const golden = new URL('../golden/cli/explain-elsewhere.txt', import.meta.url)
    const text = printed.join('\n')
    if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(golden)) writeFileSync(golden, text)
    t.equal(text, readFileSync(golden, 'utf8'))
  })
})
