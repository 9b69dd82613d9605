import * as z from 'zod'
import { ANSWER_FILE_BYTES, KEPT_BYTES, KEPT_IN_ALL_BYTES, KEPT_MS } from './bounds.ts'
import { duration, size, sizeOr } from './leaf.ts'
import { filePath } from './words.ts'

/** How much is kept where the file does not say, and for how long. */
export const KEEP_DEFAULTS = {
  bytesMax: '25MiB',
  networkMax: '250MiB',
  totalMax: '5GiB',
  for: '30m',
} as const

/** Forms that wait for their check. */
export const keepSchema = z.strictObject({
  folder: filePath
    .prefault('run/kept')
    .describe('Of the files: encrypted, their keys are nowhere on the machine.'),
  bytesMax: size(KEPT_BYTES)
    .prefault(KEEP_DEFAULTS.bytesMax)
    .describe('Of one form, with its files.'),
  networkMax: size(KEPT_IN_ALL_BYTES)
    .prefault(KEEP_DEFAULTS.networkMax)
    .describe('Of all forms that one network (/24 or /56) has waiting.'),
  totalMax: size(KEPT_IN_ALL_BYTES)
    .prefault(KEEP_DEFAULTS.totalMax)
    .describe(
      'Of all forms that wait, shared out among networks and those around them; the last eighth is for those that have none, half of it for holders of passes that are older than ten minutes. What other sites sent may take half of it.',
    ),
  for: duration(KEPT_MS)
    .prefault(KEEP_DEFAULTS.for)
    .describe('A form that nobody takes up again is deleted after this.'),
})

/** Answers that their readers take slowly, and that are larger than what may wait in memory. */
export const slowReadersSchema = z.strictObject({
  fileMax: sizeOr('none', ANSWER_FILE_BYTES)
    .prefault('1GiB')
    .describe(
      'Of the file of each worker in which such answers wait, encrypted and without a name; one answer has a 32nd of it. `none`: no file, and who reads slowly holds a connection of the application, half of them at most.',
    ),
  folder: filePath
    .optional()
    .describe(
      'Of that file, on a disk that is no memory (`/tmp` often is). Nothing starts where it cannot be used; a disk that is full is a warning. Missing: `answers` beside `keepSubmission.folder`.',
    ),
})
