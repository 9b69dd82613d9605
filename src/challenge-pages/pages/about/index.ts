/** What is said of the check in public, and to whoever holds a pass. */
export { createAboutPage } from './about.ts'
export { createMinePage } from './mine.ts'
export { ABOUT_TEXTS } from './texts/index.ts'
export {
  ABOUT_PATH,
  type AboutPage,
  type HeldPass,
  MINE_PATH,
  type MinePage,
  STATISTICS_PATH,
} from './types.ts'
