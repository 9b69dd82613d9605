import { foldName } from '../../client/index.ts'
import { type Facts, type TrustedProxies, type TrustedProxy } from '../../model/index.ts'
import { type RawHeaders, headerValues } from '../headers.ts'

type Readers = Pick<Facts, 'header' | 'headers'>

/**
 * What rules and limits read of a request: its fields as they came, but of those that some proxy is the
 * source of only what such a proxy wrote. What a rule reads to let somebody through nobody else can
 * write then.
 */
export function believedReaders(
  header: Facts['header'],
  raw: RawHeaders,
  peer: { readonly proxy: TrustedProxy | null; readonly proxies: TrustedProxies },
): Readers {
  const { fields } = peer.proxies
  const headers: Readers['headers'] = (name) => headerValues(raw, name)
  if (fields.size === 0) return { header, headers }
  const isMadeUp = (name: string): boolean =>
    fields.has(foldName(name)) && peer.proxy?.fields.has(name) !== true
  return {
    header: (name) => (isMadeUp(name) ? undefined : header(name)),
    headers: (name) => (isMadeUp(name) ? [] : headers(name)),
  }
}
