import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, errors, request } from 'undici'
import t from 'tap'
import { findFreePort } from '../support/applications/application.ts'
import {
  type BreakGlass,
  type FrontProxy,
  startFrontHaproxy,
  startFrontNginx,
} from '../support/applications/front-proxy.ts'
import { withPackages } from '../support/applications/packages.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const HOST = 'demarches.example.lu'

/** Says who asked it: the gate tells of its client, and nobody else may. */
const origin = await startOrigin({
  respond: ({ headers, method }) => {
    const by = headers.has('paart-client') ? 'gate' : 'proxy'
    return answer({ status: 200, body: `${method} by ${by}` })
  },
})
t.teardown(origin.close)

const folder = mkdtempSync(join(tmpdir(), 'paart-break-glass-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Accepts the test's own certificate. */
const agent = new Agent({ connect: { rejectUnauthorized: false, servername: HOST } })
t.teardown(() => agent.close())

async function ask(port: number, method: 'GET' | 'POST'): Promise<string> {
  const { statusCode, body } = await request(`https://127.0.0.1:${port}/page`, {
    method,
    dispatcher: agent,
    headers: { host: HOST },
    ...(method === 'POST' && { body: 'a=b' }),
  })
  return `${statusCode} ${await body.text()}`
}

/** As browsers do where a kept connection ends without a word. */
async function askAsBrowser(port: number, method: 'GET' | 'POST'): Promise<string> {
  try {
    return await ask(port, method)
  } catch (error) {
    if (error instanceof errors.SocketError) return ask(port, method)
    throw error
  }
}

interface Ports {
  readonly gatePort: number
  readonly adminPort: number
}

function launch({ gatePort, adminPort }: Ports): RunningCommand {
  const text = configText({ backendPort: origin.port })
    .replace('127.0.0.1:0\n', `127.0.0.1:${gatePort}\n`)
    .replace('address: 127.0.0.1:0 }', `address: 127.0.0.1:${adminPort} }`)
  writeFileSync(join(folder, 'gate.yaml'), `${text}\ntrustedProxies: [127.0.0.1]\n`)
  return startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
}

function hold(
  name: string,
  start: (gatePort: number, breakGlass: BreakGlass) => Promise<FrontProxy>,
  askAny = ask,
): void {
  t.test(`behind ${name} the application answers where no gate lives`, async (t) => {
    const ports = { gatePort: await findFreePort(), adminPort: await findFreePort() }
    const { gatePort, adminPort } = ports
    let gate = launch(ports)
    t.teardown(async () => {
      gate.signal('SIGKILL')
      await gate.ended
    })
    await gate.says(/listening on/)
    const proxy = await start(gatePort, { applicationPort: origin.port, adminPort })
    t.teardown(proxy.stop)
    const { httpsPort } = proxy
    await eventually('the gate is asked', async () => {
      return (await ask(httpsPort, 'GET')) === '200 GET by gate'
    })
    t.equal(await ask(httpsPort, 'POST'), '200 POST by gate')

    gate.signal('SIGKILL')
    await gate.ended
    for (let asked = 0; asked < 10; asked++) {
      t.equal(await askAny(httpsPort, 'GET'), '200 GET by proxy', 'nobody meets an error')
      t.equal(await askAny(httpsPort, 'POST'), '200 POST by proxy')
    }

    gate = launch(ports)
    await gate.says(/listening on/)
    await eventually('the gate is asked again', async () => {
      return (await ask(httpsPort, 'GET')) === '200 GET by gate'
    })
    t.equal(await ask(httpsPort, 'POST'), '200 POST by gate')
  })
}

await withPackages(t, ['nginx-light'], async () => hold('nginx', startFrontNginx))
await withPackages(t, ['haproxy'], async () => hold('HAProxy', startFrontHaproxy, askAsBrowser))
