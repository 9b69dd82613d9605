import { LIMITS_MAX, POLICIES_MAX, REFILL_MS_MAX, RULES_MAX, SIGNALS_MAX } from './bounds.ts'
import { type Place, listAt, mapAt, textAt } from './place.ts'
import { type Report } from './report.ts'
import { parseRate } from './units.ts'

/** Checks that the words of each policy make sense together. */
export function checkPolicies(root: Place, report: Report): void {
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    const limits = listAt(policy, 'limits', LIMITS_MAX)
    for (const limit of limits) checkLimit(limit, report)
    for (const rule of listAt(policy, 'rules', RULES_MAX)) checkConditions(rule, report)
    if (textAt(policy, 'challenge') === 'never') checkNever(policy, limits, report)
    else checkClearance(policy, report)
    checkSignals(policy, report)
  }
}

/** A rule without conditions would speak of every request, which nobody means. */
function checkConditions(rule: Place, report: Report): void {
  const when = rule.children.get('when')
  const isMap = typeof when?.value === 'object' && when.value !== null
  if (when === undefined || !isMap || when.children.size > 0) return
  report.error(when.offset, {
    code: 'PAART_VALUE',
    message: '"when" must name path, method, network or header',
  })
}

/** Where nothing is ever challenged, words about challenges are a misunderstanding. */
function checkNever(policy: Place, limits: readonly Place[], report: Report): void {
  const rules = listAt(policy, 'rules', RULES_MAX)
  const idle: [string, Place | undefined][] = [
    ['clearance', policy.children.get('clearance')],
    ['challengeAt', policy.children.get('challengeAt')],
    ['signals', policy.children.get('signals')],
    ...limits.map((limit): [string, Place | undefined] => [
      'clearance',
      limit.children.get('clearance'),
    ]),
    ...limits
      .filter((limit) => textAt(limit, 'over') === 'challenge')
      .map((limit): [string, Place | undefined] => ['over: challenge', limit.children.get('over')]),
    ...rules.flatMap((rule): [string, Place | undefined][] => {
      const word = challengingWord(rule.children.get('then'))
      return word === null ? [] : [[`then: ${word}`, rule.children.get('then')]]
    }),
  ]
  for (const [words, place] of idle) {
    if (place === undefined) continue
    report.error(place.keyOffset, {
      code: 'PAART_NEVER_CHALLENGES',
      message: `"${words}" means nothing in a policy with "challenge: never"`,
      hint: 'leave it out, or write "challenge: when-suspicious"',
    })
  }
}

/** A signal that is off adds nothing, whatever its points. */
function checkSignals(policy: Place, report: Report): void {
  const signals = policy.children.get('signals')
  if (signals === undefined) return
  const points = mapAt(signals, 'points')
  for (const { value, offset } of listAt(signals, 'off', SIGNALS_MAX)) {
    if (typeof value !== 'string' || !points.has(value)) continue
    report.error(offset, {
      code: 'PAART_SIGNAL',
      message: `"${value}" is off, and has points as well`,
      hint: 'leave one of them out',
    })
  }
}

function challengingWord(then: Place | undefined): 'challenge' | 'points' | null {
  const value = then?.value
  if (value === 'challenge') return 'challenge'
  const isPoints = typeof value === 'string' && value.startsWith('points:')
  return isPoints || then?.children.has('points') === true ? 'points' : null
}

function checkClearance(policy: Place, report: Report): void {
  const place = policy.children.get('clearance')
  if (place?.value !== 'vouched') return
  report.error(place.offset, {
    code: 'PAART_NO_DOOR',
    message: 'no door leads to "vouched" yet: nobody could come through',
    hint: 'the highest that can be asked for is "worked"',
  })
}

function checkLimit(limit: Place, report: Report): void {
  const key = textAt(limit, 'key')
  const over = limit.children.get('over')
  if (key === 'pass' && over?.value === 'challenge') {
    report.error(over.offset, {
      code: 'PAART_LIMIT',
      message: '"over: challenge" with "key: pass" counts nobody: who has a pass is exempt from it',
      hint: 'write "over: limit", or another key',
    })
  }
  const clearance = limit.children.get('clearance')
  if (clearance !== undefined && key !== null && key !== 'pass') {
    report.error(clearance.keyOffset, {
      code: 'PAART_LIMIT',
      message: '"clearance" counts passes, so it needs "key: pass"',
    })
  }
  checkRefill(limit, report)
}

function checkRefill(limit: Place, report: Report): void {
  const intervalMs = parseRate(textAt(limit, 'rate') ?? '')
  const place = limit.children.get('burst') ?? limit.children.get('rate')
  const burst = limit.children.get('burst')?.value ?? 1
  if (intervalMs === null || place === undefined || typeof burst !== 'number') return
  if (intervalMs * burst <= REFILL_MS_MAX) return
  report.error(place.offset, {
    code: 'PAART_LIMIT_REFILL',
    message: 'the burst takes more than 2 days to refill, longer than counters are kept',
    hint: `at this rate it is at most ${Math.floor(REFILL_MS_MAX / intervalMs)}`,
  })
}
