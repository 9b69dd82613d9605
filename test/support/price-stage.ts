import { type Test } from 'tap'
import { decodeToken } from '../../src/challenge-pages/index.ts'
import { type FileGate, startFileGate } from './file-gate.ts'
import { configText } from './gate.ts'
import { type RawAnswer } from './http.ts'
import { type RecordedRequest, receives, startOrigin } from './recording-origin.ts'
import { Sender, claimIn, formTokenIn } from './sender.ts'
import { silentTokenIn } from './visitor.ts'

/** Where a token says the class of its work. */
const RISK_OFFSET = 8

/** A gate that sells requests beyond its limits, before an application that counts what arrives. */
export interface PriceStage {
  readonly port: number
  readonly gate: FileGate
  /** What the application has received by POST, at one path. */
  readonly posts: (path: string) => readonly RecordedRequest[]
  /** Somebody with a pass who has loaded a page. */
  readonly newHolder: () => Promise<Sender>
}

/** `/a` and `/b` have limits of their own, by pass: two forms, and one more each hour. */
const ROUTES = `- { name: a, path: '/a/**', policy: a }
- { name: b, path: '/b/**', policy: b }
- { name: nowhere, path: '/nowhere/**', policy: nowhere }
- { name: everything, policy: open }`

const SIGNALS = 'signals: { headers: off, behaviour: off }'

const POLICIES = `open: { challenge: always, ${SIGNALS} }
a:
  challenge: always
  ${SIGNALS}
  limits: [{ name: forms, key: pass, rate: 1/h, burst: 2, over: prove }]
b: { extends: a }
nowhere:
  challenge: always
  ${SIGNALS}
  limits: [{ name: forms, key: pass, rate: 1/h, burst: 2, over: prove, pageFirst: true }]`

export async function startPriceStage(
  t: Test,
  { rest = '', policies = POLICIES }: { readonly rest?: string; readonly policies?: string } = {},
): Promise<PriceStage> {
  const origin = await startOrigin({ respond: receives })
  t.teardown(origin.close)
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    routes: ROUTES,
    policies,
    rest,
  })
  const gate = await startFileGate(t, text)
  return {
    port: gate.port,
    gate,
    posts: (path) =>
      origin.requests.filter(({ method, target }) => method === 'POST' && target === path),
    async newHolder() {
      const sender = new Sender(gate.port)
      await sender.prove(await sender.get('/'))
      await sender.get('/')
      return sender
    },
  }
}

/** The class of the work that a check page asks for. */
export function classOf(page: RawAnswer): number | undefined {
  const token = silentTokenIn(page.text) ?? formTokenIn(page.text) ?? ''
  return decodeToken(token)?.[RISK_OFFSET]
}

/** Sends forms until a proof is asked for: its page and its claim. */
export async function sendBeyond(
  sender: Sender,
  path: string,
): Promise<{ readonly page: RawAnswer; readonly claim: string }> {
  for (let sent = 0; sent < 20; sent++) {
    const page = await sender.post(path, { body: `a=${sent}` })
    if (page.status === 403) return { page, claim: claimIn(page.text) ?? '' }
    if (page.status !== 200) throw new Error(`${page.status} ${page.text}`)
  }
  throw new Error('nothing was asked for')
}
