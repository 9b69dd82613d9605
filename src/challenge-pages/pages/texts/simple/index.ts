/** What is said in simple words, by language. */
export { SIMPLE_TEXTS } from './by-language.ts'
export { type SimpleTexts } from './keys.ts'
