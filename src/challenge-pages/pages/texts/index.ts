/** The pages' texts. */
export { TEXTS } from './by-language.ts'
export { type Texts } from './keys.ts'
