import { LISTENERS_MAX } from '../../limits/index.ts'
import { type Place, listAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks that somebody may say what every connection of a listener has to begin with. */
export function checkListen(root: Place, report: Report): void {
  const trusted = root.children.get('trustedProxies')
  if (trusted !== undefined && trusted.children.size > 0) return
  for (const listen of listAt(root, 'listen', LISTENERS_MAX)) {
    const place = listen.children.get('proxyProtocol')
    const isLocal = textAt(listen, 'address')?.startsWith('unix:') ?? true
    if (place?.value !== true || isLocal) continue
    report.error(place.offset, {
      code: 'PAART_PROXY_PROTOCOL',
      message: 'nobody may speak the PROXY protocol here, so every connection would be closed',
      hint: 'name the proxies that do in "trustedProxies"',
    })
  }
}
