import { type AboutPage, ABOUT_PATH } from '../../../challenge-pages/index.ts'
import {
  type Figure,
  type Site,
  type SiteFigures,
  type Week,
  ROUNDED_TO,
  TOLD_MIN,
} from '../../../model/index.ts'
import { languageOf, refuse, send } from '../../answers/answers.ts'
import { pageHeadersOfOwn } from '../../answers/own-pages.ts'
import { wayToken } from '../../answers/tokens.ts'
import { type Exchange } from '../../exchange.ts'
import { type Gate } from '../../gate.ts'
import { type Identified } from '../../reading/identify.ts'

const NOTHING: SiteFigures = { recent: null, weeks: [] }

function figuresOf({ name }: Site, gate: Gate): SiteFigures {
  return gate.figures().get(name) ?? NOTHING
}

/** `GET /.paart/about`: what is checked, why, and what came of it; for everybody, where the site tells it. */
export function serveAbout(exchange: Exchange, _identified: Identified, gate: Gate): void {
  const { site, snapshot } = exchange
  if (site?.about.isPublished !== true) return refuse(exchange, gate, 'no-such-page')
  const language = languageOf(exchange)
  const page = gate.pages(site).about({
    language,
    wayToken: wayToken(exchange, gate),
    ...checksOf(site),
    waitSeconds: hasSlowDoor(site) ? Math.ceil(snapshot.slowDoor.waitMs / 1000) : null,
    offersCode: snapshot.humanDoor.isOffered,
    sharesPasses: site.passShares.length > 0,
    notesComplaints: site.about.notesComplaints,
    figures: figuresOf(site, gate).recent,
  })
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}

/** What the policies of a site ask for, whichever path it is. */
function checksOf({ routes }: Site): Pick<AboutPage, 'asks'> {
  const policies = routes.map(({ policy }) => policy)
  return {
    asks: {
      always: policies.some(({ challenge }) => challenge === 'always'),
      sometimes: policies.some(({ challenge }) => challenge === 'when-suspicious'),
    },
  }
}

function hasSlowDoor({ routes }: Site): boolean {
  return routes.some(
    ({ policy: { challenge, clearance } }) => challenge !== 'never' && clearance === 'waited',
  )
}

/** What is told changes once a day. */
const CACHED = 'public, max-age=3600'

/** `GET /.paart/statistics.json`: the sums of weeks, for whoever collects them, on whatever page. */
export function serveStatistics(exchange: Exchange, _identified: Identified, gate: Gate): void {
  const { site } = exchange
  if (site?.about.isPublished !== true) return refuse(exchange, gate, 'no-such-page')
  const statistics = {
    version: 1,
    service: site.brandName,
    publisher: site.contact.controller,
    about: ABOUT_PATH,
    license: 'CC0-1.0',
    licenseUrl: 'https://creativecommons.org/publicdomain/zero/1.0/',
    timeZone: 'UTC',
    /** Smaller counts are null, and totals are not told: from them they could be found. */
    suppressedBelow: TOLD_MIN,
    roundedTo: ROUNDED_TO,
    weeks: figuresOf(site, gate).weeks.map((week) => weekOf(week, site)),
  }
  const headers = [
    'Content-Type',
    'application/json; charset=utf-8',
    'Cache-Control',
    CACHED,
    'Access-Control-Allow-Origin',
    '*',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'",
  ]
  send(exchange, 200, headers, `${JSON.stringify(statistics, null, 1)}\n`)
}

function weekOf({ week, from, to, daysCounted, counts, halfWithinSeconds }: Week, site: Site) {
  const of = (...figures: readonly Figure[]): object =>
    Object.fromEntries(figures.map((figure) => [figure, counts[figure]]))
  return {
    week,
    from,
    to,
    daysCounted,
    people: {
      checksPassed: of('silent', 'slow', 'human', 'shared'),
      checksNotPassed: counts.notPassed,
      returned: counts.returned,
      calculationMedianSecondsAtMost: halfWithinSeconds,
    },
    robots: of('agents', 'unproven', 'limited', 'denied'),
    requestsPassedOn: counts.passedOn,
    ...(site.about.notesComplaints ? { complaints: counts.complaints } : {}),
  }
}
