import { LIMITS_MAX, POLICIES_MAX, RULES_MAX, SIGNALS_MAX } from '../schema/bounds.ts'
import { checkLimit, checkRollout } from './limits.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { whenSchema } from '../schema/when.ts'

/** Checks that the words of each policy make sense together. */
export function checkPolicies(root: Place, report: Report): void {
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    const limits = listAt(policy, 'limits', LIMITS_MAX)
    const rules = listAt(policy, 'rules', RULES_MAX)
    for (const limit of limits) checkLimit(limit, report)
    for (const rule of rules) checkConditions(rule, report)
    for (const part of [policy, ...limits, ...rules]) checkTrial(part, report)
    for (const limit of limits) checkRollout(limit, policy, report)
    if (textAt(policy, 'challenge') === 'never') checkNever(policy, limits, report)
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
    message: '"when" must name at least one condition',
    hint: `known are: ${Object.keys(whenSchema.shape).join(', ')}`,
  })
}

/** What limits say that leads to a check. */
const CHALLENGING: ReadonlySet<string> = new Set(['challenge', 'prove', 'code'])

/** Where nothing is ever challenged, words about challenges are a misunderstanding. */
function checkNever(policy: Place, limits: readonly Place[], report: Report): void {
  const rules = listAt(policy, 'rules', RULES_MAX)
  const idle: [string, Place | undefined][] = [
    ['clearance', policy.children.get('clearance')],
    ['challengeAt', policy.children.get('challengeAt')],
    ['signals', policy.children.get('signals')],
    ['keepSubmission', policy.children.get('keepSubmission')],
    ...limits.map((limit): [string, Place | undefined] => [
      'clearance',
      limit.children.get('clearance'),
    ]),
    ...limits
      .filter((limit) => CHALLENGING.has(textAt(limit, 'over') ?? ''))
      .map((limit): [string, Place | undefined] => [
        `over: ${textAt(limit, 'over')}`,
        limit.children.get('over'),
      ]),
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

/** A part in shadow is obeyed for nobody: a share of that is a misunderstanding. */
function checkTrial(part: Place, report: Report): void {
  const rollout = part.children.get('rollout')
  if (rollout === undefined || textAt(part, 'mode') !== 'shadow') return
  report.error(rollout.keyOffset, {
    code: 'PAART_TRIAL',
    message: '"rollout" means nothing beside "mode: shadow": nobody is to obey',
    hint: 'leave "mode" out: for all others "rollout" is a shadow already',
  })
}
