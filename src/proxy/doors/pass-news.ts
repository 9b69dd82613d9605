import { send } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'

/**
 * `GET /.paart/pass`: how long ago the pass was earned that this browser shows, as JSON. By it the
 * check page learns what no script can see: whether the cookie was kept, and whether the check has
 * been passed in another tab.
 */
export async function servePassNews(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const presented = await present(exchange, identified, gate)
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const provedSecondsAgo =
    presented.kind === 'held' ? Math.max(0, nowSeconds - presented.pass.provedAtSeconds) : null
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  send(exchange, 200, headers, `${JSON.stringify({ provedSecondsAgo })}\n`)
}
