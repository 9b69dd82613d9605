import {
  type CheckPage,
  createPages,
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
} satisfies PagesSite

export const ASSETS = loadAssets()
export const REFERENCE = referenceFrom(new Uint8Array([1, 2, 3, 4, 5]), 0)
export const WAY_TOKEN = 'AwayA'
export const COOKIES = {
  passCookie: { name: '__Host-paart', lifetimeSeconds: 86_400, renewedSecondsMax: 604_800 },
  languageCookie: { name: 'paart-language', lifetimeSeconds: 31_536_000 },
  keptCookie: null,
}
/** What the privacy page is told where challenged forms are kept. */
export const KEPT_COOKIE = { name: '__Host-paart-kept-…', lifetimeSeconds: 1800 }
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

const told = { reference: REFERENCE, wayToken: WAY_TOKEN }

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
  'privacy-keeping': (language, from = PAGES) =>
    from.privacy({ language, wayToken: WAY_TOKEN, ...COOKIES, keptCookie: KEPT_COOKIE }),
  ...Object.fromEntries(
    [400, 404, 413, 431, 502].map((status): [string, Render] => [
      `error-${status}`,
      (language, from = PAGES) => from.error({ language, ...told, status }),
    ]),
  ),
}
