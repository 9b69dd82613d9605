import { readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startPlainHaproxy, startPlainNginx } from '../support/applications/plain-proxies.ts'
import { startTestGate } from '../support/gate.ts'
import { sendRaw } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

/*
 * The tables of docs/paths.md, from what nginx, HAProxy and the gate do here: with UPDATE_GOLDEN=1 they are
 * written, else they must be so.
 */

const PAGE = new URL('../../docs/paths.md', import.meta.url)

/** Paths of real applications, and of attacks. A character is a byte. */
const TARGETS: readonly string[] = [
  '/job/x/feature%252Flogin/',
  '/a/50%2525.txt',
  '/100%25',
  '/100%',
  '/%C0%B4.html',
  '/caf%C3%A9/',
  '/caf%E9/',
  '/caf%C3%A9%2Fb;jsessionid=A1.n1/',
  '/a;jsessionid=0A.n1?x=1',
  '/wiki/C%2B%2B',
  '/user%40example.lu/a%3Ab',
  '/odata/$metadata',
  '/a+b',
  '/a%20b',
  '/a"b',
  '/[1]/{2}',
  '/%7Euser/%61',
  '/group%2Fproject/-/issues',
  '/http://example.lu/a',
  '/a//b',
  '//a/b',
  '/a/./b',
  '/a/../b',
  '/../b',
  '/a/%2e%2e/b',
  '/a/%252e%252e/b',
  '/a/..;/b',
  '/a\\b',
  '/a%5Cb',
  '/a%3Fb',
  '/a%23b',
  '/a#b',
  '/a%00b',
  '/a%2500b',
  '/a%09b',
  '/a%C0%AFb',
  '/a%u002fb',
  '/a%ZZ',
  '/%61%62%63/%2e%2e;a/%2fd//..;/',
  '/caf\xc3\xa9',
  '/caf\xe9',
]

/** Patterns as each would have them, and paths that may be meant. */
const SHUT: readonly (readonly [pattern: string, beginning: string, paths: readonly string[]])[] = [
  [
    '/protected/**',
    '/protected/',
    [
      '/protected/a',
      '/%70rotected/a',
      '//protected/a',
      '/a/../protected/a',
      '/a/%2e%2e/protected/a',
      '/a/..;/protected/a',
      '/protected;a=b/a',
      '/protected%2Fa',
      '/protected\\a',
      '/a%5C..%5Cprotected%5Ca',
      '/%2570rotected/a',
      '/a/%252e%252e/protected/a',
      '/%u0070rotected/a',
      '/protected%C0%AFa',
      '/PROTECTED/a',
      '/protected',
      '/protectedly',
    ],
  ],
  ['/café/**', '/café/', ['/caf%C3%A9/a', '/caf%c3%a9/a', '/caf%E9/a']],
  ['/sch%C3%BCler/**', '/sch%C3%BCler/', ['/sch%C3%BCler/a', '/sch%c3%bcler/a']],
  ['/a b/**', '/a b/', ['/a%20b/a', '/a+b/a']],
]

function shown(target: string): string {
  const text = target.replace(
    /[\x80-\xff]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `\`${text}\``
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => (row[at] ?? '').length)),
  )
  const lineOf = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lineOf(head), rule, ...rows.map(lineOf)].join('\n')
}

/** The table behind a mark of the page is this one. */
function holdTable(t: Test, mark: string, table: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const [, before = '', written = '', after = ''] =
    new RegExp(`^([^]*<!-- ${mark} -->\n\n)([^]*?)(\n\n(?:[^|][^]*)?)$`).exec(page) ?? []
  t.not(before, '', `the page has a table of ${mark}`)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, before + table + after)
  else t.equal(written, table, `${mark}: UPDATE_GOLDEN=1 writes it`)
}

const origin = await startOrigin()
const origins = { originPort: origin.port }
const open = { backendPort: origin.port }
const DENY = '[{ name: closed, when: { path: "/**" }, then: deny }]'
t.teardown(origin.close)

/** What becomes of a target: `the same` where it is forwarded so, else what is forwarded, or the status. */
async function fateOf(port: number, target: string): Promise<string> {
  const before = origin.requests.length
  const bytes = `GET ${target} HTTP/1.1\r\nHost: example.lu\r\nConnection: close\r\n\r\n`
  const { status } = await sendRaw(port, bytes)
  const [request] = origin.requests.slice(before)
  if (request === undefined) return String(status)
  return request.target === target ? 'the same' : shown(request.target)
}

await withPackages(t, ['nginx-light', 'haproxy'], async () => {
  t.test('what nginx and HAProxy forward the gate forwards, byte for byte', async (t) => {
    const gate = await startTestGate(open)
    const guarded = await startTestGate({
      ...open,
      routes: `
- { name: protected, path: "/protected/**", policy: closed }
- { name: everything, policy: open }`,
      policies: `
open: { challenge: never }
closed: { rules: ${DENY} }`,
    })
    const [nginx, haproxy] = [await startPlainNginx(origins), await startPlainHaproxy(origins)]
    t.teardown(async () => {
      await Promise.all([gate, guarded, nginx, haproxy].map(({ stop }) => stop()))
    })
    const rows: (readonly string[])[] = []
    for (const target of TARGETS) {
      const fates: string[] = []
      for (const { port } of [nginx, haproxy, gate, guarded]) fates.push(await fateOf(port, target))
      rows.push([shown(target), ...fates])
      const [byNginx, byHaproxy, byGate] = fates
      const isOwed = byNginx === 'the same' && byHaproxy === 'the same'
      if (isOwed) t.equal(byGate, 'the same', `${shown(target)} is forwarded by all`)
    }
    const head = ['target', 'nginx', 'HAProxy', 'the gate', 'the gate, `/protected/**` denied']
    holdTable(t, 'targets', tableOf(head, rows))
    t.strictSame(gate.notes, [])
  })

  t.test('a pattern stops each spelling of what it names', async (t) => {
    const shut = SHUT.map(([, beginning]) => beginning)
    const routes = SHUT.map(
      ([pattern], at) => `- { name: r${at}, path: "${pattern}", policy: closed }`,
    )
    const gate = await startTestGate({
      ...open,
      routes: [...routes, '- { name: everything, policy: open }'].join('\n'),
      policies: `
open: { challenge: never }
closed: { rules: ${DENY} }`,
    })
    const nginx = await startPlainNginx({ ...origins, shut })
    const haproxy = await startPlainHaproxy({ ...origins, shut })
    t.teardown(() =>
      Promise.all([gate, nginx, haproxy].map(({ stop }) => stop())).then(() => undefined),
    )
    const rows: (readonly string[])[] = []
    for (const [pattern, , paths] of SHUT) {
      for (const path of paths) {
        const fates: string[] = []
        for (const { port } of [nginx, haproxy, gate]) {
          const fate = await fateOf(port, path)
          fates.push(fate === 'the same' ? 'passes' : fate)
        }
        rows.push([`\`${pattern}\``, shown(path), ...fates])
      }
    }
    holdTable(t, 'patterns', tableOf(['pattern', 'target', 'nginx', 'HAProxy', 'the gate'], rows))
  })
})
