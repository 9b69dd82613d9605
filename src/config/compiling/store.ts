import { resolve } from 'node:path'
import { type StoreServer, type StoreSettings } from '../../model/index.ts'
import { type StoreConfig } from '../schema/store.ts'

/** What is said of the store, its paths made absolute; files are read when a connection is opened. */
export function buildStore(written: StoreConfig, folder: string): StoreSettings {
  if (written.kind === 'memory') return { kind: 'memory' }
  const { urls = [], sentinel = null, tls, user = null, prefix, reachedAt } = written
  const path = (file?: string): string | null => (file === undefined ? null : resolve(folder, file))
  return {
    kind: 'valkey',
    servers: urls.map((server) => resolveServer(server, folder)),
    sentinel,
    tls:
      tls === undefined
        ? null
        : {
            ca: path(tls.ca),
            certificate: path(tls.certificate),
            key: path(tls.key),
            serverName: tls.serverName ?? null,
          },
    user,
    passwordFile: path(written.passwordFile),
    ringSecretFile: path(written.ringSecretFile),
    prefix,
    reachedAt: reachedAt ?? null,
  }
}

function resolveServer(server: StoreServer, folder: string): StoreServer {
  return server.kind === 'unix' ? { ...server, path: resolve(folder, server.path) } : server
}
