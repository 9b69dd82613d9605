import { isLoopback, parseTcpAddress } from '../text/addresses.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Warns of an admin address beyond this machine: whoever reaches it reads the metrics. */
export function checkAdmin(root: Place, report: Report): void {
  const admin = root.children.get('admin')
  const place = admin?.children.get('address')
  if (admin === undefined || place === undefined) return
  const address = parseTcpAddress(textAt(admin, 'address') ?? '')
  if (address === null || isLoopback(address.host)) return
  report.warn(place.offset, {
    code: 'PAART_ADMIN_OPEN',
    message: 'other machines can reach this address, and nobody there is asked who they are',
    hint: 'with 127.0.0.1 only this machine can; else see to it that a firewall stands before it',
  })
}
