/** The pages' texts. */
export {
  baseOf,
  isSimple,
  PAGE_LANGUAGES,
  simpleOf,
  TEXTS,
  type PageLanguage,
} from './by-language.ts'
export { type Texts } from './keys.ts'
