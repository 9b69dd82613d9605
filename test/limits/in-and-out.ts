import {
  type Claimant,
  type Limits,
  type Portion,
  type SharedMemory,
} from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

/** What a thread of `hammer.ts` takes and gives back, over and over. */
export type InAndOut =
  | { kind: 'visits'; max: number; visits: number }
  | { kind: 'connects'; max: number; tries: number }
  | { kind: 'shares'; max: number; networks: number; rounds: number }
  | { kind: 'keeps'; networkMax: number; totalMax: number; networks: number; rounds: number }

const KINDS: ReadonlySet<string> = new Set<InAndOut['kind']>([
  'visits',
  'connects',
  'shares',
  'keeps',
])

export function isInAndOut(job: { readonly kind: string }): job is InAndOut {
  return KINDS.has(job.kind)
}

export function goInAndOut(
  limits: Limits,
  job: InAndOut,
  memory: SharedMemory,
  worker: number,
): number[] {
  switch (job.kind) {
    case 'shares':
      return shares(limits, job, memory, worker)
    case 'visits':
      return visits(limits, job, memory, worker)
    case 'connects':
      return connects(limits, job, worker)
    case 'keeps':
      return keeps(limits, job, memory, worker)
  }
}

/** How often more were inside than the cap allows, and how often this one was. */
function visits(
  limits: Limits,
  job: InAndOut & { kind: 'visits' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const { gauges } = limits
  const who = somebody(limits, worker, 0)
  const inside = new Int32Array(memory.overflows)
  let tooMany = 0
  const entered = count(job.visits, () => {
    if (!gauges.enterBackend(5, job.max, who)) return false
    if (Atomics.add(inside, 0, 1) + 1 > job.max) tooMany++
    Atomics.sub(inside, 0, 1)
    gauges.leaveBackend(5, who)
    return true
  })
  return [tooMany, entered]
}

/** How often somebody who had got a place got no share of a network of its own; and how often one had. */
function connects(
  { gauges, hashOf }: Limits,
  { max, tries }: InAndOut & { kind: 'connects' },
  worker: number,
): number[] {
  const caps = { connectionsMax: max, openMax: 10 * max }
  // More than may be connected, so that nobody is twice.
  const away = Array.from({ length: max + 1 }, (_, i) => somebody({ hashOf }, worker, i))
  const own: Claimant[] = []
  let refused = 0
  const leave = (who: Claimant): void => {
    gauges.unshareConnection(0, who)
    gauges.leaveConnection(0)
    away.push(who)
  }
  const shared = count(tries, () => {
    if (!gauges.enterConnection(0, caps)) {
      own.splice(0, 1).forEach(leave)
      return false
    }
    const [who] = away.splice(0, 1)
    if (who === undefined) throw new Error('more are connected than there is room for')
    if (gauges.shareConnection(0, { max, networkMax: max }, who)) {
      own.push(who)
      return true
    }
    refused++
    gauges.leaveConnection(0)
    away.push(who)
    return false
  })
  own.splice(0).forEach(leave)
  return [refused, shared]
}

/** Somebody whom nobody else is of a network with. */
export function somebody({ hashOf }: Pick<Limits, 'hashOf'>, worker: number, i: number): Claimant {
  return { network: hashOf(`${worker} ${i}`), wider: 0, provider: 0, isSettled: true }
}

/** How often there were more than may be in all, or of one network; and how often one got a place. */
function shares(
  limits: Limits,
  { max, networks, rounds }: InAndOut & { kind: 'shares' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const { gauges } = limits
  const random = randomFrom(worker)
  // In the memory of something else: what all threads say they have, in all and by network.
  const had = new Int32Array(memory.marks)
  const own: { readonly network: number; readonly who: Claimant }[] = []
  let tooMany = 0
  const entered = count(rounds, () => {
    if (wholeBelow(random, 2) === 0) {
      const [left] = own.splice(wholeBelow(random, own.length + 1), 1)
      if (left !== undefined) leave(left)
      return false
    }
    const network = wholeBelow(random, networks)
    const who = somebody(limits, -1, network)
    if (!gauges.enterBackend(6, max, who)) return false
    own.push({ network, who })
    if (Atomics.add(had, 0, 1) + 1 > max) tooMany++
    // Alone it would have this much, where others have something it has less.
    if (Atomics.add(had, 1 + network, 1) + 1 > Math.max(2, (max * 7) / 16)) tooMany++
    return true
  })
  function leave({ network, who }: (typeof own)[number]): void {
    Atomics.sub(had, 0, 1)
    Atomics.sub(had, 1 + network, 1)
    gauges.leaveBackend(6, who)
  }
  own.forEach(leave)
  return [tooMany, entered]
}

/** How often more was reserved than a cap allows, how often something was, and how much is left over. */
function keeps(
  { kept }: Limits,
  job: InAndOut & { kind: 'keeps' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const caps = { bytesMax: 64 * 1024, networkMax: job.networkMax, totalMax: job.totalMax }
  const random = randomFrom(worker)
  const below = (end: number): number => wholeBelow(random, end)
  // In the memory of something else: what all threads say they have, in all and by network.
  const had = new Int32Array(memory.marks)
  const own: Portion[] = []
  let tooMuch = 0
  const reserved = count(job.rounds, () => {
    const network = below(job.networks)
    const portion = { place: network, around: [7, 8], kib: 1 + below(64) }
    if (below(2) === 0) {
      const last = own.splice(below(own.length + 1), 1)[0]
      if (last !== undefined) giveBack(last)
      return false
    }
    if (!kept.reserve(portion, caps, { isForeign: below(4) === 0, isSettled: true })) return false
    own.push(portion)
    const inAll = Atomics.add(had, 0, portion.kib) + portion.kib
    const ofNetwork = Atomics.add(had, 1 + network, portion.kib) + portion.kib
    if (inAll * 1024 > job.totalMax || ofNetwork * 1024 > job.networkMax) tooMuch++
    if (kept.total() * 1024 > job.totalMax) tooMuch++
    return true
  })
  function giveBack(portion: Portion): void {
    Atomics.sub(had, 0, portion.kib)
    Atomics.sub(had, 1 + portion.place, portion.kib)
    kept.release(portion)
  }
  own.forEach(giveBack)
  return [tooMuch, reserved]
}

export function count(times: number, isDone: (i: number) => boolean): number {
  let done = 0
  for (let i = 0; i < times; i++) if (isDone(i)) done++
  return done
}
