/** The texts of the pages about the gate, by language; in simple words they are the same. */
export { ABOUT_TEXTS } from './by-language.ts'
export { type AboutTexts } from './keys.ts'
