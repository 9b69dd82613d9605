import { type KeyFile } from '../../client/index.ts'
import { type Clock, type Snapshot } from '../../model/index.ts'
import { type Rollout } from '../crew/rollout.ts'
import { type Supervisor } from '../crew/supervisor.ts'
import { gateName } from '../system/gate-name.ts'
import { KeyDesk, type KeyDeskOptions } from './key-desk.ts'
import { KeyKeeper } from './key-keeper.ts'

/** What keeps a gate's keys, whatever configuration is in force later. */
export interface Keys {
  readonly keeper: KeyKeeper
  readonly desk: KeyDesk
}

export function openKeys(
  { pass, admin }: Snapshot,
  {
    inForce,
    revokedKeys,
    others,
    tend,
    onNote,
    ...tools
  }: Omit<KeyDeskOptions, 'keeper' | 'gate' | 'clock'> & {
    readonly clock: Clock
    readonly rollout: Rollout
    readonly supervisor: Supervisor
    readonly revokedKeys: KeyFile['revoked']
    readonly inForce: () => Snapshot
  },
): Keys {
  const gate = gateName(admin.socket)
  const lifetimeSeconds = (): number => {
    const { lifetimeSeconds: lifetime, graceSeconds } = inForce().pass
    return lifetime + graceSeconds
  }
  const options = { ...tools, file: pass.keysFile, gate, lifetimeSeconds }
  const keeper = new KeyKeeper(options, { revoked: revokedKeys ?? [] })
  return { keeper, desk: new KeyDesk({ keeper, gate, clock: tools.clock, others, tend, onNote }) }
}
