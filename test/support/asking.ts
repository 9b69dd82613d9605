import { type RawAnswer, request, type Target } from './http.ts'

/** Whom a proxy asks about, unless a test names somebody else. */
export const CLIENT = '192.0.2.7'
export const HOST = 'demarches.example.lu'

export interface Described {
  readonly method?: string
  readonly uri: string
  readonly host?: string
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks as Caddy and Traefik do, or in nginx' two steps. */
export function ask(
  gate: { readonly port: Target },
  { method = 'GET', uri, host = HOST, from = CLIENT, headers = {} }: Described,
  path = '/forward-auth',
): Promise<RawAnswer> {
  return request(gate.port, {
    path,
    headers: {
      Host: '127.0.0.1:8081',
      ...headers,
      'X-Forwarded-For': from,
      'X-Forwarded-Host': host,
      'X-Forwarded-Method': method,
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Uri': uri,
    },
  })
}
