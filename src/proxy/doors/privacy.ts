import { type PrivacyPage } from '../../challenge-pages/index.ts'
import {
  ASK_SECONDS,
  LANGUAGE_SECONDS,
  askCookieName,
  keptCookiePrefix,
  languageCookieName,
  passCookieName,
  placeCookieName,
} from '../../client/index.ts'
import { type Site, keepsForms } from '../../model/index.ts'
import { languageOf, send } from '../answers/answers.ts'
import { longestSeconds } from '../bounds/rooms.ts'
import { keptCookieSeconds } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { wayToken } from '../answers/tokens.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'

/** What the name of a cookie ends in differs from form to form, and from room to room. */
const ANY = '…'

/** Null where the site keeps no challenged forms. */
function keptCookieOf(
  { site, snapshot, scheme }: Exchange,
  { kept }: Gate,
): PrivacyPage['keptCookie'] {
  const isKept = site?.routes.some(keepsForms) === true
  if (kept === null || !isKept) return null
  const name = keptCookiePrefix(scheme) + ANY
  const { keep } = snapshot
  return {
    name,
    lifetimeSeconds: keptCookieSeconds(keep),
    formSeconds: Math.ceil(keep.forMs / 1000),
  }
}

/** Null where nobody waits for a turn. */
function placeCookieOf({ site, scheme }: Exchange): Exclude<PrivacyPage['placeCookie'], undefined> {
  const rooms = (site?.routes ?? []).flatMap(({ waitingRoom }) => waitingRoom ?? [])
  if (rooms.length === 0) return null
  return { name: placeCookieName(ANY, scheme), lifetimeSeconds: longestSeconds(rooms) }
}

/** What passes of other sites count here, and of this one elsewhere. */
function sharingOf({
  site,
  snapshot,
  scheme,
}: Exchange): Pick<PrivacyPage, 'askCookie' | 'sharedWith'> {
  const shares = site?.passShares ?? []
  const from = snapshot.sites.filter(({ name }) => shares.includes(name))
  const to = snapshot.sites.filter(({ passShares }) => passShares.includes(site?.name ?? ''))
  const cookie = { name: askCookieName(scheme), lifetimeSeconds: ASK_SECONDS }
  return {
    askCookie: from.length === 0 ? null : cookie,
    sharedWith: { from: from.map(brandOf), to: to.map(brandOf) },
  }
}

function brandOf({ brandName }: Site): string {
  return brandName
}

/** `GET /.paart/privacy`: what is processed, why and how long; for everybody, a denied client too. */
export function servePrivacy(exchange: Exchange, { scheme }: Identified, gate: Gate): void {
  const { snapshot, site } = exchange
  const language = languageOf(exchange)
  const page = gate.pages(site).privacy({
    language,
    wayToken: wayToken(exchange, gate),
    passCookie: {
      name: passCookieName(scheme, site?.passDomain ?? null),
      lifetimeSeconds: snapshot.pass.lifetimeSeconds,
      renewedSecondsMax: snapshot.pass.proofMaxAgeSeconds,
      graceSeconds: snapshot.pass.graceSeconds,
    },
    languageCookie: { name: languageCookieName(scheme), lifetimeSeconds: LANGUAGE_SECONDS },
    keptCookie: keptCookieOf(exchange, gate),
    placeCookie: placeCookieOf(exchange),
    ...sharingOf(exchange),
    tellsFigures: site?.about.isPublished === true,
    mayDelete: keptCookiesOf(exchange).length > 0,
  })
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}
