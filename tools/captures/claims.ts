/** A header field as a program is told to send it. */
export type Field = readonly [name: string, value: string]

/** A browser whose name programs take: what it sends with every page over HTTPS, in its order. */
export interface Claimed {
  readonly name: string
  readonly userAgent: string
  readonly fields: readonly Field[]
  /** Sent with some pages only (Sec-Fetch-User: where a person acted), so that nobody has to copy it. */
  readonly sometimes: readonly Field[]
}

const NAVIGATION: readonly Field[] = [
  ['Sec-Fetch-Site', 'none'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['Sec-Fetch-Dest', 'document'],
]
const LANGUAGE: Field = ['Accept-Language', 'en-US,en;q=0.9']
const BY_A_PERSON: readonly Field[] = [['Sec-Fetch-User', '?1']]
const UPGRADE: Field = ['Upgrade-Insecure-Requests', '1']

export const CLAIMED: readonly Claimed[] = [
  {
    name: 'chrome',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    fields: [
      ['Sec-CH-UA', '"Not:A-Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"'],
      ['Sec-CH-UA-Mobile', '?0'],
      ['Sec-CH-UA-Platform', '"Windows"'],
      UPGRADE,
      [
        'Accept',
        'text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
      ],
      ...NAVIGATION,
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      LANGUAGE,
    ],
    sometimes: BY_A_PERSON,
  },
  {
    name: 'firefox',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0',
    fields: [
      ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
      LANGUAGE,
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      UPGRADE,
      ...NAVIGATION,
    ],
    sometimes: BY_A_PERSON,
  },
  {
    name: 'safari',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    fields: [
      ...NAVIGATION,
      ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
      LANGUAGE,
      ['Accept-Encoding', 'gzip, deflate, br'],
    ],
    sometimes: [],
  },
]

/** One request that a program makes under the name of a browser. */
export interface Claim {
  readonly claims: string
  /** Which of the fields it copies, in words. */
  readonly copies: string
  readonly fields: readonly Field[]
}

/** None of the fields, some, most, all but each one, and all. */
export function claimsOf({ name, userAgent, fields, sometimes }: Claimed): readonly Claim[] {
  const kept: Readonly<Record<string, (lower: string) => boolean>> = {
    none: () => false,
    accept: (lower) => lower === 'accept',
    'accept-and-language': (lower) => lower === 'accept' || lower === 'accept-language',
    'all-but-sec-fetch-and-hints': (lower) => !lower.startsWith('sec-'),
    'all-but-sec-fetch': (lower) => !lower.startsWith('sec-fetch-'),
    'all-but-hints': (lower) => !lower.startsWith('sec-ch-'),
    'all-but-half-of-sec-fetch': (lower) => !/^sec-fetch-(?:site|user)$/.test(lower),
    ...Object.fromEntries(
      fields.map(([left]) => [
        `all-but-${left.toLowerCase()}`,
        (lower: string) => lower !== left.toLowerCase(),
      ]),
    ),
    all: () => true,
  }
  const seen = new Set<string>()
  return Object.entries(kept).flatMap(([copies, isKept]) => {
    const copied = [...fields, ...sometimes].filter(([each]) => isKept(each.toLowerCase()))
    const same = copied.map(([each]) => each).join()
    // A browser without hints has fewer of these.
    if (seen.has(same) && copies !== 'all') return []
    if (copies !== 'all' && copied.length === fields.length + sometimes.length) return []
    seen.add(same)
    return { claims: name, copies, fields: [['User-Agent', userAgent], ...copied] }
  })
}
