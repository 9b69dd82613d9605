import { type Language } from '../../../model/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { type Texts } from './keys.ts'
import { lb } from './lb.ts'
import { pt } from './pt.ts'

/** What the pages say, by language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { lb, fr, de, en, pt }
