import { type Language } from '../../../../model/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { type SimpleTexts } from './keys.ts'
import { lb } from './lb.ts'
import { pt } from './pt.ts'

export const SIMPLE_TEXTS: Readonly<Record<Language, SimpleTexts>> = { lb, fr, de, en, pt }
