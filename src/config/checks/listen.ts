import { LISTENERS_MAX } from '../../limits/index.ts'
import { type Place, listAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks what one listener cannot see of itself or of others. */
export function checkListen(root: Place, report: Report): void {
  checkSockets(root, report)
  checkProxyProtocol(root, report)
}

/** Only a file has a mode and a group. */
function checkSockets(root: Place, report: Report): void {
  for (const listen of listAt(root, 'listen', LISTENERS_MAX)) {
    if (textAt(listen, 'address')?.startsWith('unix:') ?? true) continue
    for (const key of ['mode', 'group']) {
      const place = listen.children.get(key)
      if (place === undefined) continue
      report.error(place.keyOffset, {
        code: 'PAART_SOCKET',
        message: `only a Unix socket has a ${key}`,
        hint: 'who may connect to a port is for a firewall to say',
      })
    }
  }
}

/** Checks that somebody may say what every connection of a listener has to begin with. */
function checkProxyProtocol(root: Place, report: Report): void {
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
