import { type Scheme } from '../model/index.ts'

/** Whose header fields a described request can have. */
export type Program = 'firefox' | 'chrome' | 'curl'

interface Sent {
  readonly method: string
  readonly scheme: Scheme
  readonly host: string
}

type Fields = readonly (readonly [name: string, value: string])[]

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const FIREFOX_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const CHROME_ACCEPT =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'

const HINTS: Fields = [
  ['sec-ch-ua', '"Not:A-Brand";v="8", "Chromium";v="156"'],
  ['sec-ch-ua-mobile', '?0'],
  ['sec-ch-ua-platform', '"Linux"'],
]

/** Over plain HTTP browsers offer what old proxies do not spoil, and say nothing of what they are for. */
const ENCODINGS = { https: 'gzip, deflate, br, zstd', http: 'gzip, deflate' } as const

/** Of each program as it loads a page into a tab or, for POST, sends a form; as captured from it. */
const FIELDS: Readonly<Record<Program, (sent: Sent) => Fields>> = {
  firefox: (sent) => [
    ['User-Agent', FIREFOX],
    ['Accept', FIREFOX_ACCEPT],
    ['Accept-Language', 'fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3'],
    ['Accept-Encoding', ENCODINGS[sent.scheme]],
    ...formOf(sent),
    ['Upgrade-Insecure-Requests', '1'],
    ...metadataOf(sent),
    ['Priority', 'u=0, i'],
  ],
  chrome: (sent) => [
    ...(sent.scheme === 'https' ? HINTS : []),
    ...formOf(sent),
    ['Upgrade-Insecure-Requests', '1'],
    ['User-Agent', CHROME],
    ['Accept', CHROME_ACCEPT],
    ...metadataOf(sent),
    ['Accept-Encoding', ENCODINGS[sent.scheme]],
    ['Accept-Language', 'fr,en-US;q=0.9,en;q=0.8'],
  ],
  curl: () => [
    ['User-Agent', 'curl/7.88.1'],
    ['Accept', '*/*'],
  ],
}

function metadataOf({ method, scheme }: Sent): Fields {
  if (scheme === 'http') return []
  return [
    ['Sec-Fetch-Site', method === 'POST' ? 'same-origin' : 'none'],
    ['Sec-Fetch-Mode', 'navigate'],
    ['Sec-Fetch-User', '?1'],
    ['Sec-Fetch-Dest', 'document'],
  ]
}

function formOf({ method, scheme, host }: Sent): Fields {
  if (method !== 'POST') return []
  const origin = `${scheme}://${host}`
  return [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Length', '27'],
    ['Origin', origin],
    ['Referer', `${origin}/`],
  ]
}

/**
 * Header fields as they would arrive: Host first, then those of a program, each replaced by one that
 * is given under its name, then the others that are given.
 */
export function headersOf(sent: Sent, program: Program | null, given: Fields): readonly string[] {
  const own = new Set(given.map(([name]) => name.toLowerCase()))
  const usual = program === null ? [] : FIELDS[program](sent)
  const kept = usual.filter(([name]) => !own.has(name.toLowerCase()))
  const host: Fields = own.has('host') ? [] : [['Host', sent.host]]
  return [...host, ...kept, ...given].flat()
}
