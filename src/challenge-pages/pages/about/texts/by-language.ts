import { type Language } from '../../../../model/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { type AboutTexts } from './keys.ts'
import { lb } from './lb.ts'
import { pt } from './pt.ts'

export const ABOUT_TEXTS: Readonly<Record<Language, AboutTexts>> = { lb, fr, de, en, pt }
