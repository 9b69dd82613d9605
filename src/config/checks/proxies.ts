import { holdsEverybody } from '../../client/index.ts'
import { NETWORKS_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks that not everybody may say for whom a request is. */
export function checkProxies(root: Place, report: Report): void {
  for (const proxy of listAt(root, 'trustedProxies', NETWORKS_MAX)) {
    const { value, offset } = proxy.children.get('network') ?? proxy
    if (typeof value !== 'string' || !holdsEverybody(value)) continue
    report.warn(offset, {
      code: 'PAART_TRUSTS_EVERYBODY',
      message: `clients of all kinds are in ${quote(value)}, and each can write its own address then`,
      hint: 'name the proxies alone, such as 10.0.0.5 or 10.0.0.0/24',
    })
  }
}
