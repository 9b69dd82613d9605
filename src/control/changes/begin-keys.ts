import { statSync } from 'node:fs'
import {
  type KeyFile,
  type StoredKey,
  keyFileOf,
  mergeKeyFiles,
  newKey,
  withoutExpired,
} from '../../client/index.ts'
import { type Snapshot, type ValkeySettings } from '../../model/index.ts'
import { readRingSecret, visitRing } from '../../store/index.ts'
import { gateName } from '../system/gate-name.ts'
import { type OnNote } from '../system/note.ts'
import { messageOf } from '../system/start-error.ts'
import { type HeardKeys, factOfKey, heardKeysOf } from './key-facts.ts'
import { changeKeys, createKeys, loadKeys } from './key-store.ts'

export interface BeginTools {
  readonly nowSeconds: number
  /** Where a service manager has put credentials. */
  readonly credentials: string | undefined
  /** It takes the place of a gate that runs, and has its keys. */
  readonly isSuccessor: boolean
  readonly onNote: OnNote
}

/**
 * The keys that a gate starts with: those of its file, with what the gates that share its ring say. Where it has none
 * it takes theirs; where nobody has any, the first of all gates that ask begins the ring.
 *
 * @throws StartError where its file cannot be used.
 */
export async function beginKeys(
  { pass: { keysFile: file }, admin, store }: Snapshot,
  tools: BeginTools,
): Promise<KeyFile> {
  const { nowSeconds, credentials, isSuccessor } = tools
  const gate = gateName(admin.socket)
  const load = (): KeyFile =>
    loadKeys(file, nowSeconds, { gate, ...(credentials === undefined ? {} : { credentials }) })
  const isShared = store.kind === 'valkey' && store.ringSecretFile !== null
  if (!isShared || isSuccessor) return load()
  if (!isEmpty(file) || credentials !== undefined) {
    return withHeard(file, load(), { store, ...tools })
  }
  const own: StoredKey = { ...newKey(nowSeconds, gate), isFirst: true }
  const heard = await hear(store, own, tools)
  return createKeys(file, ringOf(own, heard, nowSeconds))
}

/** Missing, or made by somebody for the gate to fill. */
function isEmpty(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0
}

async function withHeard(
  file: string,
  keys: KeyFile,
  { store, ...tools }: BeginTools & { readonly store: ValkeySettings },
): Promise<KeyFile> {
  const { nowSeconds } = tools
  const heard = await hear(store, null, tools)
  if (heard === null) return keys
  const join = (now: KeyFile): KeyFile =>
    withoutExpired(mergeKeyFiles({ ...now, ...heard }, now, nowSeconds), nowSeconds)
  try {
    return (await changeKeys(file, keys, join)).keys
  } catch {
    // Where nothing can be written it starts all the same, and says so when it next reads the file.
    return join(keys)
  }
}

/** Null where the store does not say it: then it is told when it does. */
async function hear(
  settings: ValkeySettings,
  own: StoredKey | null,
  { onNote }: BeginTools,
): Promise<HeardKeys | null> {
  try {
    const secret = readRingSecret(settings.ringSecretFile ?? '')
    const fact = own === null ? null : factOfKey(own)
    return heardKeysOf(await visitRing({ settings, secret, own: fact }))
  } catch (error) {
    const then =
      own === null
        ? 'it is asked again'
        : 'the gate begins with a key of its own, and joins the others later'
    onNote(`the store does not say which keys the ring has, ${then}: ${messageOf(error)}`)
    return null
  }
}

/** What was heard, or where no key of it may sign, a ring of its own. */
function ringOf(own: StoredKey, heard: HeardKeys | null, nowSeconds: number): KeyFile {
  const alone = keyFileOf(own)
  if (heard === null) return alone
  const { keys, revoked } = heard
  const known = keys.length === 0 ? [own] : keys
  const ring = { ...alone, keys: known, signing: known[0]?.id ?? own.id, revoked }
  const joined = withoutExpired(mergeKeyFiles(ring, alone, nowSeconds), nowSeconds)
  // A later one may be known to some gates alone; and where none of the ring's may sign, this gate's own does.
  const theirs = joined.keys.filter(
    ({ id }) => id !== own.id || heard.keys.some((key) => key.id === id),
  )
  const signing = theirs.find(({ verifyUntil }) => verifyUntil === undefined)
  return signing === undefined ? joined : { ...joined, keys: theirs, signing: signing.id }
}
