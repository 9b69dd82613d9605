import * as z from 'zod'
import { type GateAddress, type StoreServer } from '../../model/index.ts'
import { parseListenAddress, parseTcpAddress } from '../text/addresses.ts'
import { STORE_SERVERS_MAX } from './bounds.ts'
import { listOf, oneOf, orVariable, textLeaf } from './leaf.ts'
import { filePath, routeName } from './words.ts'
import { tlsOfServer } from './words-backend.ts'

/** What both engines call themselves; with an `s` by TLS. */
const SCHEME = /^(?:redis|valkey)(?<tls>s?):\/\//

/** The port of both, of their Sentinels another one. */
const PORT = 6379

const storeServer = textLeaf({
  title: '`redis://host:port`, `rediss://host:port`, `unix:/path`',
  expects: () => 'redis://host:port, rediss://host:port (by TLS), or unix:/path',
  read: readStoreServer,
  hint: (text) => {
    if (/^\w+:\/\/[^/]*@/.test(text)) return '"user" and "passwordFile" say who the gate is'
    if (SCHEME.test(text)) return 'no database and no query stand behind the port'
    return parseTcpAddress(text) === null ? null : `did you mean redis://${text}?`
  },
})

/** Null for anything else than an address of a store. */
export function readStoreServer(text: string): StoreServer | null {
  if (text.startsWith('unix:')) {
    const address = parseListenAddress(text)
    return address?.kind === 'unix' ? address : null
  }
  const scheme = SCHEME.exec(text)
  if (scheme === null) return null
  const address = text.slice(scheme[0].length)
  const found = parseTcpAddress(address) ?? parseTcpAddress(`${address}:${PORT}`)
  if (found === null || found.port === 0) return null
  return { ...found, isSecure: scheme.groups?.['tls'] === 's' }
}

const gateAddress = textLeaf({
  title: '`http://host:port`',
  expects: () => 'http://host:port, of this gate, as other gates reach it',
  read: readGateAddress,
  hint: (text) => {
    if (text.startsWith('https:'))
      return 'a gate ends no TLS: gates speak in a network of their own'
    return parseTcpAddress(text) === null ? null : `did you mean http://${text}?`
  },
})

function readGateAddress(text: string): GateAddress | null {
  if (!text.startsWith('http://')) return null
  const found = parseTcpAddress(text.slice('http://'.length))
  return found === null || found.port === 0 ? null : { host: found.host, port: found.port }
}

const userName = textLeaf({
  title: 'name without blanks',
  expects: () => 'a name of 1 to 64 ASCII characters without blanks',
  read: (text) => (/^[!-~]{1,64}$/.test(text) ? text : null),
})

export const STORE_KINDS = ['memory', 'valkey'] as const

export const storeSchema = z.strictObject({
  kind: oneOf(STORE_KINDS)
    .prefault('memory')
    .describe('`memory`: this gate is alone; `valkey`: a Valkey, or a Redis from 7.0 on.'),
  urls: listOf(orVariable(storeServer), STORE_SERVERS_MAX)
    .optional()
    .describe('The server; with `sentinel` the Sentinels, asked in this order.'),
  sentinel: routeName
    .optional()
    .describe('By what name Sentinels know the primary. Missing: there are no Sentinels.'),
  tls: tlsOfServer
    .optional()
    .describe('How servers with `rediss://` are spoken to. Missing: as by anybody.'),
  user: orVariable(userName).optional().describe('Missing: the user that has no name.'),
  passwordFile: filePath
    .optional()
    .describe('What the password stands in, read whenever a connection is opened. Missing: none.'),
  ringSecretFile: filePath
    .optional()
    .describe(
      'What gates share their keys by, in a file that only its owner and group may read, the same at each: `paart keys secret` makes it. Missing: keys are copied by hand.',
    ),
  prefix: routeName
    .prefault('paart')
    .describe('What all its keys there begin with, before a colon: one for each group of gates.'),
  reachedAt: orVariable(gateAddress)
    .optional()
    .describe(
      'Where other gates reach this one, to hand on claims of forms that it keeps. Missing: nowhere.',
    ),
})

export type StoreConfig = z.output<typeof storeSchema>
