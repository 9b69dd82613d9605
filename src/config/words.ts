import { isNetwork } from '../client/index.ts'
import { patternMistake } from '../policies/index.ts'
import {
  parseDomain,
  parseHost,
  parseListenAddress,
  parseName,
  parseOrigin,
  parseServer,
  parseTcpAddress,
} from './addresses.ts'
import { TEXT_CHARS_MAX } from './bounds.ts'
import { textLeaf } from './leaf.ts'
import { RATE, parseRate } from './units.ts'

/** The kinds of text a configuration is made of. Each is read in one place: here. */

/** Stands in log lines, metrics and messages, so it is plain. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?$/

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/

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
  read: (text) => (parseTcpAddress(text) !== null || isExactHost(text) ? text : null),
})

function isExactHost(text: string): boolean {
  return parseHost(text) !== null && !text.includes('*')
}

/** Sent as it stands, so nothing that would end it or begin another line. */
export const healthPath = textLeaf({
  title: 'path',
  expects: () => 'a path such as /health, with or without a query',
  read: (text) => (/^\/[!-"$-~]*$/.test(text) && text.length <= TEXT_CHARS_MAX ? text : null),
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
})
