import { type Language } from '../../../../model/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { type RobotsTexts } from './keys.ts'
import { lb } from './lb.ts'
import { pt } from './pt.ts'

/** Those who run programs read the usual words: the page has no simple ones. */
export const ROBOTS_TEXTS: Readonly<Record<Language, RobotsTexts>> = { lb, fr, de, en, pt }
