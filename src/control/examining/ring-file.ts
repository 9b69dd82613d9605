import type { RingSecretProblem } from '../../config/index.ts'
import { type StoreSettings } from '../../model/index.ts'
import { readRingSecret } from '../../store/index.ts'
import { codeOf, messageOf } from '../system/start-error.ts'

/** Why gates cannot share their keys by the secret that a configuration names; null where they can, or it names none. */
export function ringSecretProblemOf(store: StoreSettings): RingSecretProblem | null {
  const file = store.kind === 'memory' ? null : store.ringSecretFile
  if (file === null) return null
  try {
    readRingSecret(file)
    return null
  } catch (error) {
    return { file, why: messageOf(error), isCertain: codeOf(error) !== 'EACCES' }
  }
}
