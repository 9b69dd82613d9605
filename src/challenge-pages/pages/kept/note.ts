import { type Reference } from '../../../model/index.ts'
import { type Piece } from '../../wire/index.ts'
import { type Frame } from '../frame.ts'
import { type KeptForm } from '../types.ts'
import { sentence } from './sentence.ts'
import { createTimes } from './time.ts'

/** What the page of a check, or of a waiting room, says of the submission that waits for it: that it is here, when it came, how long it stays. */
export type KeptNote = (form: KeptForm, reference: Reference) => readonly Piece[]

export function createKeptNote(
  { texts, language }: Frame,
  words: 'keptNote' | 'roomNote' = 'keptNote',
): KeptNote {
  const arrived = sentence(texts[words], ['<div class="note" id="kept"><p>', '</p>'])
  const kept = sentence(texts.keptUntil, ['<p>', '</p></div>'])
  const times = createTimes(language)
  return ({ atMs, minutes }, reference) => [
    ...arrived({
      time: times.time(atMs),
      ref: `<bdi dir="ltr">${reference}</bdi>`,
    }),
    ...kept({ minutes: times.minutes(minutes) }),
  ]
}
