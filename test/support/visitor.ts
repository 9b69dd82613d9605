import { type Algorithm } from '../../src/challenge-pages/index.ts'
import { type RawAnswer, request } from './http.ts'
import { insidersProofOf } from './insider.ts'
import { startSolver } from './solver.ts'

/** How a browser asks for a page. */
export const NAVIGATION: Readonly<Record<string, string>> = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'Accept-Language': 'en',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Site': 'none',
}

/** How a page's script asks. */
export const SCRIPT: Readonly<Record<string, string>> = {
  'User-Agent': NAVIGATION['User-Agent'] ?? '',
  Accept: '*/*',
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-origin',
}

/** The token of a check page that has the silent door; undefined where there is none. */
export function silentTokenIn(html: string): string | undefined {
  return html.includes('<div id="check"') ? pageTokenIn(html) : undefined
}

function pageTokenIn(html: string): string | undefined {
  return /<form id="page"[^>]*><input type="hidden" name="token" value="([^"]+)"/.exec(html)?.[1]
}

/** The slow door's token in a check page. */
export function slowTokenIn(html: string): string | undefined {
  return /action="\/\.paart\/wait"[^]*?name="token" value="([^"]+)"/.exec(html)?.[1]
}

/** The token of the form for a code, in whatever page has one. */
export function codeTokenIn(html: string): string | undefined {
  return /action="\/\.paart\/code"[^]*?name="token" value="([^"]+)"/.exec(html)?.[1]
}

/** The token of a page's language switch. */
export function languageTokenIn(html: string): string | undefined {
  const own = /action="\/\.paart\/language"[^]*?name="token" value="([^"]+)"/.exec(html)?.[1]
  return own ?? pageTokenIn(html)
}

/** Where a page's way to the page for codes leads: a link, or the button of a page that is one form. */
export function codeLinkIn(html: string): string | undefined {
  if (html.includes('<button class="link" name="door" value="code">')) {
    const token = pageTokenIn(html) ?? ''
    return token.length > 4_096 ? '/.paart/code' : `/.paart/code?way=${token}`
  }
  return /href="(\/\.paart\/code[^"]*)"/.exec(html)?.[1]
}

/**
 * Follows where a door leads: first it looks whether its cookie was kept, which shows where the browser
 * shows it again.
 */
export function ledOn(
  port: number,
  answer: RawAnswer,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const path = answer.headers.get('location') ?? ''
  return request(port, { path, headers: { ...NAVIGATION, Cookie: passIn(answer), ...headers } })
}

/** Types a code into the form of a page and sends it. */
export function sendCode(
  port: number,
  fields: { readonly token?: string | undefined; readonly code: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/.paart/code',
    headers: {
      ...NAVIGATION,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams({ token: fields.token ?? '', code: fields.code }).toString(),
  })
}

const solver = startSolver()

/** Token and all its tags, as the page's script would send them. */
export function proofFor(token: string, algorithm: Algorithm = 'table'): Promise<Buffer> {
  return solver.solve(token, algorithm)
}

/**
 * A proof of whoever wants a pass and is not what the test is about: where the test has the gate's keys, without the
 * work, which takes longer than all else that such a test does.
 */
export async function anyProofFor(token: string): Promise<Buffer> {
  return insidersProofOf(token) ?? proofFor(token)
}

export function sendProof(
  port: number,
  proof: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/.paart/proof',
    headers: { ...SCRIPT, 'Content-Type': 'application/octet-stream', ...headers },
    body: Buffer.from(proof),
  })
}

/** `name=value` of the pass in an answer's Set-Cookie. */
export function passIn(answer: RawAnswer): string {
  const cookie = answer.headers.get('set-cookie') ?? ''
  return cookie.split(';', 1)[0] ?? ''
}

/** Asks for a page, passes its check, and gives the pass as a Cookie header's value. */
export async function earnPass(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const page = await request(port, { path, headers: { ...NAVIGATION, ...headers } })
  const token = silentTokenIn(page.text)
  if (token === undefined) throw new Error(`no check page at ${path}: ${page.status}`)
  const answer = await sendProof(port, await anyProofFor(token), headers)
  if (answer.status !== 204) throw new Error(`the proof earned ${answer.status}: ${answer.text}`)
  return passIn(answer)
}
