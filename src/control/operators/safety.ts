import { PrefixTable, holdsEverybody, parseAddress } from '../../client/index.ts'
import { type ClientTarget, type Order, type Snapshot, spellTarget } from '../../model/index.ts'
import { type OrderDeskOptions } from './order-desk-options.ts'

/** More networks in which people have passed the check: then a ban meets people, and is to be meant. */
export const PASS_NETWORKS_MAX = 20

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** What a ban is held against. */
export interface SafetyOptions {
  readonly snapshot: Pick<Snapshot, 'trustedProxies' | 'whereabouts'>
  /** From where the operator is connected; empty where it is not known. */
  readonly from: string
}

/** Why a ban is never made, however it is meant; null where nothing speaks against it. */
export function neverBanned(
  target: ClientTarget,
  { snapshot, from }: SafetyOptions,
): string | null {
  const spelled = spellTarget(target)
  const own = parseAddress(from)
  if (target.kind === 'asn') {
    const isOwn = own !== null && snapshot.whereabouts.asnOf(own) === target.asn
    return isOwn ? `${spelled} holds your own address ${own}, as SSH_CONNECTION has it` : null
  }
  if (target.kind === 'fingerprint') return null
  const { network } = target
  if (LOOPBACK.some((loopback) => overlap(network, loopback))) {
    return `${spelled} holds this machine's own addresses`
  }
  if (own !== null && overlap(network, own)) {
    return `${spelled} holds your own address ${own}, as SSH_CONNECTION has it`
  }
  const proxy = snapshot.trustedProxies.meets(network)
  return proxy === null
    ? null
    : `${spelled} holds the trusted proxy ${proxy}: all who come through it would be banned`
}

/**
 * Whether an order of another gate is obeyed here: no ban that would shut out this machine or a proxy of this gate, and a
 * pass is revoked where there is room for it.
 */
export function mayStandHere(
  order: Order,
  nowMs: number,
  { snapshot, revoke }: Pick<OrderDeskOptions, 'snapshot' | 'revoke'>,
): boolean {
  switch (order.kind) {
    case 'ban':
      return neverBanned(order.target, { snapshot: snapshot(), from: '' }) === null
    case 'revoke':
      return revoke(order.target.pass, order.untilMs - nowMs)
    case 'allow':
    case 'mode':
      return true
    case 'drain':
      return false
  }
}

/** Why a ban is to be made with --force alone; null where it need not be. */
export function onlyByForce(targets: readonly ClientTarget[], passNetworks: number): string | null {
  const wide = targets.find(isTooWide)
  if (wide !== undefined) {
    return `${spellTarget(wide)} is larger than anybody's network; with --force it is banned all the same`
  }
  if (passNetworks <= PASS_NETWORKS_MAX) return null
  return `from ${passNetworks} networks among them a good pass was shown within the last hour (up to ${PASS_NETWORKS_MAX} need no second thought): people would be shut out. Look with --shadow first, or use --force`
}

function isTooWide(target: ClientTarget): boolean {
  return target.kind === 'network' && holdsEverybody(target.network)
}

/** Networks overlap only whole: the first address of one lies in the other. */
function overlap(a: string, b: string): boolean {
  return isIn(a, b) || isIn(b, a)
}

function isIn(inner: string, outer: string): boolean {
  const around = new PrefixTable([[outer, true]])
  return around.find(inner.split('/', 1)[0] ?? '', () => true) !== null
}
