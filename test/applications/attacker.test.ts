import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Attacker, type Kernel, compileAttacker } from '../../bench/pow/attacker.ts'
import { tryAttacker } from '../../bench/pow/trial.ts'
import { startCommand } from '../support/command.ts'
import { withPackages } from '../support/applications/packages.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Compiling, and every kernel's vectors, on a busy machine. */
t.setTimeout(200_000)

/** As short as it works: no figure of it means anything. */
const SHORT = ['--rounds', '1', '--seconds', '0.05']

await withPackages(t, ['gcc', 'libc6-dev'], async () => {
  t.test(
    'every kernel of the attacker does the work right, and a wrong answer counts',
    async (t) => {
      const attacker = compileAttacker()
      t.teardown(attacker.remove)
      for (const scheme of ['walk', 'derivation', 'search']) {
        t.ok(
          attacker.kernels.some((kernel) => kernel.scheme === scheme),
          scheme,
        )
      }
      const answered = new Map<Kernel, readonly string[]>()
      const answer: Attacker['answer'] = (kernel, work) => {
        const lines = attacker.answer(kernel, work)
        answered.set(kernel, lines)
        return lines
      }
      t.doesNotThrow(() => tryAttacker({ ...attacker, answer }))
      for (const kernel of attacker.kernels) {
        const wrongInOne: Attacker = {
          ...attacker,
          kernels: [kernel],
          answer: (one) => [...(answered.get(one) ?? []).slice(0, -1), '0'],
        }
        t.throws(() => tryAttacker(wrongInOne), { message: `${kernel.scheme} by ${kernel.name}` })
        t.ok((await attacker.rate(kernel, 2, 0.02)) > 0, 'and it has a rate')
      }
    },
  )

  t.test('a run ends in a table and a verdict for each goal, and leaves nothing', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'pow-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const env = { ...process.env, TMPDIR: folder } as Readonly<Record<string, string>>
    const options = { cwd: ROOT, program: process.execPath, env }
    const bench = startCommand(['bench/pow.ts', ...SHORT], options)
    t.equal(await bench.ended, 0, bench.err())
    const lines = bench.out().trimEnd().split('\n')
    const rows = lines.filter((line) => /^ {2}(ours|SHA-256), /.test(line))
    t.equal(rows.length, 5)
    for (const row of rows) t.match(row, /(?: {2,}[\d.,]*[1-9][\d.,]*){8}$/)
    t.match(
      lines.slice(-4),
      Array(4).fill(/times as much as SHA-256, .* goal >= \d+: (reached|missed)$/),
    )
    t.notOk(bench.isAlive(), 'no process is left')
    t.strictSame(readdirSync(folder), [])
  })
})
