import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startApache } from '../support/applications/apache.ts'
import { type Application } from '../support/applications/application.ts'
import { startNginx } from '../support/applications/nginx.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startTomcat } from '../support/applications/tomcat.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/http.ts'
import { collectedAttacks, framingAttacks } from '../support/smuggling/attacks.ts'
import { newSecret, startMarkingGate } from '../support/smuggling/oracle.ts'
import { caughtOf, fireAll, foreignOf } from '../support/smuggling/volley.ts'
import { startStockGate } from '../support/smuggling/weak-gates.ts'
import { type Seen } from '../support/smuggling/witness.ts'

/** CI sends all; elsewhere a part shows that nothing is broken. */
const SHARES = ['', '0', 'false'].includes(process.env['CI'] ?? '') ? 8 : 1

const framings = framingAttacks()
const attacks = [...collectedAttacks(), ...framings].filter((_, i) => i % SHARES === 0)

/** The requests an application has logged: `[client] GET /a HTTP/1.1`. */
function seenBy({ folder }: Application, from: number): readonly Seen[] {
  const lines = readFileSync(join(folder, 'seen.log'), 'latin1').slice(from).split('\n')
  return lines.flatMap((text) => {
    const [, client, line] = /^\[([^\]]*)\] (.*)$/.exec(text) ?? []
    return line === undefined || client === undefined ? [] : [{ line, client }]
  })
}

/** What an application sees of what goes through a port, up to a request that closes the count. */
async function seenDuring(
  application: Application,
  port: number,
  work: () => Promise<unknown>,
): Promise<readonly Seen[]> {
  const from = readFileSync(join(application.folder, 'seen.log')).length
  await work()
  await get(port, '/the-end')
  const seen = (): readonly Seen[] => seenBy(application, from)
  await eventually('the last request is logged', () => {
    return seen().some(({ line }) => line.startsWith('GET /the-end '))
  })
  return seen()
}

async function smuggle(t: Test, name: string, application: Application): Promise<void> {
  const secret = newSecret()
  const gate = await startMarkingGate(application.port, secret)
  const seen = await seenDuring(application, gate.port, () => fireAll(gate.port, attacks))
  const foreign = foreignOf({ seen: () => seen }, secret)
  t.comment(`${name}: ${attacks.length} attacks, ${foreign.length} foreign of ${seen.length} seen`)
  t.strictSame(foreign.slice(0, 5), [], name)
  t.ok(seen.length > attacks.length / 20, 'the backend was asked')
  t.strictSame(gate.notes, [])
  await gate.stop()

  const client = newSecret()
  const weak = await startStockGate({ backendPort: application.port, client })
  const some = framings.filter(({ name: attack }) => /^(?:DELETE|OPTIONS), stays,/.test(attack))
  const seenBehindWeak = await seenDuring(application, weak.port, () => fireAll(weak.port, some))
  const caught = caughtOf(some, foreignOf({ seen: () => seenBehindWeak }, client)).size
  t.comment(`${name}: ${caught} of ${some.length} caught in a gate of stock parts`)
  t.ok(caught > 0, 'a gate of stock parts is caught')
  weak.stop()
}

const PACKAGES = [
  ...(['apache2-bin', 'git', 'nginx-light'] as const),
  ...(['default-jdk-headless', 'tomcat10-examples', 'tomcat10-user'] as const),
]
const SERVERS = { Apache: startApache, nginx: startNginx, Tomcat: startTomcat }

await withPackages(t, PACKAGES, async () => {
  for (const [name, start] of Object.entries(SERVERS)) {
    t.test(`no request reaches it that the gate did not send: ${name}`, async (t) => {
      const application = await start()
      t.teardown(application.stop)
      await smuggle(t, name, application)
    })
  }
})
