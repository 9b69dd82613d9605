import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { startTestGate } from '../test/support/gate.ts'
import { claimIn, Sender } from '../test/support/sender.ts'
import { quantile } from './statistics.ts'

const MIB = 1024 * 1024

/** Of each size so many: within what one network may keep and claim. */
const FORMS = [
  { name: '2 KB', bytes: 2_000, count: 100 },
  { name: '5 MiB', bytes: 5 * MIB, count: 20 },
] as const

/** When the first byte of each request has come, by its target. */
class Application {
  readonly #cameAtMs = new Map<string, number>()
  readonly #server = createServer((request, response) => {
    request.once('data', () => this.#note(request))
    request.resume()
    request.on('end', () => response.end('received'))
  })

  #note({ url = '' }: IncomingMessage): void {
    if (!this.#cameAtMs.has(url)) this.#cameAtMs.set(url, performance.now())
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('it does not listen')
    return address.port
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Milliseconds from now until the first byte of the body is there, when `send` has had its answer. */
  async firstByteMs(target: string, send: () => Promise<{ text: string }>): Promise<number> {
    const beginMs = performance.now()
    const { text } = await send()
    const cameMs = this.#cameAtMs.get(target)
    if (cameMs === undefined || text !== 'received') throw new Error(`${target}: ${text}`)
    return cameMs - beginMs
  }
}

/**
 * How long after a claim was sent the first byte of its form reaches the application; beside a form of the
 * same size that nobody checks, sent in turn through the same gate.
 */
export async function measureDelivery(): Promise<string[][]> {
  const application = new Application()
  const gate = await startTestGate({
    backendPort: await application.listen(),
    routes: '- { name: everything, policy: write }',
    policies: 'write: { challenge: always, signals: { behaviour: off } }',
  })
  const first = new Sender(gate.port)
  await first.prove(await first.get('/'))
  const pass = first.cookies.get('paart') ?? ''
  const rows = [['first byte at the application', 'median ms', 'p95 ms', 'with a pass', 'p95']]
  for (const { name, bytes, count } of FORMS) {
    const body = Buffer.alloc(bytes, 'form=text&')
    const [kept, passed]: [number[], number[]] = [[], []]
    for (let i = 0; i < count; i++) {
      const sender = new Sender(gate.port)
      const target = `/kept/${bytes}/${i}`
      const claim = claimIn((await sender.post(target, { body })).text)
      sender.cookies.set('paart', pass)
      kept.push(await application.firstByteMs(target, () => sender.claim(target, claim)))
      const direct = `/passed/${bytes}/${i}`
      passed.push(await application.firstByteMs(direct, () => sender.post(direct, { body })))
    }
    const figures = [kept, passed].flatMap((times) => {
      const sorted = Float64Array.from(times).toSorted()
      return [quantile(sorted, 0.5), quantile(sorted, 0.95)]
    })
    rows.push([name, ...figures.map((figure) => figure.toFixed(1))])
  }
  await gate.stop(0)
  application.close()
  return rows
}
