import { type Test } from 'tap'
import { ANSWER_BYTES_MAX } from '../../src/kept/index.ts'
import { type TestGate, startTestGate } from './gate.ts'
import { type RawAnswer } from './http.ts'
import { type RecordedRequest, answer, startOrigin } from './recording-origin.ts'
import { Sender, claimIn } from './sender.ts'

/** What the application answers where a path asks for something; else how much it has received. */
const ANSWERS: Readonly<Record<string, Uint8Array>> = {
  '/leads-on': answer({ status: 303, headers: { location: '/next', 'set-cookie': 'seen=1' } }),
  '/moves': answer({ status: 307, headers: { location: '/new?x=1' } }),
  '/moves-away': answer({ status: 307, headers: { location: 'https://other.example/' } }),
  '/large': answer({ status: 200, body: Buffer.alloc(ANSWER_BYTES_MAX + 1, 'x') }),
}

/** A gate that challenges everything and keeps forms, before an application that counts what arrives. */
export interface KeptStage {
  readonly port: number
  readonly gate: TestGate
  /** What the application has received by POST, at one path. */
  readonly posts: (path: string) => readonly RecordedRequest[]
  /** The application answers nothing at a path until what is given back is called. */
  readonly hold: (path: string) => () => void
  /** At these paths the application breaks off instead of answering. */
  readonly broken: Set<string>
  /** Somebody who has no pass. */
  readonly newSender: () => Sender
  /** Gives a sender the pass that its check would earn. */
  readonly pass: (sender: Sender) => Promise<void>
}

export async function startKeptStage(t: Test, rest = ''): Promise<KeptStage> {
  const held = new Map<string, Promise<undefined>>()
  const broken = new Set<string>()
  const origin = await startOrigin({
    async respond({ target, body }, { socket }) {
      await held.get(target)
      if (broken.has(target)) {
        socket.destroy()
        return null
      }
      const headers = { 'content-type': 'text/html' }
      return ANSWERS[target] ?? answer({ status: 200, headers, body: `received ${body.length}` })
    },
  })
  t.teardown(origin.close)
  const gate = await startTestGate({
    backendPort: origin.port,
    workers: 2,
    routes: '- { name: everything, policy: write }',
    // All these people have one pass, and what one of them does is not held against the others.
    policies: 'write: { challenge: always, signals: { behaviour: off } }',
    rest,
  })
  t.teardown(() => gate.stop())
  let earned: Promise<string> | null = null
  return {
    port: gate.port,
    gate,
    broken,
    posts: (path) =>
      origin.requests.filter(({ method, target }) => method === 'POST' && target === path),
    hold(path) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      held.set(path, promise)
      return () => resolve(undefined)
    },
    newSender: () => new Sender(gate.port),
    async pass(sender) {
      earned ??= earn(gate.port)
      sender.cookies.set('paart', await earned)
    },
  }
}

/** One pass does for all: it is its browser's kind that counts. */
async function earn(port: number): Promise<string> {
  const sender = new Sender(port)
  await sender.prove(await sender.get('/'))
  return sender.cookies.get('paart') ?? ''
}

/** A form that was challenged; the claim that its page has. */
export async function challenged(
  t: Test,
  sender: Sender,
  path: string,
  body: string | Buffer = 'a=1',
): Promise<{ readonly page: RawAnswer; readonly claim: string }> {
  const page = await sender.post(path, { body })
  t.equal(page.status, 403, 'the check comes first')
  const claim = claimIn(page.text)
  t.ok(claim, 'its page can take the form up again')
  return { page, claim: claim ?? '' }
}
