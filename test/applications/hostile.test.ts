import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startApache } from '../support/applications/apache.ts'
import { type Application } from '../support/applications/application.ts'
import { startCareless } from '../support/applications/careless.ts'
import { startNginx } from '../support/applications/nginx.ts'
import { withPackages } from '../support/applications/packages.ts'
import { PROTECTED_TEXT } from '../support/applications/pages.ts'
import { startPhp } from '../support/applications/php.ts'
import { startPython } from '../support/applications/python.ts'
import { startTomcat } from '../support/applications/tomcat.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { exchange, get } from '../support/http.ts'
import { targetsTo } from '../support/paths-to.ts'
import { randomFrom } from '../support/random.ts'
import { collectedAttacks, framingAttacks } from '../support/smuggling/attacks.ts'
import { newSecret, startMarkingGate } from '../support/smuggling/oracle.ts'
import { caughtOf, fireAll, foreignOf } from '../support/smuggling/volley.ts'
import { startStockGate } from '../support/smuggling/weak-gates.ts'
import { type Seen } from '../support/smuggling/witness.ts'

/** CI sends all; elsewhere a part shows that nothing is broken. */
const SHARES = ['', '0', 'false'].includes(process.env['CI'] ?? '') ? 8 : 1
const TARGETS = Math.ceil(2_395 / SHARES)
const SEED = Number(process.env['PAART_HOSTILE_SEED'] ?? 42)

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

function ask(port: number, target: string): Promise<string> {
  const bytes = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
  return exchange(port, bytes).then((answer) => answer.toString('latin1'))
}

/** A gate whose protected pages this policy judges. */
function startGuard(name: string, { port }: Application, policy: string) {
  return startTestGate({
    backendPort: port,
    ...(name === CARELESS && { site: 'caseInsensitivePaths: true' }),
    routes: `
- { name: protected, path: "/protected/**", policy: guarded }
- { name: everything, policy: open }`,
    policies: `
open: { challenge: never }
guarded: ${policy}`,
  })
}

const DENYING = '{ rules: [{ name: closed, when: { path: "/**" }, then: deny }] }'
const ASKING = '{ challenge: always }'

/** Answered by the gate itself. */
const STOPPED = /^HTTP\/1\.1 40[034] [^]*\r\npaart-decision: /i

/** No target that shows the protected page directly may pass the gate, whatever it looks like. */
async function reach(t: Test, name: string, application: Application): Promise<void> {
  const gate = await startGuard(name, application, DENYING)
  const asking = await startGuard(name, application, ASKING)
  const paths = ['/protected/page.html', ...(name === 'PHP' ? ['/protected/page.php'] : [])]
  const targets = targetsTo(paths, { count: TARGETS, random: randomFrom(SEED) })
  const ways: string[] = []
  const bypasses: string[] = []
  for (const target of targets) {
    const direct = await ask(application.port, target)
    const isWay = direct.includes(PROTECTED_TEXT)
    if (isWay) ways.push(target)
    for (const { port } of [gate, asking]) {
      const throughGate = await ask(port, target)
      const isStopped = STOPPED.test(throughGate)
      if (throughGate.includes(PROTECTED_TEXT) || (isWay && !isStopped)) bypasses.push(target)
    }
  }
  const naive = ways.filter((target) => !target.startsWith('/protected/'))
  t.comment(`${name}: ${targets.length} targets, seed ${SEED}; ${ways.length} show the page`)
  t.comment(
    `${name}: ${naive.length} of them pass a comparison of texts, ${bypasses.length} the gate`,
  )
  t.strictSame(bypasses.slice(0, 10), [], name)
  t.ok(naive.length > 5, 'and many would pass a comparison of texts')
  t.match(await ask(gate.port, '/open/page.html'), 'everybody may read this')
  await Promise.all([gate.stop(), asking.stop()])
}

const PACKAGES = [
  ...(['apache2-bin', 'git', 'nginx-light', 'php-cli', 'python3'] as const),
  ...(['default-jdk-headless', 'tomcat10-examples', 'tomcat10-user'] as const),
]
const CARELESS = 'a careless program'
const LOGGING = { Apache: startApache, nginx: startNginx, Tomcat: startTomcat }
/** Without a log of what they took for requests. */
const SILENT = { PHP: startPhp, Python: startPython, [CARELESS]: startCareless }

await withPackages(t, PACKAGES, async () => {
  for (const [name, start] of Object.entries({ ...LOGGING, ...SILENT })) {
    t.test(`behind the gate: ${name}`, async (t) => {
      const application = await start()
      t.teardown(application.stop)
      await t.test('a protected page is reached in no spelling', (t) => {
        return reach(t, name, application)
      })
      if (name in SILENT) return
      await t.test('no request reaches it that the gate did not send', (t) => {
        return smuggle(t, name, application)
      })
    })
  }
})
