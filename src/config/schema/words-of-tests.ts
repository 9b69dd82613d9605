import { parseAddress, readClientTarget } from '../../client/index.ts'
import { type ClientAddress } from '../../model/index.ts'
import { parseName } from '../text/addresses.ts'
import { TEXT_CHARS_MAX } from './bounds.ts'
import { textLeaf } from './leaf.ts'
import { meant } from '../text/nearest.ts'
import { PRESETS, PRESET_PREFIX } from './presets.ts'

/** The kinds of text that only files of policy tests and commands are made of. */

/** What a request asks for: on a host of its own, or on the one of the file. */
export interface RequestTarget {
  readonly scheme: 'http' | 'https' | null
  /** As a Host field would have it; null for the host of the file. */
  readonly host: string | null
  /** Path and query, as sent. */
  readonly target: string
}

/** Sent as it stands: nothing that would end the line, whatever it is meant to try. */
const TARGET = /^(?:(https?):\/\/([^/?#\s]{1,261}))?(\/[!-\u00ff]*)$/i

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Z]{1,64}$/

export function parseTarget(text: string): RequestTarget | null {
  const [, scheme, host, target] = TARGET.exec(text) ?? []
  if (target === undefined || text.length > TEXT_CHARS_MAX * 8) return null
  return {
    scheme: scheme === undefined ? null : scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host: host ?? null,
    target,
  }
}

export const requestTarget = textLeaf({
  title: 'URL, path',
  expects: () => 'https://host/path or /path, without spaces',
  read: parseTarget,
  hint: (text) => (/^https?:\/\/[^/]+$/i.test(text) ? `did you mean ${text}/?` : null),
})

/** `GET https://host/path`. */
export const requestLine = textLeaf({
  title: '`GET https://host/path`',
  expects: () => 'a method in capitals and an address, such as GET https://example.lu/form',
  read(text) {
    const space = text.indexOf(' ')
    const method = text.slice(0, space)
    const url = parseTarget(text.slice(space + 1).trim())
    return space > 0 && METHOD.test(method) && url !== null
      ? { method, url, as: undefined, headers: undefined }
      : null
  },
})

export const clientAddress = textLeaf({
  title: 'address',
  expects: () => 'an address, such as 203.0.113.7 or 2001:db8::7',
  read: parseAddress,
})

/** Whom an order is about. */
export const clientTarget = textLeaf({
  title: 'network, `AS64500`, fingerprint',
  expects: () => 'a network, an address, AS64500 or a fingerprint',
  read: (text) => (readClientTarget(text) === null ? null : text),
})

/** Maybe one that no configuration has. */
export const hostOfRequest = textLeaf({
  title: 'host name',
  expects: () => 'a host name, such as example.lu',
  read: parseName,
})

export const headerValue = textLeaf({
  title: 'text',
  expects: () => `a text of at most ${TEXT_CHARS_MAX} characters on one line`,
  read: (text) => (/^[^\0\r\n]*$/.test(text) && text.length <= TEXT_CHARS_MAX ? text : null),
})

/** A sentence that is printed: one line, nothing a terminal obeys. */
export const testTitle = textLeaf({
  title: 'text',
  expects: () => 'a text of 1 to 200 characters on one line',
  read: (text) => (/^[^\p{Cc}\p{Cf}]{1,200}$/u.test(text) ? text : null),
})

/** A moment, read as milliseconds since 1970. */
export const moment = textLeaf({
  title: 'date and time',
  expects: () => 'a date and time with its zone, such as 2026-01-07T12:00:00+01:00 or …Z',
  read: parseMoment,
})

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

export function parseMoment(text: string): number | null {
  const ms = MOMENT.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(ms) ? null : ms
}

/** The name of a policy that ships with the gate, read without what stands before it. */
export const testedPreset = textLeaf({
  title: '`preset/name`',
  expects: () => `${PRESET_PREFIX} and the name of a policy that ships with the gate`,
  read(text) {
    const bare = text.slice(PRESET_PREFIX.length)
    return text.startsWith(PRESET_PREFIX) ? (PRESETS.find((name) => name === bare) ?? null) : null
  },
  hint: (text) =>
    meant(
      text,
      PRESETS.map((name) => `${PRESET_PREFIX}${name}`),
    ),
})

/** An address that was typed; null where it is none. */
export function parseClientAddress(text: string): ClientAddress | null {
  return parseAddress(text)
}
