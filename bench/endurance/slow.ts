import { median } from '../statistics.ts'
import { type CrowdKind } from './crowd-job.ts'
import { type Context, playRounds } from './rounds.ts'
import { pause } from './pause.ts'

const CROWDS: ReadonlyMap<string, readonly CrowdKind[]> = new Map([
  ['slow-headers', ['slow-headers']],
  ['slow-bodies', ['slow-bodies']],
  ['slow-readers', ['slow-readers']],
  ['slow-all', ['slow-headers', 'slow-bodies', 'slow-readers']],
])

/** Normal traffic's 99th percentile may at most grow so much. */
const RATIO_MAX = 2

/** The burden is to be a crowd that is there, not one that arrives. */
const GATHERED_MS = 2_000

/** Slow clients of each kind, then all kinds at once: does normal traffic notice? */
export async function playSlow(context: Context): Promise<void> {
  for (const [scenario, kinds] of CROWDS) {
    const count = context.options.crowd
    const crowds = kinds.map((kind) => ({ kind, count }))
    await besideCrowd(context, { scenario, crowds, ratioMax: RATIO_MAX })
  }
}

export interface Beside {
  readonly scenario: string
  readonly crowds: readonly { readonly kind: CrowdKind; readonly count: number }[]
  readonly ratioMax: number
}

interface Turn {
  readonly failed: number
  readonly beforeMs: number
  readonly besideMs: number
  readonly held: number
  readonly lost: number
  /** For one connection of the crowd. */
  readonly kibibytes: number
}

/** Normal traffic without a crowd and, right after that, beside it. */
export async function besideCrowd(context: Context, what: Beside): Promise<void> {
  const { scenario, crowds, ratioMax } = what
  const turns = await playRounds<Turn>(context, async (contender, { stage, traffic }) => {
    const before = await traffic(contender)
    const bytesBefore = contender.residentKibibytes()
    const { open } = await stage.crowd({ order: 'gather', port: contender.port, crowds })
    await pause(GATHERED_MS)
    const bytes = contender.residentKibibytes()
    const beside = await traffic(contender)
    const { lost } = await stage.crowd({ order: 'scatter' })
    return {
      failed: beside.failed.fresh + beside.failed.kept,
      beforeMs: before.p99Ms,
      besideMs: beside.p99Ms,
      held: open,
      lost,
      kibibytes: (bytes - bytesBefore) / Math.max(1, open),
    }
  })
  for (const [server, own] of turns) {
    const failed = own.reduce((sum, turn) => sum + turn.failed, 0)
    const ratio = median(own.map(({ beforeMs, besideMs }) => besideMs / beforeMs))
    const isReached = failed === 0 && ratio <= ratioMax
    const aim = { text: `failed 0, p99-ratio <= ${ratioMax}`, isReached }
    const middle = (pick: (turn: Turn) => number): number => median(own.map(pick))
    context.note({
      scenario,
      server,
      figures: {
        failed,
        'p99-ratio': ratio,
        'p99-before-ms': middle(({ beforeMs }) => beforeMs),
        'p99-beside-ms': middle(({ besideMs }) => besideMs),
        held: middle(({ held }) => held),
        'lost-and-back': middle(({ lost }) => lost),
        'kib-each': middle(({ kibibytes }) => kibibytes),
      },
      aim: server === 'gate' ? aim : null,
    })
  }
}
