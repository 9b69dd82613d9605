import { type BeyondPace, type MachineTier, type Pace } from '../../model/index.ts'
import { type PolicyConfig } from '../schema/policy.ts'

type LimitConfig = PolicyConfig['limits'][number]

/** In which a rate is told, the first that makes several of it: people think in minutes. */
const SPANS_SECONDS = [60, 3600, 86_400, 1] as const

/** Pages say it in the plural. */
const SEVERAL = 2

/** Shapes of queries have limits that say nothing of a machine that reads. */
const UNTOLD_KEYS: ReadonlySet<string> = new Set(['pass', 'query-shape'])

/** What the limits of a policy let a machine do that is known so well, as far as they are for everybody like it. */
export function pacesOf(
  limits: readonly LimitConfig[],
  tier: MachineTier,
  method: string,
): readonly Pace[] {
  return limits
    .filter((limit) => holdsFor(limit, tier, method))
    .flatMap((limit) => {
      const beyond = beyondOf(limit)
      return beyond === null ? [] : [paceOf(limit, beyond)]
    })
}

function holdsFor(limit: LimitConfig, tier: MachineTier, method: string): boolean {
  const { key, machine, methods, mode, rollout = 1 } = limit
  const isObeyed = mode !== 'shadow' && rollout >= 1
  const isMeant = machine?.includes(tier) !== false && methods?.includes(method) !== false
  const isProven = tier === 'proven' || tier === 'signed'
  const isCounted =
    (!key.includes('agent') || isProven) && !key.some((part) => UNTOLD_KEYS.has(part))
  return isObeyed && isMeant && isCounted
}

function beyondOf({ over }: LimitConfig): BeyondPace | null {
  switch (over.kind) {
    case 'mark':
      return null
    case 'deny':
      return 'refused'
    case 'limit':
    case 'wait':
      return 'wait'
    case 'challenge':
    case 'prove':
    case 'code':
      return 'check'
  }
}

function paceOf({ key, rate, burst = 1, concurrency }: LimitConfig, beyond: BeyondPace): Pace {
  const by = (['agent', 'address', 'network'] as const).find((part) => key.includes(part)) ?? 'all'
  if (concurrency !== undefined) return { by, beyond, kind: 'concurrency', max: concurrency }
  return { by, beyond, kind: 'rate', ...spanOf(rate ?? 0), burst }
}

/** As far as a fraction of milliseconds between two requests says it. */
function isWhole(count: number): boolean {
  return Math.abs(count - Math.round(count)) < 1e-6
}

/** So many in a time, as a whole number; what fits no span is rounded down in a day. */
function spanOf(intervalMs: number): { readonly requests: number; readonly perSeconds: number } {
  const inSpan = (seconds: number): number => (seconds * 1000) / intervalMs
  const perSeconds = SPANS_SECONDS.find((seconds) => {
    const count = inSpan(seconds)
    return count >= SEVERAL && isWhole(count)
  })
  if (perSeconds !== undefined) return { requests: Math.round(inSpan(perSeconds)), perSeconds }
  return { requests: Math.max(1, Math.floor(inSpan(86_400))), perSeconds: 86_400 }
}
