/** The texts of the page for machines. */
export { ROBOTS_TEXTS } from './by-language.ts'
export { type RobotsTexts } from './keys.ts'
