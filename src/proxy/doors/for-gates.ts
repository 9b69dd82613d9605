import { refuse, send } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { digestOf } from '../hops/hop.ts'
import { type FormQuestion, questionFrom } from '../hops/questions.ts'
import { type Identified } from '../reading/identify.ts'
import { readOwnBody } from './own-body.ts'

/** A question is an id and half a key. */
const QUESTION_BYTES_MAX = 256

/** `POST /.paart/forms`: tells another gate of the ring of a form; for anybody else there is nothing here. */
export async function answerGate(
  exchange: Exchange,
  _identified: Identified,
  gate: Gate,
): Promise<void> {
  const { hop } = exchange
  if (hop === null) return refuse(exchange, gate, 'no-such-page')
  const body = await readOwnBody(exchange, gate, QUESTION_BYTES_MAX)
  if (body.kind === 'gone') return
  const isHis = body.kind === 'read' && digestOf(body.bytes) === hop.digest
  const question = isHis ? questionFrom(body.bytes) : null
  if (question === null) return refuse(exchange, gate, 'no-such-page')
  exchange.reason = { what: 'gate', name: 'form told', line: 0 }
  const answer = JSON.stringify(await answerTo(question, gate))
  send(exchange, 200, ['Content-Type', 'application/json', 'Cache-Control', 'no-store'], answer)
}

async function answerTo(question: FormQuestion, { kept }: Gate): Promise<unknown> {
  const { what, id } = question
  if (what === 'discard') return kept?.store.discard({ id, cookieHalf: question.half })
  const shown = (await kept?.store.show(id)) ?? null
  return shown && { state: shown.state, head: shown.head.toString('base64') }
}
