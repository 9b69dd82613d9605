import {
  type Brand,
  type Contact,
  type Language,
  type Privacy,
  type Reference,
} from '../../model/index.ts'
import { type Asset } from './assets.ts'
import { type PageLanguage } from './texts/index.ts'

/** What the pages of one site say about it. A `Site` of the snapshot fits. */
export interface PagesSite {
  readonly brandName: string
  /** Missing: the gate's own looks. */
  readonly brand?: Brand
  readonly contact: Contact
  readonly privacy: Privacy
  readonly languages: readonly [Language, ...Language[]]
  /** One of them. */
  readonly fallbackLanguage: Language
}

/** A finished page. Status, reference and retry headers are the caller's. */
export interface Page {
  readonly html: string
  readonly contentSecurityPolicy: string
}

interface InLanguage {
  readonly language: PageLanguage
}

interface WithReference extends InLanguage {
  readonly reference: Reference
}

interface WithWay {
  /**
   * A base64url token that knows the way back: the language switch sends it. Null where there is
   * no way back; the page then has no switch.
   */
  readonly wayToken: string | null
}

/** What the check page needs. Tokens are base64url and are written as they are. */
export interface CheckPage extends WithReference {
  /** Null where the silent door is not offered: the page then works without any script. */
  readonly silentToken: string | null
  /** Null where the slow door does not reach the route's clearance. */
  readonly slowToken: string | null
  /**
   * 0 for a page that was only asked for. Else a submission was challenged and is not kept: so many
   * steps back in the tab's history lies its form, and nothing continues by itself.
   */
  readonly stepsBack: number
  /** The browser was given a pass just now and does not show it. */
  readonly cookiesBlocked?: boolean
  /** The slow door is full: ask for another press in so many seconds. */
  readonly pressAgainInSeconds?: number | null
  /** Whether the help block leads to the page for codes. */
  readonly offersCode?: boolean
}

export interface LimitPage extends WithReference, WithWay {
  readonly retryAfterSeconds: number
  /** As on the check page: above 0 the page asks to go back instead of offering to try again. */
  readonly stepsBack?: number
  /** Whether a code of the helpdesk would help: then the help block leads to the page for it. */
  readonly offersCode?: boolean
}

export interface DeniedPage extends WithReference, WithWay {
  /** As on the page of a limit. */
  readonly offersCode?: boolean
}

/** What was wrong with a code: no ten digits that fit, not a good one, or too many wrong ones before. */
export type CodeProblem =
  | { readonly kind: 'mistyped' | 'refused' }
  | { readonly kind: 'locked'; readonly waitSeconds: number }

/** The human door. Its language switch leads to the page itself, its form to where one came from. */
export interface CodePage extends InLanguage, WithWay {
  /** Null where the page was asked for. */
  readonly reference: Reference | null
  /** Knows the way back from the page, as the form carries it. */
  readonly formToken: string
  readonly problem?: CodeProblem | null
  /** What was typed before, so that nobody types it again. */
  readonly typed?: string
}

export interface ErrorPage extends WithReference, WithWay {
  readonly status: number
}

/** The slow door's answer to a challenged submission: the check is done, send the form again. */
export interface DonePage extends WithReference, WithWay {
  readonly stepsBack: number
}

/** What the privacy page tells about cookies: their true names and lifetimes. */
export interface PrivacyPage extends InLanguage, WithWay {
  readonly passCookie: {
    readonly name: string
    readonly lifetimeSeconds: number
    /** Renewed for so long at most after one proof. */
    readonly renewedSecondsMax: number
  }
  readonly languageCookie: ToldCookie
  /** Of challenged forms that are kept encrypted for so long; null where nothing is kept. */
  readonly keptCookie: ToldCookie | null
}

interface ToldCookie {
  readonly name: string
  readonly lifetimeSeconds: number
}

/** The pages a citizen can meet, of one site. Rendering one joins about ten prebuilt strings. */
export interface Pages {
  /** The files they load, by name. */
  readonly files: ReadonlyMap<string, Asset>
  readonly check: (page: CheckPage) => Page
  readonly limit: (page: LimitPage) => Page
  readonly denied: (page: DeniedPage) => Page
  readonly error: (page: ErrorPage) => Page
  readonly privacy: (page: PrivacyPage) => Page
  readonly done: (page: DonePage) => Page
  readonly code: (page: CodePage) => Page
}
