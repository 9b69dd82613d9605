import {
  type InnerList,
  type Item,
  type Parameters,
  isInnerList,
  parseDictionary,
  serializeItem,
} from 'structured-headers'

/**
 * Longer fields are no signature of a request: signers in use send about 400 characters, and one of RSA beside it has
 * 700. To read so many costs no more than to verify.
 */
const INPUT_CHARS_MAX = 1_024
const SIGNATURE_CHARS_MAX = 1_024

/** A proxy on the way may add one of its own; more are an attack. */
const LABELS_MAX = 4

/** Components that one signature covers: method, address, agent and a few fields. */
const COMPONENTS_MAX = 16

/** What the profile is called. */
const TAG = 'web-bot-auth'

/** A signature as a request carries it: what it covers, what it says of itself, and its bytes. */
export interface PresentedSignature {
  /** In their order; none stands twice. */
  readonly components: readonly Component[]
  readonly parameters: Parameters
  /** `components` and `parameters`. */
  readonly input: InnerList
  readonly keyid: string
  readonly bytes: Uint8Array
}

export interface Component {
  readonly name: string
  readonly parameters: Parameters
  /** With its parameters, as the signature base has it: `"signature-agent";key="sig1"`. */
  readonly identifier: string
}

type Malformed = 'malformed'

/**
 * The signatures of the profile that a request carries, few. Null where it has none, `malformed` where its fields
 * cannot be read. Never throws.
 */
export function presentedSignatures(
  input: string | undefined,
  signature: string | undefined,
): readonly PresentedSignature[] | Malformed | null {
  // Signatures of other profiles are none of the gate's matters, however they look.
  if (input === undefined || !input.includes(TAG)) return null
  if (input.length > INPUT_CHARS_MAX) return 'malformed'
  if (signature === undefined || signature.length > SIGNATURE_CHARS_MAX) return 'malformed'
  try {
    return read(input, signature)
  } catch {
    return 'malformed'
  }
}

function read(input: string, signature: string): readonly PresentedSignature[] | Malformed | null {
  const described = parseDictionary(input)
  const signed = parseDictionary(signature)
  if (described.size > LABELS_MAX || signed.size > LABELS_MAX) return 'malformed'
  const found: PresentedSignature[] = []
  for (const [label, member] of described) {
    if (!isInnerList(member) || member[1].get('tag') !== TAG) continue
    const presented = presentedAs(member, signed.get(label)?.[0])
    if (presented === null) return 'malformed'
    found.push(presented)
  }
  return found.length === 0 ? null : found
}

function presentedAs(input: InnerList, value: unknown): PresentedSignature | null {
  const [items, parameters] = input
  const keyid = parameters.get('keyid')
  const components = items.flatMap((item) => componentOf(item) ?? [])
  if (typeof keyid !== 'string' || !(value instanceof ArrayBuffer)) return null
  if (components.length !== items.length || components.length > COMPONENTS_MAX) return null
  // RFC 9421 section 2.5: each is there once.
  if (new Set(components.map(({ identifier }) => identifier)).size < components.length) return null
  return { components, parameters, input, keyid, bytes: new Uint8Array(value) }
}

function componentOf(item: Item): Component | null {
  const [name, parameters] = item
  return typeof name === 'string' ? { name, parameters, identifier: serializeItem(item) } : null
}
