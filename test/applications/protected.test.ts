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
import { startTestGate } from '../support/gate.ts'
import { exchange } from '../support/http.ts'
import { targetsTo } from '../support/paths-to.ts'
import { randomFrom } from '../support/random.ts'

/** CI sends all; elsewhere a part shows that nothing is broken. */
const SHARES = ['', '0', 'false'].includes(process.env['CI'] ?? '') ? 8 : 1
const TARGETS = Math.ceil(2_395 / SHARES)
const SEED = Number(process.env['PAART_HOSTILE_SEED'] ?? 42)

const CARELESS = 'a careless program'

function ask(port: number, target: string, more = ''): Promise<string> {
  const bytes = `GET ${target} HTTP/1.1\r\nHost: a\r\n${more}Connection: close\r\n\r\n`
  return exchange(port, bytes).then((answer) => answer.toString('latin1'))
}

/** With this field a rule of the policy denies; without it the check is asked for. */
const DENIED = 'X-Judged: denied\r\n'

/** A gate that lets nobody to the protected pages, in either way. */
function startGuard(name: string, { port }: Application) {
  return startTestGate({
    backendPort: port,
    ...(name === CARELESS && { site: 'caseInsensitivePaths: true' }),
    routes: `
- { name: protected, path: "/protected/**", policy: guarded }
- { name: everything, policy: open }`,
    policies: `
open: { challenge: never }
guarded:
  challenge: always
  rules: [{ name: closed, when: { path: "/**", header: { x-judged: denied } }, then: deny }]`,
  })
}

/** What the gate says of the two ways. */
const DECISIONS = {
  denied: /^paart-decision: deny\b/im,
  asked: /^paart-decision: challenge\b/im,
}

/** Answered by the gate itself. */
const STOPPED = /^HTTP\/1\.1 40[034] [^]*\r\npaart-decision: /i

/** No target that shows the protected page directly may pass the gate, whatever it looks like. */
async function reach(t: Test, name: string, application: Application): Promise<void> {
  const gate = await startGuard(name, application)
  const paths = ['/protected/page.html', ...(name === 'PHP' ? ['/protected/page.php'] : [])]
  const targets = targetsTo(paths, { count: TARGETS, random: randomFrom(SEED) })
  const ways: string[] = []
  const bypasses: string[] = []
  for (const target of targets) {
    const direct = await ask(application.port, target)
    const isWay = direct.includes(PROTECTED_TEXT)
    if (isWay) ways.push(target)
    for (const how of [DENIED, '']) {
      const throughGate = await ask(gate.port, target, how)
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
  t.match(await ask(gate.port, '/protected/page.html', DENIED), DECISIONS.denied)
  t.match(await ask(gate.port, '/protected/page.html'), DECISIONS.asked)
  await gate.stop()
}

const PACKAGES = [
  ...(['apache2-bin', 'git', 'nginx-light', 'php-cli', 'python3'] as const),
  ...(['default-jdk-headless', 'tomcat10-examples', 'tomcat10-user'] as const),
]
const SERVERS = {
  Apache: startApache,
  nginx: startNginx,
  Tomcat: startTomcat,
  PHP: startPhp,
  Python: startPython,
  [CARELESS]: startCareless,
}

await withPackages(t, PACKAGES, async () => {
  for (const [name, start] of Object.entries(SERVERS)) {
    t.test(`a protected page is reached in no spelling: ${name}`, async (t) => {
      const application = await start()
      t.teardown(application.stop)
      await reach(t, name, application)
    })
  }
})
