import { LANGUAGE_SECONDS, languageCookieName, passCookieName } from '../../client/index.ts'
import { languageOf, send } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { wayToken } from '../answers/tokens.ts'

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
    },
    languageCookie: { name: languageCookieName(scheme), lifetimeSeconds: LANGUAGE_SECONDS },
    // A challenged form is not kept: the page says nothing of it.
    keptCookie: null,
  })
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}
