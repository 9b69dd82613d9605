import { isNetwork } from '../../client/index.ts'
import { LIMIT_KEYS, type LimitKey } from '../../model/index.ts'
import {
  EXPRESSION_CHARS_MAX,
  EXPRESSION_WORDS,
  Expressions,
  isTimeZone,
  patternHint,
  patternMistake,
} from '../../policies/index.ts'
import {
  parseDomain,
  parseHost,
  parseListenAddress,
  parseName,
  parseOrigin,
  parseServer,
  parseTcpAddress,
} from '../text/addresses.ts'
import { TEXT_CHARS_MAX } from './bounds.ts'
import { textLeaf } from './leaf.ts'
import { meant } from '../text/nearest.ts'
import { RATE, SHARE, parseDays, parseHours, parseRate, parseShare } from './units.ts'

/** The kinds of text a configuration is made of. Each is read in one place: here. */

/** Stands in log lines, metrics and messages, so it is plain. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?$/

/** RFC 9110 section 5.6.2. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/

/** Also what stands behind `mark=` in a header of ours, where spaces would be read as an end. */
const MARK = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

export const name = textLeaf({
  title: 'name',
  pattern: NAME,
  expects: () => 'a name of letters, digits, spaces, ".", "_" and "-", at most 64 characters',
  read: (text) => (NAME.test(text) ? text : null),
})

export const markName = textLeaf({
  title: 'name without spaces',
  pattern: MARK,
  expects: () => 'a name of letters, digits, ".", "_" and "-", at most 64 characters',
  read: readMark,
})

export function readMark(text: string): string | null {
  return MARK.test(text) ? text : null
}

export const listenAddress = textLeaf({
  title: 'address',
  expects: () => 'host:port, [IPv6]:port or unix:/path',
  read: parseListenAddress,
  hint: (text) =>
    /^\*?:\d+$/.test(text) ? `every address is 0.0.0.0${text.replace('*', '')}` : null,
})

/** A TCP address, or the word `none`. */
export const adminAddress = textLeaf({
  title: 'address, `none`',
  expects: () => 'host:port, [IPv6]:port or none',
  read: (text) => (text === 'none' ? text : parseTcpAddress(text)),
  hint: (text) => (text.startsWith('unix:') ? 'the socket has a key of its own: "socket"' : null),
})

export const network = textLeaf({
  title: 'network',
  expects: () => 'an address or a network, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32',
  read: (text) => (isNetwork(text) ? text : null),
})

/** A network, or the name of a list of them. */
export const networkOrName = textLeaf({
  title: 'network, name',
  expects: () => 'an address, a network such as 10.0.0.0/8, or a name from "networks"',
  read: (text) => (isNetwork(text) || NAME.test(text) ? text : null),
})

/** A name that could not be taken for an address. */
export const networkListName = textLeaf({
  title: 'name',
  pattern: NAME,
  expects: () => 'a name of letters, digits, spaces, ".", "_" and "-" that is no address',
  read: (text) => (NAME.test(text) && !isNetwork(text) ? text : null),
})

export const host = textLeaf({
  title: 'host',
  expects: () => 'a host name without a port, *.suffix or "*"',
  read: parseHost,
  hint: (text) => (/:\d+$/.test(text) ? 'a site answers on every port; leave it out' : null),
})

export const hostName = textLeaf({
  title: 'host name',
  expects: () => 'a host name',
  read: parseName,
})

export const hostAndPort = textLeaf({
  title: 'host, host:port',
  expects: () => 'a host name or an address, with or without a port',
  read: readHostAndPort,
})

/** What a Host field may hold; null for anything else. */
export function readHostAndPort(text: string): string | null {
  return parseTcpAddress(text) !== null || isExactHost(text) ? text : null
}

function isExactHost(text: string): boolean {
  return parseHost(text) !== null && !text.includes('*')
}

/** Sent as it stands, so nothing that would end it or begin another line. */
export const healthPath = textLeaf({
  title: 'path',
  expects: () => 'a path such as /health, with or without a query',
  read: (text) => (/^\/[!-"$-~]*$/.test(text) && text.length <= TEXT_CHARS_MAX ? text : null),
})

/** Behind the last dot of a session id, so without one. */
const ROUTE = /^[A-Za-z0-9_-]{1,64}$/

export const routeName = textLeaf({
  title: 'name without dots',
  pattern: ROUTE,
  expects: () => 'a name of letters, digits, "_" and "-", at most 64 characters',
  read: (text) => (ROUTE.test(text) ? text : null),
})

export const cookieDomain = textLeaf({
  title: 'domain',
  expects: () => 'a domain of at least two parts, such as example.lu',
  read: parseDomain,
})

export const backendServer = textLeaf({
  title: 'origin',
  expects: () => 'an origin such as http://127.0.0.1:8081, without a path, or unix:/path',
  read: parseServer,
  hint: originHint,
})

function originHint(text: string): string | null {
  const [origin = ''] = /^https?:\/\/[^\s/?#@\\]+/i.exec(text) ?? []
  if (parseOrigin(origin) !== null) return `did you mean ${origin}?`
  return /^[\w.-]+:\d+$/.test(text) ? `did you mean http://${text}?` : null
}

export const pathPattern = textLeaf({
  title: 'path pattern',
  expects: (text) => `a path pattern (${patternMistake(text) ?? 'at most 1000 characters'})`,
  read: (text) => (isPathPattern(text) ? text : null),
  hint: patternHint,
})

/** Whether the text is a pattern that may be compiled and compared. */
export function isPathPattern(text: string): boolean {
  return text.length <= TEXT_CHARS_MAX && patternMistake(text) === null
}

export const method = textLeaf({
  title: 'method',
  expects: () => 'a method in capitals, such as GET',
  read: (text) => (TOKEN.test(text) && text === text.toUpperCase() ? text : null),
  hint: (text) => (TOKEN.test(text) ? `did you mean ${text.toUpperCase()}?` : null),
})

export const headerName = textLeaf({
  title: 'header name',
  expects: () => 'the name of a header (RFC 9110)',
  read: (text) => (TOKEN.test(text) ? text : null),
})

export const headerGlob = textLeaf({
  title: 'text with *',
  expects: () => `a text of 1 to ${TEXT_CHARS_MAX} characters, where * stands for any others`,
  read: (text) => (text !== '' && text.length <= TEXT_CHARS_MAX ? text : null),
})

export const emailAddress = textLeaf({
  title: 'email address',
  expects: () => 'an email address such as help@example.lu',
  read: (text) => (/^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(text) ? text : null),
})

export const filePath = textLeaf({
  title: 'path of a file',
  expects: () => 'the path of a file',
  read: (text) => {
    const isPath = text.trim() !== '' && text.length <= TEXT_CHARS_MAX && !text.includes('\0')
    return isPath ? text : null
  },
})

/** A rate, read as milliseconds between two requests. */
export const rate = textLeaf({
  title: 'rate',
  pattern: RATE,
  expects: () => 'a rate such as 10/s, 120/min, 600/h or 1000/d, at most 1000/s',
  read: parseRate,
  hint: (text) =>
    /^0+\//.test(text) ? 'to let nobody through, write a rule with "then: deny"' : null,
})

/** The name of a policy, or of one that ships with the gate. */
export const policyReference = textLeaf({
  title: 'name, `preset/name`',
  expects: () => 'the name of a policy, or preset/ and the name of one that ships with the gate',
  read: (text) => (NAME.test(text.replace(/^preset\//, '')) ? text : null),
})

/** What a limit counts by; the name of a header in lower case. */
export const limitKey = textLeaf({
  title: `${LIMIT_KEYS.map((key) => `\`${key}\``).join(', ')}, \`header:name\`, \`cookie:name\``,
  expects: () => `${LIMIT_KEYS.join(', ')}, header:name or cookie:name`,
  read: readLimitKey,
  hint: (text) => meant(text, LIMIT_KEYS),
})

function readLimitKey(text: string): LimitKey | null {
  const plain = LIMIT_KEYS.find((key) => key === text)
  if (plain !== undefined) return plain
  const colon = text.indexOf(':')
  const chosen = text.slice(colon + 1)
  if (colon < 0 || !TOKEN.test(chosen)) return null
  if (text.startsWith('cookie:')) return `cookie:${chosen}`
  return text.startsWith('header:') ? `header:${chosen.toLowerCase()}` : null
}

export const cookieName = textLeaf({
  title: 'name of a cookie',
  expects: () => 'the name of a cookie (RFC 6265)',
  read: (text) => (TOKEN.test(text) ? text : null),
})

export const fingerprint = textLeaf({
  title: 'fingerprint',
  expects: () => 'a fingerprint as `explain` prints it',
  read: (text) => (TOKEN.test(text) ? text : null),
})

export const queryKey = textLeaf({
  title: 'key of the query',
  expects: () => `a key of 1 to ${TEXT_CHARS_MAX} characters, as it reads when it is decoded`,
  read: (text) => (text !== '' && text.length <= TEXT_CHARS_MAX ? text : null),
})

/** A share of clients, read as a number from 0 to 1. */
export const share = textLeaf({
  title: 'share',
  pattern: SHARE,
  expects: () => 'a share such as 10%, more than 0% and at most 100%',
  read: parseShare,
})

/** Days of the week, read as numbers from 0 for Sunday. */
export const weekdays = textLeaf({
  title: 'day, `mon-fri`',
  expects: () => 'sun, mon, tue, wed, thu, fri, sat or a range such as mon-fri',
  read: parseDays,
})

/** Hours of a day, read as minutes after midnight. */
export const hours = textLeaf({
  title: 'hours',
  expects: () => 'hours such as 8:00-18:00 or 22:00-6:00',
  read: parseHours,
})

export const timeZone = textLeaf({
  title: 'time zone',
  expects: () => 'a time zone such as Europe/Luxembourg or UTC',
  read: (text) => (isTimeZone(text) ? text : null),
})

/** An expression that is right in itself; see `policies/expression.ts`. */
export const expression = textLeaf({
  title: 'expression',
  expects: expressionExpectation,
  read: (text) => (expressionFault(text) === null ? text : null),
  hint: () => EXPRESSION_WORDS,
})

function expressionExpectation(text: string): string {
  const fault = text === '' ? null : expressionFault(text)
  return `an expression that is true or false${fault === null ? '' : ` (${fault})`}`
}

function expressionFault(text: string): string | null {
  if (text.length > EXPRESSION_CHARS_MAX) return `at most ${EXPRESSION_CHARS_MAX} characters`
  const mistake = new Expressions().mistakeIn(text)
  return mistake === null ? null : `${mistake.message}, at character ${mistake.at + 1}`
}
