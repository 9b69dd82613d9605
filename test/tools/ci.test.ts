import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { lastOf, linesAround } from '../../tools/ci/excerpt.ts'
import { verdictOf } from '../../tools/ci/verdict.ts'

const RUN = new URL('../../tools/ci/run.ts', import.meta.url).pathname

const FLOORS = { statements: 95, branches: 90, functions: 95, lines: 95 }
const REACHED = 'All files        |   97.87 |    93.46 |   96.01 |   97.87 |\n'
const END = '# { total: 3, pass: 2 }\n'
const THIS = 'test/tools/ci.test.ts'

t.test('a run of all tests came to what its report and its end say together', (t) => {
  const failed = `not ok 7 - ${THIS} # time=8.5ms\n`
  const cases = [
    { status: 0, report: REACHED + END, again: [], reasons: [] },
    { status: 1, report: failed + REACHED + END, again: [THIS], reasons: [] },
    { status: 1, report: `not ok 7 - ${THIS}\n${REACHED}${END}`, again: [THIS], reasons: [] },
    {
      status: 1,
      report: `${failed}not ok 8 - timeout!\n${REACHED}${END}`,
      again: [THIS],
      reasons: ['timeout!, which is no file'],
    },
    {
      status: 1,
      report: `${failed}${REACHED.replace('93.46', '89.99')}${END}`,
      again: [THIS],
      reasons: ['89.99 % of branches are reached, 90 % have to be'],
    },
    {
      status: 'SIGKILL',
      report: failed + REACHED,
      again: [THIS],
      reasons: ['npm test ended with SIGKILL before its last test'],
    },
    { status: 0, report: END, again: [], reasons: ['no coverage was told'] },
    {
      status: 1,
      report: REACHED + END,
      again: [],
      reasons: ['npm test ended with 1, of which it tells nothing'],
    },
  ] as const
  for (const { status, report, again, reasons } of cases) {
    t.strictSame(verdictOf({ status, report, floors: FLOORS }), { again, reasons }, report)
  }
  t.end()
})

t.test('what is shown of a report: what failed with what stands behind it, and its end', (t) => {
  const text = 'a\nnot ok\nb\nc\nnot ok\nnot ok\nd\ne\n'
  const shown = linesAround(text, /^not/, { behind: 1, most: 9 })
  t.equal(shown, 'not ok\nb\n--\nnot ok\nnot ok\nd')
  t.equal(linesAround(text, /^not/, { behind: 1, most: 2 }), 'not ok\nb')
  t.equal(lastOf(text, 2), 'd\ne')
  t.end()
})

/** Answers in the place of npm, as each case says. */
const NPM = `#!/bin/sh
case "$*" in
  *quick) exit $QUICK ;;
  *guard) echo "$GUARD"; [ -z "$GUARD" ] ;;
  test*) cat report; exit $TEST ;;
esac
`

interface Case {
  readonly quick?: string
  readonly guard?: string
  readonly report?: string
  /** What the file that failed ends with when it runs alone. */
  readonly again?: number
}

function runIn(t: Test, { quick = '0', guard = '', report = '', again = 0 }: Case) {
  const folder = mkdtempSync(join(tmpdir(), 'paart-ci-test-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'test'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ tap: FLOORS }))
  writeFileSync(join(folder, 'test/a.test.ts'), `process.exitCode = ${again}\n`)
  writeFileSync(join(folder, 'report'), `    ok 1\n    ok 2\n${report}${REACHED}${END}`)
  writeFileSync(join(folder, 'npm'), NPM)
  chmodSync(join(folder, 'npm'), 0o755)
  const env = {
    PATH: `${folder}:${process.env['PATH']}`,
    QUICK: quick,
    GUARD: guard,
    TEST: report === '' ? '0' : '1',
  }
  const { status, stdout } = spawnSync(process.execPath, [RUN], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  const lines = stdout.trimEnd().split('\n')
  const told = lines.filter((line) => line.startsWith('failed: '))
  return { status, told, last: lines.at(-1) }
}

const FAILED = 'not ok 3 - test/a.test.ts # time=1ms\n'

t.test('whatever fails is told at the end, a line each, and counted', (t) => {
  const fine = { status: 0, told: [], last: '2 passed, 0 failed' }
  t.strictSame(runIn(t, {}), fine)
  t.strictSame(runIn(t, { report: FAILED }), fine, 'a file that passes alone')
  const guard =
    'a/b: beyond 1.5 times the kept 1, 3 times\nb/c: beyond 1.5 times the kept 2, 3 times'
  t.strictSame(runIn(t, { quick: '1', guard, report: FAILED, again: 1 }), {
    status: 1,
    told: [
      'failed: format, lint or types (npm run quick)',
      'failed: a/b: beyond 1.5 times the kept 1, 3 times',
      'failed: b/c: beyond 1.5 times the kept 2, 3 times',
      'failed: test/a.test.ts, twice',
    ],
    last: '2 passed, 4 failed',
  })
  t.strictSame(runIn(t, { guard: 'Error: a/b: not measured' }), {
    status: 1,
    told: ['failed: npm run bench:guard ended with 1'],
    last: '2 passed, 1 failed',
  })
  t.end()
})
