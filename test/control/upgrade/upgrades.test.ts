import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type House } from '../../../src/control/upgrade/house.ts'
import { type Launch } from '../../../src/control/upgrade/launch.ts'
import {
  type UpgradeOptions,
  type UpgradePace,
  Upgrades,
} from '../../../src/control/upgrade/upgrades.ts'
import { NO_PLACES } from '../../../src/building/index.ts'
import { Seal } from '../../../src/limits/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-upgrades-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const MORTAL = new URL('../../support/mortal-successor.ts', import.meta.url).pathname

const LONG: UpgradePace = { startMs: 60_000, listenMs: 60_000, endMs: 60_000 }

function launchMortal(how: string): Launch {
  return (estate) =>
    spawn(process.execPath, [MORTAL, how, join(folder, 'a.sock')], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', estate],
      serialization: 'advanced',
    })
}

function never(): never {
  throw new Error('nothing is to be handed over')
}

/** A house of which an upgrade shall take nothing. */
function upgradesOf(
  launch: Launch | null,
  pace: UpgradePace,
  predecessor: UpgradeOptions['predecessor'] = null,
): { upgrades: Upgrades; seal: Seal } {
  const seal = new Seal(new SharedArrayBuffer(4))
  const house: House = {
    bequest: () => ({ seed: new Uint8Array(16), run: 1, places: NO_PLACES, graceMs: 1_000 }),
    held: () => [],
    workers: 1,
    seal,
    tables: [],
    threads: 1,
    networks: () => [],
    stepBack: never,
    resume: never,
    listenAgain: never,
    onSucceeded: never,
    finish: never,
  }
  const upgrades = new Upgrades({
    launch,
    predecessor,
    folder,
    house: () => house,
    onNote: () => undefined,
    pace,
  })
  return { upgrades, seal }
}

t.test('a new gate that says nothing is ended, wherever it stops', async (t) => {
  for (const [pace, how] of [
    [{ ...LONG, startMs: 1 }, 'hangs'],
    [{ ...LONG, listenMs: 500 }, 'hangs'],
  ] as const) {
    const children: ReturnType<Launch>[] = []
    const launch: Launch = (estate) => {
      const child = launchMortal(how)(estate)
      children.push(child)
      return child
    }
    const { upgrades, seal } = upgradesOf(launch, pace)
    const { ending, text } = await upgrades.run()
    t.equal(ending, 'failed')
    t.match(text, /^the new gate did not come: it says nothing for [\d.]+ seconds; \S+ goes on\n$/)
    t.equal(children[0]?.signalCode, 'SIGKILL')
    t.notOk(seal.isShut, 'what can be used once is used here again')
    t.notOk(upgrades.isUnderWay)
  }
})

t.test('two gates that do not understand each other do not try', async (t) => {
  const { ending, text } = await upgradesOf(launchMortal('other-tongue'), LONG).upgrades.run()
  t.equal(ending, 'failed')
  t.match(text, '9.9.9 takes over from other versions than this one: start it anew')
})

function launchNothing(estate: number): ReturnType<Launch> {
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc', estate] as const
  return spawn(join(folder, 'nothing'), [], { stdio: [...stdio] })
}

t.test('a program that is not there is named', async (t) => {
  const { text } = await upgradesOf(launchNothing, LONG).upgrades.run()
  t.match(text, /^the new gate did not come: it has ended: spawn .*nothing ENOENT; /)
})

t.test('a gate that nobody can start anew says so', async (t) => {
  await t.rejects(upgradesOf(null, LONG).upgrades.run(), {
    name: 'Refused',
    message: 'this gate was not started by "paart run": start it anew',
  })
})

t.test('a gate before that finds no end is not waited for without end', async (t) => {
  const waited: number[] = []
  const { upgrades } = upgradesOf(never, LONG, {
    version: '0.0.9',
    upgraded: { from: '0.0.9', at: '2026-01-01T00:00:00Z', isDraining: true },
    endedWithin(ms) {
      waited.push(ms)
      return Promise.resolve()
    },
  })
  await t.rejects(upgrades.run(), {
    name: 'Refused',
    message: 'the gate before this one, 0.0.9, has not ended yet',
  })
  t.strictSame(waited, [61_000], 'its grace, and what a process takes to end')
  t.notOk(upgrades.isUnderWay, 'other changes are made again')
})
