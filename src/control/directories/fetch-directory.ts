import { lookup } from 'node:dns/promises'
import { type LookupFunction, isIPv6 } from 'node:net'
import { type SigningKeysRead, readSigningKeys } from '../../client/index.ts'
import { messageOf } from '../system/start-error.ts'

/** For all of it: nobody waits for a directory, and one that is slow is asked again later. */
const FETCH_MS = 10_000

/** A key takes some 150 bytes, and there may be 32 of them (`SIGNING_KEYS_MAX`). */
const BYTES_MAX = 64 * 1024

/** What a directory is (draft-meunier-http-message-signatures-directory), and a plain JWK Set (RFC 7517 section 8.5). */
const TYPES = ['application/http-message-signatures-directory+json', 'application/jwk-set+json']

/** How a directory is reached; another one in tests. */
export interface Reach {
  readonly addressesOf: (host: string) => Promise<readonly string[]>
  readonly isAllowed: (address: string) => boolean
  /** Certificates to trust in place of the system's. */
  readonly ca?: string
}

type AddressesOf = Reach['addressesOf']

/**
 * As the system finds names, one at a time: each question keeps one of the two threads busy in which the whole process
 * asks, for names of servers too, and the name server of a signer may be as slow as it likes.
 */
export function systemAddresses(ask: AddressesOf = askSystem): AddressesOf {
  let before: Promise<unknown> = Promise.resolve()
  return (host) => {
    const found = before.then(() => ask(host))
    before = found.catch(() => undefined)
    return found
  }
}

async function askSystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

/** Fetches the keys of a directory once, by its address with https. Never throws. */
export async function fetchDirectory(url: string, reach: Reach): Promise<SigningKeysRead> {
  try {
    const { hostname, origin, pathname } = new URL(url)
    const addresses = (await reach.addressesOf(hostname)).filter(reach.isAllowed)
    if (addresses.length === 0) return refused(`${hostname} has no address on the Internet`)
    return await fetchFrom({ origin, path: pathname }, addresses, reach)
  } catch (error) {
    return refused(messageOf(error))
  }
}

interface Target {
  readonly origin: string
  readonly path: string
}

async function fetchFrom(
  { origin, path }: Target,
  addresses: readonly string[],
  { ca }: Reach,
): Promise<SigningKeysRead> {
  // Loaded only where there are directories: it is large.
  const { default: undici } = await import('undici')
  const client = new undici.Client(origin, {
    connect: undici.buildConnector({
      timeout: FETCH_MS,
      allowH2: false,
      lookup: pinned(addresses),
      ...(ca === undefined ? {} : { ca }),
    }),
    maxResponseSize: BYTES_MAX,
  })
  try {
    const headers = { accept: TYPES.join(', '), 'user-agent': 'Paart-Directory' }
    const signal = AbortSignal.timeout(FETCH_MS)
    const {
      statusCode,
      headers: fields,
      body,
    } = await client.request({ path, method: 'GET', headers, signal })
    const why = whyUnusable(statusCode, fields['content-type'])
    if (why !== null) return refused(why)
    return readSigningKeys(await body.text(), 'skip')
  } finally {
    await client.destroy()
  }
}

/** What was looked at is what is connected to: a name that is asked again may have another address. */
function pinned(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, { all }, done) => {
    const [first] = found
    if (all === true) done(null, found)
    else if (first !== undefined) done(null, first.address, first.family)
  }
}

function whyUnusable(status: number, type: string | readonly string[] | undefined): string | null {
  if (status >= 300 && status < 400) return `it answers ${status}, and is followed nowhere else`
  if (status !== 200) return `it answers ${status}`
  const [essence = ''] = String(type ?? '')
    .toLowerCase()
    .split(';', 1)
  return TYPES.includes(essence.trim())
    ? null
    : `it answers with ${essence || 'no type'}, which is no directory`
}

function refused(why: string): SigningKeysRead {
  return { ok: false, why }
}
