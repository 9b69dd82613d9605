import { type ClaimDoor } from '../../src/challenge-pages/index.ts'
import { claimBody } from './claims.ts'
import { type RawAnswer, type Target, request } from './http.ts'
import { NAVIGATION, anyProofFor, sendProof, silentTokenIn } from './visitor.ts'

/** What a browser sends a form with. */
export interface SentForm {
  readonly body: string | Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const URLENCODED = 'application/x-www-form-urlencoded'

/** The claim in a page's forms; undefined where there is none. */
export function claimIn(html: string): string | undefined {
  return /name="paart-claim" value="([A-Za-z0-9]{16}\.[\w-]{22})"/.exec(html)?.[1]
}

/** The token of a page whose form claims. */
export function formTokenIn(html: string): string | undefined {
  return /name="token" value="([^"]+)"/.exec(html)?.[1]
}

/** Somebody who sends forms, with a browser that keeps its cookies as browsers do. */
export class Sender {
  readonly #target: Target
  readonly #origin: string
  readonly #from: Readonly<Record<string, string>>
  readonly cookies = new Map<string, string>()

  /** `from`: header fields of all its requests, such as the one that names its address. */
  constructor(target: number, from: Readonly<Record<string, string>> = {}) {
    this.#target = target
    this.#origin = `http://127.0.0.1:${target}`
    this.#from = from
  }

  get cookieHeader(): Readonly<Record<string, string>> {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    return pairs.length === 0 ? {} : { Cookie: pairs.join('; ') }
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    return this.#keep(
      await request(this.#target, {
        path,
        headers: {
          ...NAVIGATION,
          'Sec-Fetch-Site': 'same-origin',
          ...this.#from,
          ...this.cookieHeader,
          ...headers,
        },
      }),
    )
  }

  async post(
    path: string,
    { body, type = URLENCODED, headers = {} }: SentForm,
  ): Promise<RawAnswer> {
    return this.#keep(
      await request(this.#target, {
        method: 'POST',
        path,
        body,
        headers: {
          ...NAVIGATION,
          'Sec-Fetch-Site': 'same-origin',
          Origin: this.#origin,
          'Content-Type': type,
          ...this.#from,
          ...this.cookieHeader,
          ...headers,
        },
      }),
    )
  }

  /** Passes the check of a page; the cookie it earns is kept. */
  async prove(page: RawAnswer): Promise<void> {
    const token = silentTokenIn(page.text) ?? formTokenIn(page.text)
    if (token === undefined) throw new Error(`no check page: ${page.status} ${page.text}`)
    const proved = await this.hand(await anyProofFor(token))
    if (proved.status !== 204) throw new Error(`the proof earned ${proved.status}: ${proved.text}`)
  }

  /** Hands a proof in as the page's script does, with the cookies there are. */
  async hand(proof: Uint8Array): Promise<RawAnswer> {
    const headers = { ...this.#from, ...this.cookieHeader }
    return this.#keep(await sendProof(Number(this.#target), proof, headers))
  }

  /** Presses one of the buttons of a page that has a claim. */
  claim(
    path: string,
    claim: string | undefined,
    wish: ClaimDoor | { readonly language: string } = 'none',
    more: Partial<SentForm> & { readonly token?: string } = {},
  ): Promise<RawAnswer> {
    const asked = typeof wish === 'string' ? { door: wish } : wish
    return this.post(path, { body: claimBody(claim ?? '', asked, more.token ?? null), ...more })
  }

  #keep(answer: RawAnswer): RawAnswer {
    for (const [name, value] of answer.rawHeaders) {
      if (name.toLowerCase() === 'set-cookie') this.#setCookie(value)
    }
    return answer
  }

  #setCookie(text: string): void {
    const [pair = ''] = text.split(';', 1)
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    if (/; Max-Age=0\b/.test(text)) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(equals + 1))
  }
}
