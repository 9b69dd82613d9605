import { availableParallelism } from 'node:os'
import { type Attacker, type Kernel, type Scheme } from './attacker.ts'
import { BROWSER_WAYS, type BrowserWay, type Citizen } from './citizen.ts'

/** What was measured, turn by turn: units, or hashes, a second. */
export interface Turns {
  /** Of one core, while all are busy. */
  readonly native: Readonly<Record<Scheme, readonly number[]>>
  /** Of one worker. */
  readonly browser: Readonly<Record<BrowserWay, readonly number[]>>
}

/** The fastest kernel of each scheme on this machine. */
export type Chosen = Readonly<Record<Scheme, Kernel>>

const SCHEMES = ['walk', 'derivation', 'search'] as const satisfies readonly Scheme[]

/** Turns of each kernel before one is chosen, of a part of a turn's length: the best counts. */
const CHOICE_TURNS = 3
const CHOICE_PART = 0.25

/** Has every kernel tried and takes the fastest, with all cores busy: they share memory's bus. */
export async function chooseKernels(attacker: Attacker, seconds: number): Promise<Chosen> {
  const best = new Map<Scheme, { readonly kernel: Kernel; readonly rate: number }>()
  for (let turn = 0; turn < CHOICE_TURNS; turn++) {
    for (const kernel of attacker.kernels) {
      const rate = await attacker.rate(kernel, availableParallelism(), seconds * CHOICE_PART)
      if (rate > (best.get(kernel.scheme)?.rate ?? 0)) best.set(kernel.scheme, { kernel, rate })
    }
  }
  const fastest = (scheme: Scheme): Kernel => {
    const found = best.get(scheme)
    if (found === undefined) throw new Error(`no kernel does ${scheme}`)
    return found.kernel
  }
  return { walk: fastest('walk'), derivation: fastest('derivation'), search: fastest('search') }
}

/**
 * Everything has its turns, A B C C B A in each round, one at a time, so that whatever happens to the
 * machine meanwhile happens to all alike. The browser's code is compiled in turns that do not count.
 */
export async function measure(
  { attacker, citizen }: { readonly attacker: Attacker; readonly citizen: Citizen },
  chosen: Chosen,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Turns> {
  const cores = availableParallelism()
  const native = { walk: [], derivation: [], search: [] } satisfies Record<Scheme, number[]>
  const browser = {
    walk: [],
    derivation: [],
    subtle: [],
    script: [],
    wasm: [],
  } satisfies Record<BrowserWay, number[]>
  const turns: { readonly rates: number[]; readonly take: () => Promise<number> }[] = [
    ...SCHEMES.map((scheme) => ({
      rates: native[scheme],
      take: async () => (await attacker.rate(chosen[scheme], cores, seconds)) / cores,
    })),
    ...BROWSER_WAYS.map((way) => ({
      rates: browser[way],
      take: () => citizen.rate(way, seconds),
    })),
  ]
  for (const way of BROWSER_WAYS) await citizen.rate(way, seconds)
  for (let round = 0; round < rounds; round++) {
    for (const { rates, take } of [...turns, ...turns.toReversed()]) rates.push(await take())
  }
  return { native, browser }
}
