import { type KeptFile } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** Notes that a form's sender has its answer, as soon as that has been taken off our hands. */
export function noteAnswered(exchange: Exchange, file: KeptFile, gate: Gate): void {
  const { response } = exchange
  const note = (): void => {
    file.markAnswered().catch((error: unknown) => gate.tellDefect(exchange, error))
  }
  if (response.writableFinished) note()
  else if (!response.destroyed) response.once('finish', note)
}
