import { type Order, spellTarget } from '../../model/index.ts'
import { type Explained, type Ring } from '../../record/index.ts'
import { type Answer, failure, table } from './answer.ts'
import { linesOf, reportOf } from './order-text.ts'
import { printable, readReference } from './reference-text.ts'

/** Why a request was decided as it was, by the reference on its page, however that is spelled. */
export function explain(spelled: string, ring: Ring, orders: readonly Order[]): Answer {
  const wanted = readReference(spelled)
  const found = ring.find(wanted)
  if (found === null) {
    const why = `nothing is known of ${printable(wanted)}: it is no reference of this gate, or too old`
    return failure('missing', why)
  }
  const { reference, decision, reason, score, steps, ...rest } = found
  const concerned = orders.filter((order) => isMeant(order, found))
  const report = {
    reference,
    decision,
    reason,
    score,
    steps,
    ...rest,
    orders: concerned.map(reportOf),
  }
  return { ending: 'done', report, text: textOf(found) + inForceText(concerned) }
}

/** Orders that its steps name, modes of its route, and whether its pass is revoked: what is in force now, whatever was then. */
function isMeant(order: Order, { steps, site, route, pass }: Explained): boolean {
  if (order.kind === 'revoke') return order.target.pass === pass
  if (order.kind === 'mode') {
    return ['all', site, `${site}/${route}`].includes(spellTarget(order.target))
  }
  return steps.some(({ what, name }) => what === order.kind && name === String(order.id))
}

function inForceText(orders: readonly Order[]): string {
  return orders.length === 0 ? '' : `\nin force now:\n${linesOf(orders)}`
}

function textOf(found: Explained): string {
  const { reference, time, method, path, site, route, status, decision, reason, fingerprint } =
    found
  const where = [site, route].filter((name) => name !== '').join(', route ')
  const said = table([
    ['what', 'name', 'verdict', 'points', 'where'],
    ...found.steps.map((step) => [
      step.what,
      step.name,
      step.inShadow ? `(${step.verdict}, in shadow)` : step.verdict,
      step.points,
      step.line === 0 ? '' : `${step.file}:${step.line}`,
    ]),
  ])
  const left = found.stepsLeftOut > 0 ? `(${found.stepsLeftOut} before these are left out)\n` : ''
  const steps = found.steps.length > 0 ? `\n${said}${left}` : ''
  const would =
    found.would === undefined
      ? ''
      : `would be ${found.would}, because of ${found.wouldReason ?? ''}, were all that is in shadow enforced\n`
  return `${reference}  ${time}
${method} ${path}${where === '' ? '' : `  (site ${where})`}
${status} ${decision}, because of ${reason}; score ${found.score}, pass ${passText(found)}${fingerprint === '' ? '' : `, fingerprint ${fingerprint}`}
${would}${steps}`
}

function passText({ clearance, pass }: Explained): string {
  if (pass === undefined) return clearance
  return clearance === 'none' ? `none, earned ${pass}` : `${clearance} ${pass}`
}
