import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a form page is asked for by: `/form/NAME/CACHING?action=…`. */
export interface Form {
  readonly enctype: 'application/x-www-form-urlencoded' | 'multipart/form-data' | 'text/plain'
  /** Of the page, and so of what is typed. Default `utf-8`. */
  readonly charset?: 'utf-8' | 'iso-8859-1'
  readonly fields: string
  /** Whether it has `#typed` to type in. */
  readonly isTyped?: boolean
  /** Whether it has `#large` and `#empty` for files. */
  readonly hasFiles?: boolean
}

const FIELDS =
  '<input id="typed" name="typed"><input type="hidden" name="sum" value="1+1 = 2 &amp; 100 %2B">' +
  '<textarea name="lines">first\nsecond &quot;third&quot;</textarea>'

export const TYPED = 'Zoé + Jos, 50 %'

/** The three encodings of the matrix, then what else forms can be. */
export const FORMS = {
  urlencoded: { enctype: 'application/x-www-form-urlencoded', fields: FIELDS, isTyped: true },
  multipart: {
    enctype: 'multipart/form-data',
    fields: `${FIELDS}<input type="file" id="large" name="plan"><input type="file" id="empty" name="annex">`,
    isTyped: true,
    hasFiles: true,
  },
  plain: { enctype: 'text/plain', fields: FIELDS, isTyped: true },
  latin1: {
    enctype: 'application/x-www-form-urlencoded',
    charset: 'iso-8859-1',
    fields: FIELDS,
    isTyped: true,
  },
  // A field of that name hides what would send its form by script.
  submit: {
    enctype: 'application/x-www-form-urlencoded',
    fields: `${FIELDS}<input type="hidden" name="submit" value="1"><input type="hidden" name="action" value="2">`,
    isTyped: true,
  },
  duplicates: {
    enctype: 'application/x-www-form-urlencoded',
    fields: ['a', 'b', '', 'a'].map((value) => `<input name="same" value="${value}">`).join(''),
  },
  empty: { enctype: 'application/x-www-form-urlencoded', fields: '' },
} as const satisfies Readonly<Record<string, Form>>

export type FormName = keyof typeof FORMS

export const ENCODINGS = ['urlencoded', 'multipart', 'plain'] as const

export type Caching = 'cacheable' | 'no-store'

export const CACHINGS: readonly Caching[] = ['cacheable', 'no-store']

/** The page, in its own charset. It sends to `action`, path and query. */
export function formPage(name: FormName, action: string): Buffer {
  const { enctype, charset = 'utf-8', fields }: Form = FORMS[name]
  const escaped = action.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const html =
    `<!doctype html><meta charset="${charset}"><title>Form</title>` +
    `<form method="post" action="${escaped}" enctype="${enctype}">${fields}` +
    '<button id="send">Send</button></form>'
  return Buffer.from(html, charset === 'utf-8' ? 'utf8' : 'latin1')
}

/** Names that browsers escape each in its own way. */
const LARGE_NAME = 'five "mb" ü.bin'
const LARGE_BYTES = 5 * 1024 * 1024

/** The files to attach, on the disk. */
export interface FormFiles {
  readonly large: string
  readonly largeBytes: Buffer
  readonly empty: string
}

export function writeFormFiles(folder: string): FormFiles {
  const files = join(folder, 'files')
  mkdirSync(files)
  const [large, empty] = [join(files, LARGE_NAME), join(files, 'nothing.txt')]
  const largeBytes = randomBytes(LARGE_BYTES)
  writeFileSync(large, largeBytes)
  writeFileSync(empty, '')
  return { large, largeBytes, empty }
}
