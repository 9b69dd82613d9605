import { LISTENERS_MAX } from '../../limits/index.ts'
import { LIMITS_MAX, POLICIES_MAX, ROUTES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks what one listener cannot see of itself or of others, and that what is forwarded has a backend. */
export function checkListen(root: Place, report: Report): void {
  checkSockets(root, report)
  const listeners = listAt(root, 'listen', LISTENERS_MAX)
  const trusted = root.children.get('trustedProxies')
  const isNobodyTrusted = (trusted?.children.size ?? 0) === 0
  for (const listen of listeners) {
    if (isNobodyTrusted) checkIntroduced(listen, report)
    checkAsked(listen, isNobodyTrusted, report)
  }
  const isForwarding = listeners.length === 0 || !listeners.every(isAsked)
  if (isForwarding) checkForwarding(root, report)
  else warnOfNothing(root, report)
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
function checkIntroduced(listen: Place, report: Report): void {
  const place = listen.children.get('proxyProtocol')
  const isLocal = textAt(listen, 'address')?.startsWith('unix:') ?? true
  if (place?.value !== true || isLocal) return
  report.error(place.offset, {
    code: 'PAART_PROXY_PROTOCOL',
    message: 'nobody may speak the PROXY protocol here, so every connection would be closed',
    hint: 'name the proxies that do in "trustedProxies"',
  })
}

function isAsked(listen: Place): boolean {
  return listen.children.get('subrequests')?.value === true
}

function checkAsked(listen: Place, isNobodyTrusted: boolean, report: Report): void {
  const place = listen.children.get('subrequests')
  if (place === undefined || !isAsked(listen)) return
  const code = 'PAART_SUBREQUEST'
  if (isNobodyTrusted) {
    report.error(place.offset, {
      code,
      message: 'nobody may ask here, so every question would be refused',
      hint: 'name the proxies that ask in "trustedProxies"; who comes by a Unix socket is 127.0.0.1',
    })
  }
  if (listen.children.get('proxyProtocol')?.value !== true) return
  report.error(place.offset, {
    code,
    message: 'who asks is the proxy itself, and the PROXY protocol would name its client',
    hint: 'leave "proxyProtocol" out: for whom it asks stands in X-Forwarded-For',
  })
}

const MISSING_BACKEND = {
  code: 'PAART_MISSING_KEY',
  message: 'missing key "backend"',
  hint: 'backend: The backend that serves it.',
} as const

const MISSING_BACKENDS = {
  code: 'PAART_MISSING_KEY',
  message: 'missing key "backends"',
  hint: 'backends: The applications behind the gate, by name.',
} as const

/** Where all listeners are for subrequests neither is needed. */
function checkForwarding(root: Place, report: Report): void {
  if (isMap(root) && !root.children.has('backends')) {
    report.error(root.keyOffset, MISSING_BACKENDS)
  }
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    if (isMap(site) && !site.children.has('backend')) {
      report.error(site.keyOffset, MISSING_BACKEND)
    }
  }
}

function isMap({ value }: Place): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Warns of what needs the gate to forward, and would be waited for in vain. */
function warnOfNothing(root: Place, report: Report): void {
  const warn = (place: Place | undefined, message: string, hint: string): void => {
    if (place !== undefined) {
      report.warn(place.keyOffset, { code: 'PAART_SUBREQUEST', message, hint })
    }
  }
  const noBodies = 'a proxy that asks sends no body: the page says that the form was not sent'
  warn(
    root.children.get('keepSubmission'),
    'no form is kept at a listener for subrequests',
    noBodies,
  )
  const limits = [...mapAt(root, 'policies').values()]
    .slice(0, POLICIES_MAX)
    .flatMap((policy) => listAt(policy, 'limits', LIMITS_MAX))
  for (const limit of limits.filter(({ origin }) => origin === undefined)) {
    const place = limit.children.get('concurrency')
    warn(place, '"concurrency" stops nobody where nothing is forwarded', ASK_THE_PROXY)
  }
  if (limits.some((limit) => textAt(limit, 'over') === 'wait')) return
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    for (const { children } of [site, ...listAt(site, 'routes', ROUTES_MAX)]) {
      const room = children.get('waitingRoom')
      if (room?.value === 'none') continue
      warn(room, 'nobody takes a place in a waiting room where nothing is forwarded', BY_RATE)
    }
  }
}

const ASK_THE_PROXY =
  'the proxy that forwards can count requests under way, such as nginx by "limit_conn"'
const BY_RATE = 'people wait there by a limit with "over: wait" alone'
