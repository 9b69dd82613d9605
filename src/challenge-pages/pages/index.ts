/** The pages citizens meet, in five languages, and the two files they load. */
export {
  ABOUT_PATH,
  type AboutPage,
  type HeldPass,
  MINE_PATH,
  type MinePage,
  STATISTICS_PATH,
} from './about/index.ts'
export { ASSETS_PATH, loadAssets, type Asset, type Assets } from './assets.ts'
export {
  CHECK_CONTENT_SECURITY_POLICY,
  CONTENT_SECURITY_POLICY,
  pageHeaders,
  SCRIPT_CONTENT_SECURITY_POLICY,
} from './headers.ts'
export { LINK_TOKEN_CHARS_MAX } from './help.ts'
export { SEND_PATH } from './kept/index.ts'
export { PLACE_PATH } from './room/index.ts'
export { FORGET_PATH } from './types.ts'
export { chooseLanguage, pageLanguageOf, type LanguageClues } from './language.ts'
export { isColour } from './colour.ts'
export { CONTRAST_NEEDED, contrastOnPages, darkEnough } from './palette.ts'
export { type KeptPageState, type UnkeptForm } from './kept-state.ts'
export { createPages } from './pages.ts'
export {
  type AskOffer,
  type CheckPage,
  type CodePage,
  type CodeProblem,
  type CookiesPage,
  type DeniedPage,
  type DonePage,
  type ErrorPage,
  type FramedPage,
  type KeptForm,
  type KeptPage,
  type LimitPage,
  type OnwardPage,
  type Page,
  type Pages,
  type PagesSite,
  type PrivacyPage,
  type RoomPage,
  type SendPage,
} from './types.ts'
export { type PageLanguage, PAGE_LANGUAGES } from './texts/index.ts'
