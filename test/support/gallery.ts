import {
  type AboutPage,
  type CheckPage,
  createPages,
  type FramedPage,
  type HeldPass,
  type KeptForm,
  type KeptPage,
  type KeptPageState,
  loadAssets,
  type Page,
  type PageLanguage,
  type Pages,
  type PagesSite,
  type RoomPage,
} from '../../src/challenge-pages/index.ts'
import { LANGUAGES, referenceFrom } from '../../src/model/index.ts'
import { MACHINES, UNTOLD } from './gallery-machines.ts'

/** Every page a citizen can meet, in every state that the server can give it. */

export const SITE = {
  brandName: 'MyGuichet.lu',
  contact: {
    phone: '(+352) 247 82 000',
    hours: '8:00-18:00',
    email: 'help@example.lu',
    address: '11, rue Notre-Dame, Luxembourg',
    controller: 'Centre of Examples, 1, rue de l’Exemple, L-1234 Luxembourg',
    dpo: 'dpo@example.lu',
  },
  privacy: {
    logRetentionSeconds: 30 * 86_400,
    legalBasis: { kind: 'known', basis: 'public-task' },
    authority: 'CNPD, 15, boulevard du Jazz, L-4370 Belvaux',
  },
  languages: LANGUAGES,
  fallbackLanguage: 'lb',
  machines: MACHINES,
} satisfies PagesSite

export const ASSETS = loadAssets()
export const REFERENCE = referenceFrom(new Uint8Array([1, 2, 3, 4, 5]), 0)
export const WAY_TOKEN = 'AwayA'
export const COOKIES = {
  passCookie: {
    name: '__Host-paart',
    lifetimeSeconds: 86_400,
    renewedSecondsMax: 604_800,
    graceSeconds: 900,
  },
  languageCookie: { name: 'paart-language', lifetimeSeconds: 31_536_000 },
  keptCookie: null,
}
/** The same site at night. */
export const CLOSED_SITE: PagesSite = {
  ...SITE,
  contact: {
    ...SITE.contact,
    opening: { closedAt: () => ({ weekday: 1, time: '8:00', isToday: false }) },
  },
}
const CLOSED_PAGES = createPages(CLOSED_SITE, ASSETS)

/** What the privacy page is told where challenged forms are kept. */
export const KEPT_COOKIE = {
  name: '__Host-paart-kept-…',
  lifetimeSeconds: 86_400,
  formSeconds: 1800,
}
/** The same where people wait for their turn. */
const PLACE_COOKIE = { name: '__Host-paart-place-…', lifetimeSeconds: 7200 }
export const PAGES = createPages(SITE, ASSETS)

/** What a site tells everybody. */
export const ABOUT: Omit<AboutPage, 'language'> = {
  wayToken: WAY_TOKEN,
  asks: { always: true, sometimes: true },
  waitSeconds: 10,
  offersCode: true,
  sharesPasses: true,
  notesComplaints: true,
  figures: {
    from: '2026-10-30',
    to: '2026-11-28',
    daysCounted: 30,
    met: 48_210,
    halfWithinSeconds: 2,
    counts: {
      silent: 31_470,
      slow: 240,
      human: null,
      shared: 120,
      notPassed: 16_380,
      returned: 12_950,
      agents: 8_040,
      unproven: 201_330,
      limited: 5_120,
      denied: 910,
      passedOn: 1_204_770,
      complaints: null,
    },
  },
}

/** What is held of a pass, and the token that deletes it. */
export const MINE: { readonly pass: HeldPass; readonly token: string } = {
  pass: {
    clearance: 'worked',
    provedAtMs: Date.UTC(2026, 10, 28, 7, 12),
    untilMs: Date.UTC(2026, 10, 29, 18, 30),
    lastMs: Date.UTC(2026, 11, 5, 7, 12),
    forgottenMs: Date.UTC(2026, 11, 5, 7, 27),
    sites: ['MyGuichet.lu', 'Inquiries of the municipality'],
    via: 'MyPost',
    requests: { used: 174, max: 600 },
    networks: 2,
    name: '7QF2-M9TA-BCDE',
  },
  token: 'AmineA',
}

/** What is bought beyond a limit, as the page has it. */
const ORDER = 'limit=0123456789abcdef&pass=1'

const DOORS = { token: 'AtokenA', hasSilent: true, hasSlow: true, stepsBack: 0 }

// Pages tell the time of day by the clock of their machine.
process.env['TZ'] = 'Europe/Luxembourg'

/** Arrived at 12:03. */
export const KEPT = {
  claim: 'AbcdEFGH01234567.abcdefghij-_0123456789',
  action: '/inquiries/1?a="1"&b=é',
  atMs: Date.UTC(2026, 10, 21, 11, 3),
  minutes: 30,
} satisfies KeptForm

/** Where passes of other sites count. */
const ASK = {
  names: ['Guichet des entreprises', 'Permis & <plus>'],
  byItself: false,
  isPlain: false,
}
const ASK_COOKIE = { name: '__Host-paart-ask', lifetimeSeconds: 600 }

const UNKEPT = { why: 'too-large', mebibytes: 25, isForeign: false } as const

export function checkPage(
  language: PageLanguage,
  fields: Partial<CheckPage> = {},
  from: Pages = PAGES,
): Page {
  return from.check({ language, reference: REFERENCE, ...DOORS, ...fields })
}

/** Of a site that tells machines nothing. */
export const UNTOLD_PAGES = createPages({ ...SITE, machines: UNTOLD }, ASSETS)

function robots(language: PageLanguage, from: Pages): Page {
  const page = from.robots({ language, wayToken: WAY_TOKEN })
  if (page === null) throw new Error('the site tells machines nothing')
  return page
}

export type Render = (language: PageLanguage, from?: Pages) => Page

/** Those with the claim of whoever sent the form. */
const WITH_CLAIM: readonly KeptPageState[] = ['repeated', 'unknown', 'elsewhere']

/** Those to a GET, which only the tab that has the claim can go on from. */
const TO_A_GET: readonly KeptPageState[] = ['already', 'recover', 'pending']

export const STATES: readonly KeptPageState[] = [
  ...WITH_CLAIM,
  ...TO_A_GET,
  'receipt',
  'deleted',
  'expired',
  'no-cookie',
  'foreign',
  'moved',
]

export function keptState(state: KeptPageState): Omit<KeptPage, 'language'> {
  return {
    reference: REFERENCE,
    state,
    atMs: KEPT.atMs,
    minutes: 30,
    form: WITH_CLAIM.includes(state) ? KEPT : null,
    id: TO_A_GET.includes(state) ? 'AbcdEFGH01234567' : null,
    way: TO_A_GET.includes(state) ? '/page?a=1&b="2"' : null,
  }
}
/** The address of the check for the page around a frame. */
const CHECK = '/.paart/check?to=%2Fa%3Fb%3Dc&clearance=worked'

const told = { reference: REFERENCE, wayToken: WAY_TOKEN }

/** The small pages in frames, by the same kind of names. */
export const FRAMED_KINDS: Readonly<Record<string, Render>> = {
  'framed-check': framed({ told: 'challenge', status: 403, check: CHECK }),
  'framed-check-for-form': framed({ told: 'challenge', status: 403, check: CHECK, isForm: true }),
  'framed-limit': framed({ told: 'limit', status: 429, retryAfterSeconds: 12 }),
  'framed-room': framed({ told: 'limit', status: 429, retryAfterSeconds: 30, awaitsTurn: true }),
  'framed-denied': framed({ told: 'deny', status: 403 }),
  'framed-denied-closed': (language, from) =>
    framed({ told: 'deny', status: 403 })(language, atNight(from)),
  'framed-error': framed({ told: 'error', status: 502 }),
  'framed-error-for-form': framed({ told: 'error', status: 413, isForm: true }),
}

function framed(fields: Pick<FramedPage, 'told' | 'status'> & Partial<FramedPage>): Render {
  const usual = { reference: REFERENCE, check: null, isForm: false, retryAfterSeconds: 0 }
  return (language, from = PAGES) => from.framed({ language, ...usual, ...fields })
}

function room(fields: Partial<RoomPage>): Render {
  const usual = {
    wait: { before: 41, secondsLeft: 700 },
    takeSeconds: 120,
    askPath: 'room=0123abcd',
    askAgainSeconds: 15,
    stepsBack: 0,
    kept: null,
  }
  return (language, from = PAGES) => from.room({ language, ...told, ...usual, ...fields })
}

/** The pages of a waiting room, by the same kind of names. */
const ROOM_KINDS: Readonly<Record<string, Render>> = {
  room: room({}),
  'room-unknown': room({ wait: { before: 0, secondsLeft: null } }),
  'room-full': room({ wait: null }),
  'room-for-kept': room({ kept: KEPT }),
  'room-for-kept-turn': room({ kept: KEPT, wait: 'turn' }),
  'room-for-form': room({ stepsBack: 1 }),
}

/** At night, when nobody answers the telephone: of the plain pages, not of those in other looks. */
function atNight(from: Pages = PAGES): Pages {
  return from === PAGES ? CLOSED_PAGES : from
}

const CLOSED_KINDS: Readonly<Record<string, Render>> = {
  'check-kept-closed': (language, from) =>
    checkPage(language, { kept: KEPT, offersCode: true }, atNight(from)),
  'denied-closed': (language, from) => atNight(from).denied({ language, ...told }),
}

/** By their names in golden files and screenshots. */
export const KINDS: Readonly<Record<string, Render>> = {
  check: (language, from) => checkPage(language, {}, from),
  'check-for-form': (language, from) => checkPage(language, { stepsBack: 1 }, from),
  'check-silent-only': (language, from) => checkPage(language, { hasSlow: false }, from),
  'check-from-elsewhere': (language, from) =>
    checkPage(language, { stepsBack: 1, fromElsewhere: true }, from),
  'check-press-again': (language, from) =>
    checkPage(language, { hasSilent: false, pressAgainInSeconds: 10 }, from),
  'check-kept': (language, from) => checkPage(language, { kept: KEPT, offersCode: true }, from),
  'check-kept-ordered': (language, from) =>
    checkPage(language, { kept: KEPT, offersCode: true, order: ORDER }, from),
  'check-kept-ordered-press-again': (language, from) =>
    checkPage(
      language,
      { kept: KEPT, hasSilent: false, pressAgainInSeconds: 40, order: ORDER },
      from,
    ),
  'check-kept-press-again': (language, from) =>
    checkPage(language, { kept: KEPT, hasSilent: false, pressAgainInSeconds: 10 }, from),
  'check-too-large': (language, from) =>
    checkPage(language, { stepsBack: 1, unkept: UNKEPT }, from),
  'check-no-room': (language, from) =>
    checkPage(language, { stepsBack: 1, unkept: { ...UNKEPT, why: 'full' } }, from),
  cookies: (language, from = PAGES) => from.cookies({ language, ...told, way: '/page?a=1&b="2"' }),
  'check-with-code': (language, from) => checkPage(language, { offersCode: true }, from),
  'code-asking': (language, from = PAGES) =>
    from.code({ language, ...told, formToken: 'AformA', ask: ASK }),
  'check-asking': (language, from) => checkPage(language, { offersCode: true, ask: ASK }, from),
  code: (language, from = PAGES) =>
    from.code({ language, reference: null, wayToken: WAY_TOKEN, formToken: 'AformA' }),
  ...Object.fromEntries(
    [
      { kind: 'mistyped' as const },
      { kind: 'refused' as const },
      { kind: 'locked' as const, waitSeconds: 181 },
      { kind: 'unreachable' as const },
    ].map((problem): [string, Render] => [
      `code-${problem.kind}`,
      (language, from = PAGES) =>
        from.code({ language, ...told, formToken: 'AformA', problem, typed: '1 "2' }),
    ]),
  ),
  'limit-with-code': (language, from = PAGES) =>
    from.limit({ language, ...told, retryAfterSeconds: 12, offersCode: true }),
  'denied-with-code': (language, from = PAGES) =>
    from.denied({ language, ...told, offersCode: true }),
  limit: (language, from = PAGES) => from.limit({ language, ...told, retryAfterSeconds: 12 }),
  'limit-for-kept': (language, from = PAGES) =>
    from.limit({ language, ...told, retryAfterSeconds: 12, kept: KEPT }),
  'limit-for-form': (language, from = PAGES) =>
    from.limit({ language, ...told, retryAfterSeconds: 12, stepsBack: 1 }),
  denied: (language, from = PAGES) => from.denied({ language, ...told }),
  'code-kept': (language, from = PAGES) =>
    from.code({ language, ...told, formToken: 'AformA', kept: KEPT }),
  'done-kept': (language, from = PAGES) =>
    from.done({ language, ...told, stepsBack: 2, kept: KEPT }),
  ...Object.fromEntries(
    STATES.map((state): [string, Render] => [
      `kept-${state}`,
      (language, from = PAGES) => from.kept({ language, ...keptState(state) }),
    ]),
  ),
  'kept-unknown-elsewhere': (language, from = PAGES) =>
    from.kept({ language, ...keptState('unknown'), form: null, id: 'AbcdEFGH01234567' }),
  send: (language, from = PAGES) => from.send({ language }),
  onward: (language, from = PAGES) =>
    from.onward({ language, reference: REFERENCE, target: '/next?a=1&b="2"' }),
  done: (language, from = PAGES) => from.done({ language, ...told, stepsBack: 2 }),
  privacy: (language, from = PAGES) => from.privacy({ language, wayToken: WAY_TOKEN, ...COOKIES }),
  'privacy-keeping': (language, from = PAGES) =>
    from.privacy({
      language,
      wayToken: WAY_TOKEN,
      ...COOKIES,
      keptCookie: KEPT_COOKIE,
      mayDelete: true,
    }),
  robots: (language, from = PAGES) => robots(language, from),
  'robots-alone': (language, from = UNTOLD_PAGES) => robots(language, from),
  'privacy-telling': (language, from = PAGES) =>
    from.privacy({ language, wayToken: WAY_TOKEN, ...COOKIES, tellsFigures: true }),
  about: (language, from = PAGES) => from.about({ ...ABOUT, language }),
  'about-new': (language, from = PAGES) =>
    from.about({
      ...ABOUT,
      language,
      asks: { always: false, sometimes: false },
      waitSeconds: null,
      offersCode: false,
      sharesPasses: false,
      notesComplaints: false,
      figures: null,
    }),
  mine: (language, from = PAGES) =>
    from.mine({ language, wayToken: WAY_TOKEN, state: { kind: 'held', ...MINE } }),
  'mine-later': (language, from = PAGES) =>
    from.mine({ language, wayToken: WAY_TOKEN, state: { kind: 'later', ...MINE } }),
  'mine-none': (language, from = PAGES) =>
    from.mine({ language, wayToken: WAY_TOKEN, state: { kind: 'none' } }),
  'mine-deleted': (language, from = PAGES) =>
    from.mine({ language, wayToken: WAY_TOKEN, state: { kind: 'deleted' } }),
  ...ROOM_KINDS,
  ...CLOSED_KINDS,
  'privacy-with-rooms': (language, from = PAGES) =>
    from.privacy({ language, wayToken: WAY_TOKEN, ...COOKIES, placeCookie: PLACE_COOKIE }),
  'privacy-sharing': (language, from = PAGES) =>
    from.privacy({
      language,
      wayToken: WAY_TOKEN,
      ...COOKIES,
      askCookie: ASK_COOKIE,
      sharedWith: { from: ASK.names, to: ['MyPost'] },
    }),
  ...Object.fromEntries(
    [400, 404, 413, 431, 502].map((status): [string, Render] => [
      `error-${status}`,
      (language, from = PAGES) => from.error({ language, ...told, status }),
    ]),
  ),
}
