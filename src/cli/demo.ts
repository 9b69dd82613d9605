import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GateSource, type RunningGate, startGate } from '../control/index.ts'
import { type Demo, startDemo } from '../demo/index.ts'
import { type ExitCode } from './exit-codes.ts'
import { serveUntilSignal } from './serve.ts'
import { type Terminal } from './terminal.ts'

/** The example configuration, which the README walks through. */
const EXAMPLE = join(import.meta.dirname, '../../config/paart.yaml')

/** Of the example, which names it beside itself. */
const EXAMPLE_LOGO = 'logo.svg'

/** Where the example expects the application; the demonstration takes any free port instead. */
const EXAMPLE_BACKEND = 'http://127.0.0.1:8081'

/** Where the example listens. */
export const DEMO_PORT = 8080

/** `paart demo`: the gate with the example configuration in front of a small built-in application. */
export async function demo(
  options: { readonly cwd: string; readonly port: number },
  terminal: Terminal,
): Promise<ExitCode> {
  const application = await startDemo({ host: '127.0.0.1', port: 0 })
  try {
    const gate = await startGate(sourceFor(application, options), {
      onNote: (line) => terminal.err(`paart: ${line}\n`),
    })
    const ended = serveUntilSignal(gate, terminal)
    terminal.err(greeting(gate, application, socketFor(options.port)))
    return await ended
  } finally {
    await application.close()
  }
}

/** Several demonstrations of one folder do not want each other's; below the current folder. */
function socketFor(port: number): string {
  return port === DEMO_PORT ? 'run/admin.sock' : `run/admin-${port}.sock`
}

/** The example as it is, but for its addresses; what it writes lies below the current folder. */
function sourceFor(
  application: Demo,
  { cwd, port }: { readonly cwd: string; readonly port: number },
): GateSource {
  const read = (): string =>
    readFileSync(EXAMPLE, 'utf8')
      .replaceAll(EXAMPLE_BACKEND, `http://127.0.0.1:${application.port}`)
      .replaceAll(`127.0.0.1:${DEMO_PORT}`, `127.0.0.1:${port}`)
      .replace(
        `logo: ${EXAMPLE_LOGO}`,
        `logo: ${JSON.stringify(join(EXAMPLE, '..', EXAMPLE_LOGO))}`,
      )
      .concat(`admin: { socket: ${socketFor(port)}, address: none }\n`)
  const readAgain = (): Promise<string> => Promise.resolve(read())
  return { text: read(), file: 'config/paart.yaml', folder: cwd, readAgain }
}

function greeting(gate: RunningGate, application: Demo, socket: string): string {
  const [url = ''] = gate.addresses
  return `
  Paart stands at ${url} in front of a demonstration application
  (which listens at http://127.0.0.1:${application.port} and knows nothing of the gate).

  Try in a browser:
    ${url}/                    a public page: nobody is checked
    ${url}/inquiries/1         a form: checked once, by itself, then never again
    ${url}/received            what the application received
  Try as a robot:
    curl -i ${url}/inquiries/1
    for i in $(seq 100); do curl -s -o /dev/null -w '%{http_code} ' ${url}/; done
  Try as an operator, in another terminal:
    bin/paart --socket ${socket} status
    bin/paart --socket ${socket} reload      after a change of config/paart.yaml
    bin/paart --socket ${socket} explain K7QF-2M9T

  Below: one line a request. Stop with Ctrl-C.

`
}
