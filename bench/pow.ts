/**
 * `npm run bench:pow`: what a pass costs whoever makes a million of them, and what it would cost behind
 * a gate that asks for SHA-256 with leading zeros, at the same wait for a citizen.
 *
 * **The attacker** is a program in C, compiled for this very machine, that does the work as somebody
 * would who pays for it: many units at a time, every instruction the processor has, all cores. The
 * fastest of several ways is taken. **The citizen** is Chromium at its normal speed with the script of
 * the check page in one worker; for SHA-256 it is the browser's own hash for each number, as gates
 * have it that call WebCrypto, and the better of plain JavaScript and WebAssembly of four at a time.
 *
 * **How.** Before anything is measured, all of it reproduces `docs/vectors.json` or finds the numbers
 * that node:crypto finds. Then everything has its turns, forwards and backwards, and medians count.
 * The attacker's time is that of its threads, so that a busy machine does not flatter the gate; the
 * citizen's is what passes by, so only figures of a quiet machine mean anything.
 *
 * **The ratio** compares the cheapest of our ways in with the peer's. Prices of cores cancel out in
 * that of cores alone; the card's rates and price are assumptions, printed with the table.
 */
import { loadavg } from 'node:os'
import { PROOF_PARAMETERS } from '../src/challenge-pages/index.ts'
import { endWithProgram, leaveWith } from './command-line.ts'
import { type Attacker, compileAttacker, NotCompiled } from './pow/attacker.ts'
import { startCitizen } from './pow/citizen.ts'
import { judge, type Rates } from './pow/judge.ts'
import { chooseKernels, measure, type Turns } from './pow/measure.ts'
import { type Options, readOptions } from './pow/options.ts'
import { type CostReport, renderReport } from './pow/report.ts'
import { nameOf, tryAttacker, tryCitizen } from './pow/trial.ts'
import { describeMachine } from './report.ts'
import { median } from './statistics.ts'

const options = readOptions(process.argv.slice(2), PROOF_PARAMETERS.iterations)
if (typeof options === 'string') leaveWith(options)
const attacker = compileOrLeave()
endWithProgram(new Set([{ end: attacker.remove }]))
const report = await run(attacker, options)
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report))

function compileOrLeave(): Attacker {
  try {
    return compileAttacker()
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

async function run(against: Attacker, { rounds, seconds, assumed }: Options): Promise<CostReport> {
  const loadBefore = loadavg()[0] ?? 0
  tryAttacker(against)
  const citizen = await startCitizen()
  try {
    await tryCitizen(citizen)
    const chosen = await chooseKernels(against, seconds)
    const turns = await measure({ attacker: against, citizen }, chosen, { rounds, seconds })
    return {
      machine: describeMachine(),
      load: { before: loadBefore, after: loadavg()[0] ?? 0 },
      compiler: against.compiler,
      flags: against.flags,
      browser: citizen.version,
      kernels: Object.values(chosen).map(nameOf),
      rounds,
      seconds,
      assumed,
      ...judge(middlesOf(turns), assumed),
    }
  } finally {
    await citizen.close()
  }
}

function middlesOf({ native, browser }: Turns): Rates {
  return {
    native: {
      walk: median(native.walk),
      derivation: median(native.derivation),
      search: median(native.search),
    },
    browser: {
      walk: median(browser.walk),
      derivation: median(browser.derivation),
      subtle: median(browser.subtle),
      script: median(browser.script),
      wasm: median(browser.wasm),
    },
  }
}
