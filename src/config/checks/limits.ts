import { PASSES_PER_NETWORK } from '../schema/schema.ts'
import { kindOfKey } from '../../policies/index.ts'
import { REFILL_MS_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { parseRate } from '../schema/units.ts'

/** Checks that the words of one limit make sense together. */
export function checkLimit(limit: Place, report: Report): void {
  const keys = keysOf(limit)
  checkKeys(limit, keys, report)
  checkShape(limit, keys, report)
  checkFreeLooks(limit, keys, report)
  checkClearance(limit, keys, report)
  checkMachines(limit, keys, report)
  checkProving(limit, report)
  checkWaiting(limit, keys, report)
  checkBound(limit, report)
  checkRefill(limit, { burst: 1 }, report)
}

/** What is no text is no key; that is told elsewhere. */
function keysOf(limit: Place): readonly string[] {
  const key = limit.children.get('key')
  if (key === undefined) return []
  const written = Array.isArray(key.value) ? [...key.children.values()] : [key]
  return written.map(({ value }) => value).filter((value) => typeof value === 'string')
}

/** What a client chooses is no wall: it would send another header with each request. */
function checkKeys(limit: Place, keys: readonly string[], report: Report): void {
  const place = limit.children.get('key')
  const chosen = keys.find((key) => kindOfKey(key) === 'chosen')
  if (place === undefined || chosen === undefined) return
  if (keys.some((key) => kindOfKey(key) === 'own')) return
  report.error(place.offset, {
    code: 'PAART_LIMIT',
    message: 'a client chooses its headers, cookies and fingerprint: alone they limit nobody',
    hint: `write "key: [network, ${chosen}]", or address or pass instead of network`,
  })
}

/** With another name a query has another shape. */
function checkShape(limit: Place, keys: readonly string[], report: Report): void {
  const place = limit.children.get('key')
  if (place === undefined || keys.some((key) => key !== 'query-shape')) return
  if (keys.length === 0) return
  report.error(place.offset, {
    code: 'PAART_LIMIT',
    message: 'a client chooses the shape of its query: alone it limits nobody',
    hint: 'write "key: [route, query-shape]", or site, network, address or pass instead of route',
  })
}

/** They are for whoever finds what all share taken by others. */
function checkFreeLooks(limit: Place, keys: readonly string[], report: Report): void {
  const looks = limit.children.get('freeLooks')
  const own = keys.find((key) => kindOfKey(key) === 'own')
  if (looks === undefined) return
  if (own !== undefined) {
    report.error(looks.keyOffset, {
      code: 'PAART_LIMIT',
      message: `"freeLooks" means nothing where each ${own} has a counter of its own`,
      hint: 'write "key: route" or "key: site", or give a greater burst',
    })
  }
  const over = limit.children.get('over')
  if (over === undefined || over.value === 'challenge') return
  report.error(looks.keyOffset, {
    code: 'PAART_LIMIT',
    message: '"freeLooks" stay free of the check, so they need "over: challenge"',
  })
}

function checkClearance(limit: Place, keys: readonly string[], report: Report): void {
  const over = limit.children.get('over')
  if (keys.includes('pass') && over?.value === 'challenge') {
    report.error(over.offset, {
      code: 'PAART_LIMIT',
      message: '"over: challenge" with "key: pass" counts nobody: who has a pass is exempt from it',
      hint: 'write "over: limit", or another key',
    })
  }
  const clearance = limit.children.get('clearance')
  if (clearance !== undefined && keys.length > 0 && !keys.includes('pass')) {
    report.error(clearance.keyOffset, {
      code: 'PAART_LIMIT',
      message: '"clearance" counts passes, so it needs "key: pass"',
    })
  }
}

/** Who has proven nothing is no agent, and whoever holds a pass is no machine for what it says. */
function checkMachines(limit: Place, keys: readonly string[], report: Report): void {
  const machine = limit.children.get('machine')
  if (machine === undefined) return
  const written = Array.isArray(machine.value) ? [...machine.children.values()] : [machine]
  const tiers = written.map(({ value }) => value)
  const say = (message: string, hint: string): void =>
    report.error(machine.offset, { code: 'PAART_LIMIT', message, hint })
  if (keys.includes('agent') && !tiers.some((tier) => tier === 'proven' || tier === 'signed')) {
    say('"key: agent" counts machines that have proven who they are', 'write "key: network"')
  }
  if (keys.includes('pass') && tiers.every((tier) => tier === 'contact')) {
    say('who holds a pass is no machine for what its User-Agent says', 'leave "machine" out')
  }
}

/** A proof buys requests, one by one, and none that may be under way at once. */
function checkProving(limit: Place, report: Report): void {
  const over = limit.children.get('over')
  const pageFirst = limit.children.get('pageFirst')
  if (over?.value === 'prove' && limit.children.has('concurrency')) {
    report.error(over.offset, {
      code: 'PAART_LIMIT',
      message: '"over: prove" sells requests, so it needs "rate" and not "concurrency"',
    })
  }
  if (pageFirst === undefined || over === undefined || over.value === 'prove') return
  report.error(pageFirst.keyOffset, {
    code: 'PAART_LIMIT',
    message: '"pageFirst" says of whom a proof is asked, so it needs "over: prove"',
  })
}

/** A room is for all: what it lets in by is counted for all together. */
function checkWaiting(limit: Place, keys: readonly string[], report: Report): void {
  const over = limit.children.get('over')
  if (over?.value !== 'wait') return
  if (limit.children.has('concurrency')) {
    report.error(over.offset, {
      code: 'PAART_LIMIT',
      message:
        '"over: wait" lets people in one after the other, so it needs "rate" and not "concurrency"',
      hint: '"activeMax" of the waiting room is how many use it at once',
    })
  }
  const key = limit.children.get('key')
  const isShared = keys.length === 1 && (keys[0] === 'route' || keys[0] === 'site')
  if (key === undefined || keys.length === 0 || isShared) return
  report.error(key.offset, {
    code: 'PAART_LIMIT',
    message: '"over: wait" is for what all send together, so it needs "key: route" or "key: site"',
    hint: 'what one network or pass sends beyond its own limit costs a proof with "over: prove"',
  })
}

/**
 * Those who obey are counted apart from all others: a part of the clients would have for itself what is
 * meant for all, and the limit would show nothing of what it will do.
 */
export function checkRollout(limit: Place, policy: Place, report: Report): void {
  const keys = keysOf(limit)
  if (keys.length === 0 || keys.some((key) => kindOfKey(key) !== 'shared')) return
  const own = limit.children.get('rollout')
  const at = own ?? policy.children.get('rollout')
  if (at === undefined) return
  const said = {
    code: 'PAART_TRIAL',
    message: `with "rollout" a part of the clients has the counter of the limit ${quote(textAt(limit, 'name'))} for itself, which all are to share`,
    hint: 'try it with "mode: shadow", or count by address, network or pass',
  } as const
  if (own === undefined) report.warn(at.keyOffset, said)
  else report.error(at.keyOffset, said)
}

/** Either a rate, or requests under way at once. */
function checkBound(limit: Place, report: Report): void {
  const [rate, burst, concurrency] = ['rate', 'burst', 'concurrency'].map((key) =>
    limit.children.get(key),
  )
  if (rate === undefined && concurrency === undefined) {
    report.error(limit.keyOffset, {
      code: 'PAART_MISSING_KEY',
      message: 'missing key "rate"',
      hint: 'rate: How fast the burst is refilled. Or "concurrency": requests under way at once.',
    })
  }
  const idle = concurrency === undefined ? undefined : (rate ?? burst)
  if (idle === undefined) return
  report.error(idle.keyOffset, {
    code: 'PAART_LIMIT',
    message: '"concurrency" stands alone: it has neither "rate" nor "burst"',
    hint: 'make two limits of it',
  })
}

/** `usual`: what counts where it is not written. */
export function checkRefill(
  limit: Place,
  usual: { readonly rate?: string; readonly burst: number },
  report: Report,
): void {
  const intervalMs = parseRate(textAt(limit, 'rate') ?? usual.rate ?? '')
  const place = limit.children.get('burst') ?? limit.children.get('rate')
  const burst = limit.children.get('burst')?.value ?? usual.burst
  if (intervalMs === null || place === undefined || typeof burst !== 'number') return
  if (intervalMs * burst <= REFILL_MS_MAX) return
  report.error(place.offset, {
    code: 'PAART_LIMIT_REFILL',
    message: 'the burst takes more than 2 days to refill, longer than counters are kept',
    hint: `at this rate it is at most ${Math.floor(REFILL_MS_MAX / intervalMs)}`,
  })
}

/** Checks how many passes each door gives to one network. */
export function checkDoors(root: Place, report: Report): void {
  const doors = root.children.get('doors')
  for (const door of ['silent', 'slow'] as const) {
    const passes = doors?.children.get(door)?.children.get('passesPerNetwork')
    if (passes !== undefined) checkRefill(passes, PASSES_PER_NETWORK[door], report)
  }
}
