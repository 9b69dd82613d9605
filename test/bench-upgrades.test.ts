import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startCommand } from './support/command.ts'

const ROOT = new URL('..', import.meta.url).pathname

/** As short as it works: no gap of it means anything. */
const SHORT = ['--upgrades', '1', '--restarts', '1', '--rate', '20', '--downloads', '1', '--json']

/** Programs start one after the other, on machines that are busy. */
t.setTimeout(240_000)

interface Row {
  readonly server: string
  readonly changes: number
}

t.test('a run tells what clients met at each server, and leaves nothing behind', async (t) => {
  // Short, for the gate's socket in it.
  const folder = mkdtempSync(join(tmpdir(), 'up-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, TMPDIR: folder } as Readonly<Record<string, string>>
  const program = { cwd: ROOT, program: process.execPath, env }
  const bench = startCommand(['bench/upgrades.ts', ...SHORT], program)
  t.equal(await bench.ended, 0, bench.err())
  const { rows } = JSON.parse(bench.out()) as { readonly rows: readonly Row[] }
  const missing = ['nginx', 'haproxy'].filter((name) =>
    bench.err().includes(`${name} is not installed`),
  )
  t.equal(rows.length, 2 * (3 - missing.length) + 1)
  const upgraded = rows.find(({ server }) => server === 'paart: paart upgrade')
  t.match(upgraded, { changes: 1, failed: 0, cut: 0 })
  t.match(rows.at(-1), { server: 'paart: SIGTERM and a start', changes: 1 })
  t.strictSame(readdirSync(folder), [])
})
