import { HOSTS_MAX, PASS_MS, PASS_SHARES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { PASS_DEFAULTS } from '../schema/pass.ts'
import { parseDuration } from '../schema/units.ts'
import { parseHost, parseTcpAddress } from '../text/addresses.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Place, listAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

type Times = typeof PASS_DEFAULTS

/** Checks that a pass is renewed before it ends, and ends before its proof is too old. */
export function checkPass(root: Place, report: Report): void {
  const times = new PassTimes(root, report)
  times.requireOrder(['renewAfter', 'lifetime'], 'must be shorter than', (a, b) => a < b)
  times.requireOrder(['lifetime', 'proofMaxAge'], 'must not be longer than', (a, b) => a <= b)
}

class PassTimes {
  readonly #root: Place
  readonly #report: Report

  constructor(root: Place, report: Report) {
    this.#root = root
    this.#report = report
  }

  requireOrder(
    [first, second]: readonly [keyof Times, keyof Times],
    words: string,
    isOrdered: (a: number, b: number) => boolean,
  ): void {
    const one = this.#read(first)
    const other = this.#read(second)
    const place = one.place ?? other.place
    if (one.seconds === null || other.seconds === null || place === undefined) return
    if (isOrdered(one.seconds, other.seconds)) return
    this.#report.error(place.offset, {
      code: 'PAART_PASS_TIMES',
      message: `"${first}" (${one.text}) ${words} "${second}" (${other.text})`,
    })
  }

  /** Passes count in whole seconds, so two times may differ in the file and yet be equal. */
  #read(key: keyof Times): { text: string; seconds: number | null; place: Place | undefined } {
    const pass = this.#root.children.get('pass')
    const place = pass?.children.get(key)
    const written = pass === undefined ? null : textAt(pass, key)
    const text = place === undefined ? PASS_DEFAULTS[key] : (written ?? '')
    const durationMs = parseDuration(text)
    const isRead = durationMs !== null && durationMs >= PASS_MS.min && durationMs <= PASS_MS.max
    return { text, seconds: isRead ? Math.floor(durationMs / 1000) : null, place }
  }
}

const CODE = 'PAART_PASS_SHARE'

/** Checks that whoever takes passes over from other sites, and they themselves, can be reached for that. */
export function checkSharing(root: Place, report: Report): void {
  const all = listAt(root, 'sites', SITES_MAX)
  const sites = new Map(all.map((site) => [textAt(site, 'name') ?? '', site]))
  for (const site of all) {
    checkAt(site, all, report)
    const shares = sharesOf(site)
    const [first] = shares
    if (first !== undefined) checkWayBack(site, first, report)
    for (const [index, share] of shares.entries()) {
      const isTwice = shares.findIndex(({ value }) => value === share.value) < index
      if (isTwice) say(share, report, `the site ${named(share)} is named twice`, 'leave it out')
      else checkShare(share, site, { sites, report })
    }
  }
}

function sharesOf(site: Place): readonly Place[] {
  const pass = site.children.get('pass')
  return pass === undefined ? [] : listAt(pass, 'share', PASS_SHARES_MAX)
}

function checkShare(
  share: Place,
  site: Place,
  { sites, report }: { readonly sites: ReadonlyMap<string, Place>; readonly report: Report },
): void {
  const name = typeof share.value === 'string' ? share.value : null
  if (name === null) return
  const other = sites.get(name)
  if (other === undefined) {
    const known = `described are: ${[...sites.keys()].slice(0, 8).join(', ')}`
    const hint = meant(name, sites.keys()) ?? known
    return say(share, report, `no site ${named(share)} is described`, hint)
  }
  if (other === site) {
    return say(share, report, 'passes of a site count on it anyway', 'leave it out')
  }
  const domain = domainOf(site)
  if (domain !== null && domain === domainOf(other)) {
    report.warn(share.offset, {
      code: CODE,
      message: `passes of ${named(share)} count here already: both sites have the domain ${quote(domain)}`,
      hint: 'leave it out',
    })
    return
  }
  if (!haveOneScheme(site, other)) {
    const message = `${named(share)} is not reached by the same scheme as this site: a pass would leave the encrypted line`
    return say(share, report, message, 'give both sites the same "scheme"')
  }
  if (atOf(other) !== null || hostsOf(other).some((host) => !host.includes('*'))) return
  const message = `there is no host where ${named(share)} could be asked: its hosts are patterns`
  say(share, report, message, 'name one on that site: pass: { at: a.example.lu }')
}

/** Whoever asks must be led back, and nowhere else than to a name of the site. */
function checkWayBack(site: Place, place: Place, report: Report): void {
  const hosts = hostsOf(site)
  if (hosts.length === 0 || hosts.some((host) => host !== '*')) return
  const message = 'a browser is led back to a host by its name, and this site has "*" alone'
  say(place, report, message, 'name the hosts of the site')
}

function checkAt(site: Place, all: readonly Place[], report: Report): void {
  const at = atOf(site)
  const place = site.children.get('pass')?.children.get('at')
  if (at === null || place === undefined) return
  const isElsewhere = all.some((other) => other !== site && hostsOf(other).includes(at))
  const hosts = hostsOf(site)
  const isOwn = hosts.some(
    (host) => host === at || (host.startsWith('*.') && at.endsWith(host.slice(1))),
  )
  if (isElsewhere || (hosts.length > 0 && !isOwn)) {
    say(place, report, `the host ${quote(at)} is none of this site`, 'name one of its "hosts"')
  }
}

/** Only what is written differently differs: `auto` is how somebody came, and then the other is asked alike. */
function haveOneScheme(site: Place, other: Place): boolean {
  const schemes = new Set([textAt(site, 'scheme'), textAt(other, 'scheme')])
  return !(schemes.has('http') && schemes.has('https'))
}

function domainOf(site: Place): string | null {
  const pass = site.children.get('pass')
  return pass === undefined ? null : (textAt(pass, 'domain')?.toLowerCase() ?? null)
}

/** The host alone, in lower case. */
function atOf(site: Place): string | null {
  const pass = site.children.get('pass')
  const text = pass === undefined ? null : (textAt(pass, 'at')?.toLowerCase() ?? null)
  if (text === null || parseTcpAddress(text) === null) return text
  return text.slice(0, text.lastIndexOf(':'))
}

function hostsOf(site: Place): readonly string[] {
  return listAt(site, 'hosts', HOSTS_MAX).flatMap(({ value }) =>
    typeof value === 'string' ? (parseHost(value) ?? []) : [],
  )
}

function named({ value }: Place): string {
  return quote(String(value))
}

function say(place: Place, report: Report, message: string, hint: string): void {
  report.error(place.offset, { code: CODE, message, hint })
}
