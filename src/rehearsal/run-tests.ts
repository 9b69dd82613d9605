import { setImmediate as turn } from 'node:timers/promises'
import { type Lookout, parseAddress, quietLookout } from '../client/index.ts'
import { type PolicyTest } from '../config/index.ts'
import { type ClientAddress, type Snapshot } from '../model/index.ts'
import { ordersIn } from './orders-in-tests.ts'
import { type Usual, clientOf, passOf, requestOf } from './describe.ts'
import { type Rehearsed, type RehearsedPass, Rehearsal } from './rehearsal.ts'
import { type Difference, type Said, compare, saidOf } from './verdict.ts'

/** How one policy test came out. */
export interface TestResult {
  readonly test: PolicyTest
  /** What was decided. */
  readonly said: Said
  /** What is not as it was expected; none where the test holds. */
  readonly differences: readonly Difference[]
}

type Before = PolicyTest['history'][number]

/**
 * Runs tests one after the other, each with a clock and counters of its own. Other work gets its turn
 * in between: the thread that reloads a configuration also looks after the workers.
 */
export async function runTests(
  tests: readonly PolicyTest[],
  snapshot: Snapshot,
  usual: Usual,
): Promise<readonly TestResult[]> {
  const lookout = quietLookout(snapshot)
  const results: TestResult[] = []
  for (const test of tests) {
    const said = saidOf(rehearse(test, { snapshot, usual, lookout }), snapshot)
    results.push({ test, said, differences: compare(test.expect, said) })
    await turn()
  }
  return results
}

/** Requests that a test asks for before its own. */
export function requestsBefore({ history, pass }: PolicyTest): number {
  return history.reduce((sum, { requests }) => sum + requests, pass.used)
}

function rehearse(
  test: PolicyTest,
  { snapshot, usual, lookout }: { snapshot: Snapshot; usual: Usual; lookout: Lookout },
): Rehearsed {
  const past = pastOf(test)
  const rehearsal = new Rehearsal(snapshot, Math.min(test.at, past[0]?.atMs ?? test.at), {
    lookout,
    orders: ordersIn(test),
  })
  for (const { atMs, before } of past) {
    rehearsal.moveTo(atMs)
    const client = clientOf(before.client ?? test.client)
    const request = requestOf(before.request ?? test.request, usual)
    const pass = passOf(before.pass ?? test.pass)
    rehearsal.judge(request, client, {
      pass,
      isUnderWay: before.underWay,
      isMissed: before.missed,
    })
  }
  rehearsal.moveTo(test.at)
  const pass = passOf(test.pass)
  usePass(test, { rehearsal, usual, pass })
  for (let proof = 0; proof < test.pass.proofs; proof++) {
    rehearsal.prove(requestOf(test.request, usual), clientOf(test.client), pass)
  }
  return rehearsal.judge(requestOf(test.request, usual), clientOf(test.client), {
    pass,
    isRoomFull: test.waitingRoom === 'full',
    isIn: test.place === 'in',
  })
}

/** Every request of the history with its time, the earliest first. */
function pastOf({ at, history }: PolicyTest): readonly { atMs: number; before: Before }[] {
  return history
    .flatMap((before) =>
      Array.from({ length: before.requests }, (_, index) => {
        const untilEndMs = (before.within * (before.requests - index)) / before.requests
        return { atMs: at - before.ago - untilEndMs, before }
      }),
    )
    .toSorted((a, b) => a.atMs - b.atMs)
}

/** What a pass has been through counts in the counters that the gate itself asks. */
function usePass(
  test: PolicyTest,
  { rehearsal, usual, pass }: { rehearsal: Rehearsal; usual: Usual; pass: RehearsedPass | null },
): void {
  const { used, networks } = test.pass
  const request = requestOf(test.request, usual)
  const client = clientOf(test.client)
  const own = rehearsal.read(request, client, pass)
  if (own.kind !== 'read' || own.facts.presented.kind !== 'held') return
  for (let time = 0; time < Math.max(used, networks); time++) {
    const address = time < networks ? elsewhere(time) : null
    const there = address === null ? own : rehearsal.read(request, { ...client, address }, null)
    if (there.kind !== 'read') continue
    rehearsal.ledger.standing(own.facts.presented.pass, there.facts)
    rehearsal.ledger.usePass(own.facts.presented.pass)
  }
}

/** Addresses of networks that nobody has (RFC 2544). */
function elsewhere(index: number): ClientAddress | null {
  return parseAddress(`198.18.${index}.1`)
}
