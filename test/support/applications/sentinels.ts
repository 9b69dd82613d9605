import { eventually } from '../eventually.ts'
import { findFreePort } from './application.ts'
import { startStoreServer, type StoreServer } from './store-server.ts'

/** A primary, its replica and a Sentinel that knows them by the name `gates`. */
export interface Sentinels {
  readonly primary: StoreServer
  readonly replica: StoreServer
  /** Of the Sentinel, on 127.0.0.1. */
  readonly port: number
}

/** Starts them; half a second after the primary has died the replica takes its place. */
export async function startSentinels(
  t: Parameters<typeof startStoreServer>[0],
): Promise<Sentinels> {
  const [first, second, port] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ] as const
  const primary = await startStoreServer(t, { lines: [`port ${first}`] })
  const replica = await startStoreServer(t, {
    lines: [`port ${second}`, `replicaof 127.0.0.1 ${first}`, 'repl-diskless-sync-delay 0'],
  })
  const sentinel = await startStoreServer(t, {
    argv: ['--sentinel'],
    lines: [
      `port ${port}`,
      `sentinel monitor gates 127.0.0.1 ${first} 1`,
      'sentinel down-after-milliseconds gates 500',
      'sentinel failover-timeout gates 2000',
    ],
  })
  await eventually('it knows the replica', async () => {
    return (await sentinel.say('SENTINEL', 'replicas', 'gates')).includes(String(second))
  })
  return { primary, replica, port }
}
