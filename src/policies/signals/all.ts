import { CONTENT_SIGNALS } from './content.ts'
import { HINT_SIGNALS } from './hints.ts'
import { IDENTITY_SIGNALS } from './identity.ts'
import { METADATA_SIGNALS } from './metadata.ts'
import { PROTOCOL_SIGNALS } from './protocol.ts'
import { type HeaderSignal } from './seen.ts'

/** Every signal of the header fields, in the order in which they are said. */
export const HEADER_SIGNALS: readonly HeaderSignal[] = [
  ...IDENTITY_SIGNALS,
  ...CONTENT_SIGNALS,
  ...METADATA_SIGNALS,
  ...HINT_SIGNALS,
  ...PROTOCOL_SIGNALS,
]
