import {
  type CheckPage,
  createPages,
  type FramedPage,
  loadAssets,
  type Page,
  type PageLanguage,
  type Pages,
  type PagesSite,
} from '../../src/challenge-pages/index.ts'
import { LANGUAGES, referenceFrom } from '../../src/model/index.ts'

/** Every page a citizen can meet, in every state that the server can give it. */

export const SITE = {
  brandName: 'MyGuichet.lu',
  contact: {
    phone: '(+352) 247 82 000',
    hours: '8:00-18:00',
    email: 'help@example.lu',
    address: '11, rue Notre-Dame, Luxembourg',
  },
  languages: LANGUAGES,
} satisfies PagesSite

export const ASSETS = loadAssets()
export const REFERENCE = referenceFrom(new Uint8Array([1, 2, 3, 4, 5]), 0)
export const WAY_TOKEN = 'AwayA'
export const COOKIES = {
  passCookie: { name: '__Host-paart', lifetimeSeconds: 86_400, renewedSecondsMax: 604_800 },
  languageCookie: { name: 'paart-language', lifetimeSeconds: 31_536_000 },
}
export const PAGES = createPages(SITE, ASSETS)

const TOKENS = { silentToken: 'AsilentA', slowToken: 'AslowA', stepsBack: 0 }

export function checkPage(
  language: PageLanguage,
  fields: Partial<CheckPage> = {},
  from: Pages = PAGES,
): Page {
  return from.check({ language, reference: REFERENCE, ...TOKENS, ...fields })
}

export type Render = (language: PageLanguage, from?: Pages) => Page

/** The address of the check for the page around a frame. */
const CHECK = '/.paart/check?to=%2Fa%3Fb%3Dc&clearance=worked'

const told = { reference: REFERENCE, wayToken: WAY_TOKEN }

/** The small pages in frames, by the same kind of names. */
export const FRAMED_KINDS: Readonly<Record<string, Render>> = {
  'framed-check': framed({ told: 'challenge', status: 403, check: CHECK }),
  'framed-check-for-form': framed({ told: 'challenge', status: 403, check: CHECK, isForm: true }),
  'framed-limit': framed({ told: 'limit', status: 429, retryAfterSeconds: 12 }),
  'framed-denied': framed({ told: 'deny', status: 403 }),
  'framed-error': framed({ told: 'error', status: 502 }),
  'framed-error-for-form': framed({ told: 'error', status: 413, isForm: true }),
}

function framed(fields: Pick<FramedPage, 'told' | 'status'> & Partial<FramedPage>): Render {
  const usual = { reference: REFERENCE, check: null, isForm: false, retryAfterSeconds: 0 }
  return (language, from = PAGES) => from.framed({ language, ...usual, ...fields })
}

/** By their names in golden files and screenshots. */
export const KINDS: Readonly<Record<string, Render>> = {
  check: (language, from) => checkPage(language, {}, from),
  'check-for-form': (language, from) => checkPage(language, { stepsBack: 1 }, from),
  'check-silent-only': (language, from) => checkPage(language, { slowToken: null }, from),
  'check-press-again': (language, from) =>
    checkPage(language, { silentToken: null, pressAgainInSeconds: 10 }, from),
  'check-cookies-blocked': (language, from) => checkPage(language, { cookiesBlocked: true }, from),
  'check-with-code': (language, from) => checkPage(language, { offersCode: true }, from),
  code: (language, from = PAGES) =>
    from.code({ language, reference: null, wayToken: WAY_TOKEN, formToken: 'AformA' }),
  ...Object.fromEntries(
    [
      { kind: 'mistyped' as const },
      { kind: 'refused' as const },
      { kind: 'locked' as const, waitSeconds: 181 },
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
  'limit-for-form': (language, from = PAGES) =>
    from.limit({ language, ...told, retryAfterSeconds: 12, stepsBack: 1 }),
  denied: (language, from = PAGES) => from.denied({ language, ...told }),
  done: (language, from = PAGES) => from.done({ language, ...told, stepsBack: 2 }),
  privacy: (language, from = PAGES) => from.privacy({ language, wayToken: WAY_TOKEN, ...COOKIES }),
  ...Object.fromEntries(
    [400, 404, 413, 431, 502].map((status): [string, Render] => [
      `error-${status}`,
      (language, from = PAGES) => from.error({ language, ...told, status }),
    ]),
  ),
}
