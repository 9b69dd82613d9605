import { median } from '../statistics.ts'
import { type Contender } from './contender.ts'
import { type Context, playRounds } from './rounds.ts'
import { type Changed, changeUnderLoad } from './under-load.ts'

const CHANGES = { count: 20, pauseMs: 500, changeMsMax: 500, path: '/page' } as const

/** Reloads under load; then, for the gate, workers replaced in good order. */
export async function playReload(context: Context): Promise<void> {
  await playChanges(context, 'reload', ({ reload }) => reload)
  await playChanges(context, 'replace', ({ replaceWorker }) => replaceWorker)
}

async function playChanges(
  context: Context,
  scenario: 'reload' | 'replace',
  changeOf: (contender: Contender) => (() => Promise<void>) | null,
): Promise<void> {
  const options = { isGateAlone: scenario === 'replace' }
  const turns = await playRounds<Changed>(
    context,
    async (contender, { traffic }) => {
      const change = changeOf(contender)
      if (change === null) throw new Error(`${contender.name} cannot ${scenario}`)
      return changeUnderLoad(contender, traffic, { ...CHANGES, change })
    },
    options,
  )
  const keptOf = (server: string): number =>
    sum(turns.get(server) ?? [], ({ result }) => result.failed.kept)
  const keptMax = keptOf('haproxy')
  for (const [server, own] of turns) {
    const fresh = sum(own, ({ result }) => result.failed.fresh)
    const kept = keptOf(server)
    const text = `failed-new 0, failed-kept <= ${keptMax}`
    context.note({
      scenario,
      server,
      figures: {
        'failed-new': fresh,
        'failed-kept': kept,
        requests: sum(own, ({ result }) => result.requests),
        changes: sum(own, ({ changes }) => changes.length),
        'change-ms': median(own.flatMap(({ changes }) => changes.map(({ tookMs }) => tookMs))),
        'p99-ms': median(own.map(({ result }) => result.p99Ms)),
      },
      aim: server === 'gate' ? { text, isReached: fresh === 0 && kept <= keptMax } : null,
    })
  }
}

function sum(turns: readonly Changed[], pick: (turn: Changed) => number): number {
  return turns.reduce((total, turn) => total + pick(turn), 0)
}
