import { type RawAnswer, request } from './http.ts'
import { NAVIGATION, SCRIPT, anyProofFor, sendProof, silentTokenIn } from './visitor.ts'

/** Somebody who goes from site to site of one gate, behind a front server that speaks https with everybody. */
export interface Traveller {
  /** Loads an address, or a path with its host, and keeps the cookies it brings. */
  readonly go: (url: string, headers?: Readonly<Record<string, string>>) => Promise<RawAnswer>
  /** Sends a form of a page. */
  readonly send: (
    url: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawAnswer>
  /** Does the check at a site. */
  readonly prove: (host: string) => Promise<void>
  /** By host, then by name. */
  readonly cookies: Map<string, Map<string, string>>
}

export function traveller(
  /** Of the one gate, or of the one that serves a host. */
  port: number | ((host: string) => number),
  { scheme = 'https', ...always }: Readonly<Record<string, string>> = {},
): Traveller {
  const cookies: Traveller['cookies'] = new Map()
  const portOf = (host: string): number => (typeof port === 'number' ? port : port(host))
  const headersFor = (host: string): Readonly<Record<string, string>> => {
    const jar = [...(cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`)
    const known = jar.length === 0 ? {} : { Cookie: jar.join('; ') }
    return { ...NAVIGATION, ...always, Host: host, 'X-Forwarded-Proto': scheme, ...known }
  }
  const keep = (host: string, answer: RawAnswer): RawAnswer => {
    const jar = cookies.get(host) ?? new Map<string, string>()
    cookies.set(host, jar)
    for (const [field, value] of answer.rawHeaders) {
      if (field.toLowerCase() !== 'set-cookie') continue
      const [pair = ''] = value.split(';', 1)
      const equals = pair.indexOf('=')
      jar.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return answer
  }
  const ask = async (
    url: string,
    how: { readonly method?: string; readonly body?: string },
    headers: Readonly<Record<string, string>>,
  ): Promise<RawAnswer> => {
    const { host, pathname, search } = new URL(url)
    const sent = { ...headersFor(host), ...headers }
    return keep(
      host,
      await request(portOf(host), { path: pathname + search, headers: sent, ...how }),
    )
  }
  return {
    cookies,
    go: (url, headers = {}) => ask(url, {}, headers),
    send: (url, fields, headers = {}) =>
      ask(
        url,
        { method: 'POST', body: new URLSearchParams(fields).toString() },
        {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Sec-Fetch-Site': 'same-origin',
          ...headers,
        },
      ),
    async prove(host) {
      const page = await ask(`${scheme}://${host}/`, {}, {})
      const token = silentTokenIn(page.text) ?? ''
      const headers = { ...headersFor(host), ...SCRIPT, ...always }
      const answer = await sendProof(portOf(host), await anyProofFor(token), headers)
      if (answer.status !== 204) throw new Error(`the proof earned ${answer.status}`)
      keep(host, answer)
    },
  }
}

/** Where an answer leads. */
export function leadsTo(answer: RawAnswer): string {
  return answer.headers.get('location') ?? ''
}

/** Where the script of a check page goes before it begins any work; undefined where it goes nowhere. */
export function askLinkIn(html: string): string | undefined {
  return html.includes(' data-ask=""') ? `/.paart/ask?way=${silentTokenIn(html)}` : undefined
}
