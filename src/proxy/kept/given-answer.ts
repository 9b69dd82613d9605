import { type StoredAnswer } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { noteAnswered } from './answered.ts'
import { type Claimed } from './claimed.ts'
import { fateOf, sendFate } from './pages.ts'
import { substituteFor } from './redirections.ts'

/** Gives the answer that the form got when it was delivered, as often as its sender asks. */
export async function sendGivenAnswer(exchange: Exchange, claimed: Claimed): Promise<void> {
  const { file, gate } = claimed
  const answer = await file.answer()
  if (exchange.isGone) return
  if (answer === null) return sendFate(exchange, gate, fateOf(claimed, 'receipt'))
  exchange.decision = 'pass'
  exchange.reason = { what: 'gate', name: 'form answered', line: 0 }
  noteAnswered(exchange, file, gate)
  write(exchange, answer, claimed)
}

function write(exchange: Exchange, answer: StoredAnswer, { gate, file }: Claimed): void {
  const { response } = exchange
  const substitute = substituteFor(exchange, gate, {
    answer: { ...answer, fields: answer.rawHeaders },
    isForeign: file.submission.isForeign,
  })
  const earned = exchange.earned === null ? [] : ['Set-Cookie', exchange.earned]
  if (substitute !== null) {
    response.writeHead(substitute.status, [...substitute.fields, ...earned])
    response.end(substitute.body)
    return
  }
  response.sendDate = false
  response.writeHead(answer.status, answer.statusText, [...answer.rawHeaders, ...earned])
  response.end(answer.body)
}
