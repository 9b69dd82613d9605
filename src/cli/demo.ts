import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningGate, startGate } from '../control/index.ts'
import { type Demo, startDemo } from '../demo/index.ts'
import { type ExitCode } from './exit-codes.ts'
import { serveUntilSignal } from './serve.ts'
import { type Terminal } from './terminal.ts'

/** The example configuration, which the README walks through. */
const EXAMPLE = join(import.meta.dirname, '../../config/paart.yaml')

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
    terminal.err(greeting(gate, application))
    return await serveUntilSignal(gate, terminal)
  } finally {
    await application.close()
  }
}

/** The example as it is, but for the two ports; its files lie below the current folder. */
function sourceFor(
  application: Demo,
  { cwd, port }: { readonly cwd: string; readonly port: number },
): { readonly text: string; readonly file: string; readonly folder: string } {
  const text = readFileSync(EXAMPLE, 'utf8')
    .replaceAll(EXAMPLE_BACKEND, `http://127.0.0.1:${application.port}`)
    .replaceAll(`127.0.0.1:${DEMO_PORT}`, `127.0.0.1:${port}`)
  return { text, file: 'config/paart.yaml', folder: cwd }
}

function greeting(gate: RunningGate, application: Demo): string {
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

  Below: one line a request. Stop with Ctrl-C.

`
}
