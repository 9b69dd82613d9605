import { buffer } from 'node:stream/consumers'
import { type KeptCookie } from '../../client/index.ts'
import { type Shown } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { handTo } from './handing.ts'
import { keepersOf } from './keepers.ts'

/** Where gates ask each other about forms. */
export const FORMS_PATH = '/.paart/forms'

/** A request that is on its way to its application waits no longer for another gate. */
const ANSWER_MS = 500

/** What one gate asks another about a form. */
export type FormQuestion =
  | { readonly what: 'show'; readonly id: string }
  /** With its browser's half, which is a word of its sender's own. */
  | { readonly what: 'discard'; readonly id: string; readonly half: string }

/** Of a form that another gate keeps what that shows of it; null where it cannot be had in time. */
export async function askForForm(
  { id }: KeptCookie,
  exchange: Exchange,
  gate: Gate,
): Promise<Shown | null> {
  const answer = await ask({ what: 'show', id }, exchange, gate)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a gate of the ring writes it
  const shown = answer as { readonly state: Shown['state']; readonly head: string } | null
  return shown && { state: shown.state, head: Buffer.from(shown.head, 'base64') }
}

/** Has it taken away; where nobody answers it ends by its time, and its key is gone. */
export async function askToDiscard(
  { id, half }: KeptCookie,
  exchange: Exchange,
  gate: Gate,
): Promise<void> {
  await ask({ what: 'discard', id, half }, exchange, gate)
}

async function ask(question: FormQuestion, exchange: Exchange, gate: Gate): Promise<unknown> {
  const keepers = keepersOf(question.id, exchange, gate)
  if (keepers.length === 0) return null
  const body = Buffer.from(JSON.stringify(question))
  const fields = ['Host', exchange.header('host') ?? '', 'Content-Length', String(body.length)]
  const handed = { method: 'POST', target: FORMS_PATH, fields, body, headMs: ANSWER_MS }
  const signal = AbortSignal.timeout(ANSWER_MS)
  const answer = await handTo(keepers, handed, exchange, { gate, signal })
  if (answer?.statusCode !== 200) {
    answer?.destroy()
    return null
  }
  try {
    return JSON.parse((await buffer(answer)).toString())
  } catch {
    return null
  }
}

/** What another gate asks; null for what is no question. */
export function questionFrom(body: Buffer): FormQuestion | null {
  try {
    const value: unknown = JSON.parse(body.toString())
    if (typeof value !== 'object' || value === null) return null
    const { what, id, half }: { what?: unknown; id?: unknown; half?: unknown } = value
    if (typeof id !== 'string') return null
    if (what === 'show') return { what, id }
    return what === 'discard' && typeof half === 'string' ? { what, id, half } : null
  } catch {
    return null
  }
}
