const DOWN = '\x1b[B'
const UP = '\x1b[A'
const LEFT = '\x1b[D'
const ESCAPE = '\x1b'
/** Takes out what stands in a field. */
const ERASE = '\x15'
const SEARCH = '\x13'
const RELOAD = '\x12'

/** Keys, and the words that are drawn then; the last of all are looked for by the test. */
export type Steps = readonly (readonly [keys: string, shows: string])[]

/** How a person drives a text browser. */
export interface TextBrowserKeys {
  readonly name: string
  readonly package: 'lynx' | 'w3m' | 'links' | 'elinks' | 'edbrowse' | 'emacs-nox'
  readonly command: (url: string) => string
  /** The same with cookies switched off; null where it has no such switch. */
  readonly withoutCookies: ((url: string) => string) | null
  /** Before anything else: what it asks whoever starts it for the first time. */
  readonly begin: string
  /** Makes it show what it has loaded, where it does not by itself. */
  readonly look: string
  /** Whether it runs the script of the page, though not well enough for the silent door. */
  readonly hasScripts: boolean
  /** From the check page to the slow door. */
  readonly wait: Steps
  /** Of the slow door's button of a kept form: what to look for. */
  readonly keptButton: string
  /** Writes into the only field of a page and sends its form. */
  readonly write: Steps
  /** From the page that says that the check is done, by the check page, to the form. */
  readonly back: Steps
  /** Sends the form again, back at it. */
  readonly again: Steps
  /** Types a code on the check page; null where no test does. */
  readonly enterCode: ((code: string) => string) | null
}

const PLAIN = {
  begin: '',
  look: '',
  hasScripts: false,
  keptButton: 'Send the form after',
} as const

/** The first three links are languages, then comes the button. */
const DOWN_TO_BUTTON: Steps = [
  [DOWN, 'In simple words'],
  [DOWN, 'In simple words'],
  [DOWN, 'Continue with a short'],
]

const CONFIRM = 'Do you want to post form data'

export const TEXT_BROWSERS: readonly TextBrowserKeys[] = [
  {
    ...PLAIN,
    name: 'lynx',
    package: 'lynx',
    command: (url) => `lynx -accept_all_cookies -nopause ${url}`,
    withoutCookies: (url) => `lynx -cookies=off -nopause ${url}`,
    wait: [['/Continue with a short\r\r', '']],
    write: [[`Moien${DOWN}\r`, '']],
    back: [[LEFT + LEFT, '']],
    // It comes back to the button it left, and the entry is still there.
    again: [['\r', '']],
    enterCode: (code) => `/Use the code\r${UP}${ERASE}${code}${DOWN}\r`,
  },
  {
    ...PLAIN,
    name: 'w3m',
    package: 'w3m',
    command: (url) => `w3m -cookie ${url}`,
    withoutCookies: (url) => `w3m -no-cookie ${url}`,
    wait: [['/Continue with a short\r\r', '']],
    write: [['\t\rMoien\r\t\r', '']],
    back: [['BB', '']],
    again: [['\t\rMoien\r\t\r', '']],
    enterCode: (code) => `/Use the code\r${ESCAPE}\t\r${ERASE}${code}\r\t\r`,
  },
  {
    ...PLAIN,
    name: 'links',
    package: 'links',
    command: (url) => `links ${url}`,
    withoutCookies: null,
    begin: '\r',
    wait: [[DOWN, 'English'], ...DOWN_TO_BUTTON.slice(1), ['\r', '']],
    write: [
      ['Moien', 'M'],
      [DOWN, '/send'],
      ['\r', ''],
    ],
    back: [
      [LEFT, 'Why am I seeing'],
      [LEFT, ''],
    ],
    // It keeps every answer, unless told otherwise, also what came to the same form before.
    again: [
      ['\r', 'Continue with a short'],
      [RELOAD, ''],
    ],
    enterCode: null,
  },
  {
    ...PLAIN,
    name: 'elinks',
    package: 'elinks',
    command: (url) => `elinks ${url}`,
    withoutCookies: (url) => `elinks -eval 'set cookies.accept_policy = 0' ${url}`,
    begin: '\r',
    wait: [...DOWN_TO_BUTTON, ['\r', CONFIRM], ['\r', '']],
    write: [
      ['\r', 'Text field'],
      ['Moien', 'Moien'],
      [DOWN, ''],
      [DOWN, 'Post form'],
      ['\r', CONFIRM],
      ['\r', ''],
    ],
    back: [[LEFT + LEFT, '']],
    again: [
      ['\r', CONFIRM],
      ['\r', ''],
    ],
    enterCode: null,
  },
  {
    ...PLAIN,
    name: 'edbrowse',
    package: 'edbrowse',
    command: (url) => `sh -c 'touch ~/.ebrc; exec edbrowse ${url}'`,
    withoutCookies: null,
    look: ',p\r',
    hasScripts: true,
    wait: [
      ['/Continue/\r', 'Continue with a short'],
      ['i*\r', 'submitting'],
    ],
    write: [
      ['/<>/\r', '<><Send it>'],
      ['i=Moien\r', '<Moien>'],
      ['i2*\r', 'submitting'],
    ],
    back: [['^\r^\r', '']],
    again: [
      ['/Send/\r', '<Moien><Send it>'],
      ['i2*\r', 'submitting'],
    ],
    enterCode: null,
  },
  {
    ...PLAIN,
    name: 'eww',
    package: 'emacs-nox',
    // It shows the value of the button, `slow`, and presses only what the cursor is in.
    keptButton: 'slo',
    command: (url) => `emacs -Q -nw --eval '(eww "${url}")'`,
    withoutCookies: null,
    wait: [
      [`${SEARCH}Continue with a short`, 'I-search'],
      ['\r', ''],
      ['\r', ''],
    ],
    write: [
      ['\tMoien', 'Moien'],
      ['\t', ''],
      ['\r', ''],
    ],
    back: [['ll', '']],
    again: [
      ['\t\t', ''],
      ['\r', ''],
    ],
    enterCode: null,
  },
]
