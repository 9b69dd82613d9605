import { type Judged } from '../../policies/index.ts'

/**
 * What a client that is over a limit is told of it (draft-ietf-httpapi-ratelimit-headers-10): its
 * burst, the seconds in which an empty one is full again, that nothing is left, and when there will
 * be. Nothing where a rule, or a limit on requests under way, was the reason.
 */
export function rateLimitFields({ decision, route }: Judged): readonly string[] {
  if (decision.kind !== 'limit' || decision.reason.what !== 'limit') return []
  const { name, line } = decision.reason
  const limit = route.policy.limits.find((one) => one.name === name && one.line === line)
  if (limit?.bound.kind !== 'rate') return []
  const { intervalMs, burst } = limit.bound
  const windowSeconds = Math.ceil((intervalMs * burst) / 1000)
  const waitSeconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1000))
  return [
    'RateLimit-Policy',
    `"${name}";q=${burst};w=${windowSeconds}`,
    'RateLimit',
    `"${name}";r=0;t=${waitSeconds}`,
  ]
}
