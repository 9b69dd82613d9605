import { type Fleet } from '../fleet.ts'
import { type Contender } from './contender.ts'
import { type Line } from './lines.ts'
import { type Options } from './options.ts'
import { type Stage, type StageOptions, withStage } from './stage.ts'

/** What a scenario works with. */
export interface Context {
  readonly options: Options
  /** Whatever runs; ended when the program ends. */
  readonly fleets: Set<Fleet>
  /** Tells how far it is. */
  readonly say: (line: string) => void
  readonly note: (line: Line) => void
}

/** Before its turns each server gets requests for so long: its code is compiled, its pools are filled. */
const WARM_UP_SECONDS = 2

/** For what a server does behind the last answer, and behind connections that are gone. */
const SETTLE_MS = 500

/** A stretch of normal traffic to a server. */
export type Traffic = (
  contender: Contender,
  options?: { readonly seconds?: number; readonly path?: string; readonly rate?: number },
) => ReturnType<Stage['traffic']>

/**
 * Gives every server a turn in each round, forwards and then backwards, on a stage of its own: what
 * happens to the machine happens to all of them, and nobody is burdened with an earlier round.
 */
export async function playRounds<T>(
  context: Context,
  play: (
    contender: Contender,
    tools: { readonly stage: Stage; readonly traffic: Traffic },
  ) => Promise<T>,
  options: StageOptions = {},
): Promise<ReadonlyMap<string, readonly T[]>> {
  const { rounds, rate, seconds } = context.options
  const turns = new Map<string, T[]>()
  for (let round = 0; round < rounds; round++) {
    await withStage(context.fleets, options, async (stage) => {
      const traffic: Traffic = ({ port }, wish = {}) =>
        stage.traffic({ port, rate, seconds, path: '/page', ...wish })
      const order = round % 2 === 0 ? stage.contenders : stage.contenders.toReversed()
      const warmUp = Math.min(WARM_UP_SECONDS, seconds)
      for (const contender of order) await traffic(contender, { seconds: warmUp })
      for (const contender of order) {
        const turn = await play(contender, { stage, traffic })
        turns.set(contender.name, [...(turns.get(contender.name) ?? []), turn])
        await settle()
      }
    })
    context.say(`round ${round + 1} of ${rounds} is done`)
  }
  return new Map([...turns].toSorted(([a], [b]) => a.localeCompare(b)))
}

export function settle(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, SETTLE_MS))
}
