import {
  type Brand,
  type Contact,
  type Language,
  type MachinePolicy,
  type Privacy,
  type Reference,
} from '../../model/index.ts'
import { type Piece } from '../wire/index.ts'
import { type AboutPage, type MinePage } from './about/types.ts'
import { type Asset } from './assets.ts'
import { type KeptPageState, type UnkeptForm } from './kept-state.ts'
import { type RobotsFile } from './robots/file.ts'
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
  /** What is told to machines; missing or null: nothing. */
  readonly machines?: MachinePolicy | null
}

/** A finished page. Status, reference and retry headers are the caller's. */
export interface Page {
  readonly html: string
  /** The same in parts, as `gzipOf` takes them. */
  readonly pieces: readonly Piece[]
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

/** Where a page says no more that a form was sent to it. */
export const FORGET_PATH = '/.paart/forget'

/**
 * A kept submission, on a page made for whoever sent it. Everything the page offers for it is posted
 * as a claim to where the submission was sent, the language switch too.
 */
export interface KeptForm {
  /** `<id>.<pageHalf>`, 39 characters. */
  readonly claim: string
  /** The submission's target, byte for byte (Latin-1); the page escapes it. */
  readonly action: string
  /** When it arrived, by the wall clock. */
  readonly atMs: number
  /** How long it is kept from then on. */
  readonly minutes: number
}

/** What the check page needs. Tokens are base64url and are written as they are. */
export interface CheckPage extends WithReference {
  /** Opens the doors that are offered and knows the way back. It stands in the page once, for all of it. */
  readonly token: string
  /** Where the silent door is not offered, the page works without any script. */
  readonly hasSilent: boolean
  /** Not where the slow door does not reach the route's clearance. */
  readonly hasSlow: boolean
  /**
   * 0 for a page that was only asked for. Else a submission was challenged and is not kept: so many
   * steps back in the tab's history lies its form, and nothing continues by itself.
   */
  readonly stepsBack: number
  /** The submission is kept: `stepsBack` is 0 then, and the token carries the way `/`. */
  readonly kept?: KeptForm | null
  /** Only with `stepsBack` above 0. */
  readonly unkept?: UnkeptForm | null
  /** Another site's page sent the submission, and not for the first time: the cookie will not come from there. */
  readonly fromElsewhere?: boolean
  /** The check leads back to less than was asked for: the address is longer than what a token carries. */
  readonly isWayCut?: boolean
  /** The slow door is full: ask for another press in so many seconds. */
  readonly pressAgainInSeconds?: number | null
  /** Whether the help block leads to the page for codes. */
  readonly offersCode?: boolean
  /**
   * What is bought beyond a limit, as the address of a fresh challenge has it: then the work may be much, and is not
   * begun where it would take too long.
   */
  readonly order?: string | null
  /** Other sites whose passes count here and that can be asked; only where nothing but a page is wanted. */
  readonly ask?: AskOffer | null
}

/** Who may be asked for a pass. */
export interface AskOffer {
  /** How the pages of those sites call their services. */
  readonly names: readonly string[]
  /** The page's script asks before it begins any work. */
  readonly byItself: boolean
  /** They are reached by plain http. */
  readonly isPlain: boolean
}

export interface LimitPage extends WithReference, WithWay {
  readonly retryAfterSeconds: number
  /** As on the check page: above 0 the page asks to go back instead of offering to try again. */
  readonly stepsBack?: number
  /** A kept form that waits: the page's button sends it. */
  readonly kept?: KeptForm | null
  /** Whether a code of the helpdesk would help: then the help block leads to the page for it. */
  readonly offersCode?: boolean
}

/** How it is with somebody who waits for a turn. */
export interface RoomWait {
  /** People who wait and came earlier. */
  readonly before: number
  /** Until the turn; null where nobody can tell. */
  readonly secondsLeft: number | null
}

/** The same in words, as plain texts. */
export interface RoomNews {
  readonly before: string
  readonly time: string
}

/** The page of a waiting room. */
export interface RoomPage extends WithReference, WithWay {
  /** `turn`: it is over. Null where there is no place to wait either. */
  readonly wait: RoomWait | 'turn' | null
  /** For so long a turn is kept for whoever it is. */
  readonly takeSeconds: number
  /** The query of `PLACE_PATH` that says whose place is asked for, without the language. */
  readonly askPath: string
  readonly askAgainSeconds: number
  /** As on the check page: above 0 a form was sent, and is not kept. */
  readonly stepsBack: number
  /** A kept form that waits: the page's button sends it. */
  readonly kept: KeptForm | null
}

export interface DeniedPage extends WithReference, WithWay {
  /** As on the page of a limit. */
  readonly offersCode?: boolean
}

/** What was wrong with a code: no ten digits that fit, not a good one, or too many wrong ones before. */
export type CodeProblem =
  /** `unreachable`: whether it is good cannot be said just now. */
  | { readonly kind: 'mistyped' | 'refused' | 'unreachable' }
  | { readonly kind: 'locked'; readonly waitSeconds: number }

/** The human door. Its language switch leads to the page itself, its form to where one came from. */
export interface CodePage extends InLanguage, WithWay {
  /** Null where the page was asked for. */
  readonly reference: Reference | null
  /** Knows the way back from the page, as the form carries it. */
  readonly formToken: string
  /**
   * The submission is kept: the form sends `<id>.<pageHalf>` along to `/.paart/code` as a field
   * `paart-claim`, for the page that follows (`DonePage.kept`).
   */
  readonly kept?: KeptForm | null
  readonly problem?: CodeProblem | null
  /** As on the check page: other sites where a code may have been used. */
  readonly ask?: AskOffer | null
  /** What was typed before, so that nobody types it again. */
  readonly typed?: string
}

export interface ErrorPage extends WithReference, WithWay {
  readonly status: number
}

/** The small page in a frame of the site's own page, in place of any other. */
export interface FramedPage extends WithReference {
  readonly told: 'challenge' | 'limit' | 'deny' | 'error'
  /** Which error it is. */
  readonly status: number
  /** The address of the check; null where none helps. */
  readonly check: string | null
  /** A submission was stopped: nothing can be loaded again. */
  readonly isForm: boolean
  /** Of a limit. */
  readonly retryAfterSeconds: number
  /** The limit is that of a waiting room. */
  readonly awaitsTurn?: boolean
}

/** The slow door's answer to a challenged submission: the check is done, send the form again. */
export interface DonePage extends WithReference, WithWay {
  readonly stepsBack: number
  /** The submission is kept and can be sent on: after a code, which no claim can carry. */
  readonly kept?: KeptForm | null
}

/** The answer to a claim that is not the service's own, and to whoever comes back meanwhile. */
export interface KeptPage extends WithReference {
  readonly state: KeptPageState
  /** Null where it is not known. */
  readonly atMs: number | null
  /** How long submissions are kept. */
  readonly minutes: number
  /** The buttons' claim; null where the page half is not known, as after a GET: then none is there. */
  readonly form: KeptForm | null
  /**
   * Where `form` is null: the submission's id. The tab whose session has its claim goes on by itself
   * (`recover`, `pending`) or offers the buttons (`already`, `unknown`).
   */
  readonly id?: string | null
  /** With an id: the address that was asked for, which a button opens although the form was sent there. */
  readonly way?: string | null
}

/** The hop: a static page whose script posts the tab's claim while the page loads. */
export type SendPage = InLanguage

/** The answer for another site's page in place of a redirection, which would make the next GET our own. */
export interface OnwardPage extends WithReference {
  /** The Location as the service said it; what is no path and no http(s) address leads nowhere. */
  readonly target: string
}

/** For whoever was given a pass just now and does not show it: no door would help. */
export interface CookiesPage extends WithReference, WithWay {
  /** The path that is tried again, once cookies are on; `isWayBack` must hold. */
  readonly way: string
}

/** What the privacy page tells about cookies: their true names and lifetimes. */
export interface PrivacyPage extends InLanguage, WithWay {
  readonly passCookie: {
    readonly name: string
    readonly lifetimeSeconds: number
    /** Renewed for so long at most after one proof. */
    readonly renewedSecondsMax: number
    /** Kept for so long after it has lapsed. */
    readonly graceSeconds: number
  }
  readonly languageCookie: ToldCookie
  /** Of challenged forms that are kept encrypted, for `formSeconds`; null where nothing is kept. */
  readonly keptCookie: (ToldCookie & { readonly formSeconds: number }) | null
  /** Of waiting rooms; null where the site has none. */
  readonly placeCookie?: ToldCookie | null
  /** Of sites that are asked for passes; null where none is. */
  readonly askCookie?: ToldCookie | null
  /** How the pages of other sites call their services: of those whose passes count here, and of those where ours do. */
  readonly sharedWith?: { readonly from: readonly string[]; readonly to: readonly string[] }
  /** Whether the site tells everybody of its checks. */
  readonly tellsFigures?: boolean
  /** Whether a button deletes the forms that this browser has sent; only where any may be kept. */
  readonly mayDelete?: boolean
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
  /** Null where machines are told nothing. */
  readonly robots: (page: InLanguage & WithWay) => Page | null
  readonly robotsFile: RobotsFile | null
  readonly about: (page: AboutPage) => Page
  readonly mine: (page: MinePage) => Page
  readonly done: (page: DonePage) => Page
  readonly code: (page: CodePage) => Page
  readonly cookies: (page: CookiesPage) => Page
  readonly kept: (page: KeptPage) => Page
  readonly send: (page: SendPage) => Page
  readonly onward: (page: OnwardPage) => Page
  readonly framed: (page: FramedPage) => Page
  readonly room: (page: RoomPage) => Page
  readonly roomNews: (wait: RoomWait & { readonly language: PageLanguage }) => RoomNews
}
