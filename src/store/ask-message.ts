import { type GateSpeaker } from '../model/index.ts'

/** What one gate asks others, or tells them. */
export interface Said {
  /** Random: an answer names it. */
  readonly id: string
  readonly from: GateSpeaker
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  readonly topic: string
  readonly text: string
  /** False for what is told: nobody answers it. */
  readonly isAsked: boolean
}

export interface Replied {
  /** Of the question. */
  readonly id: string
  readonly from: GateSpeaker
  /** Null where it has nothing to say of it. */
  readonly text: string | null
}

/** What a gate has said; null for anything else. It was sealed by one of the ring: of another version, maybe. */
export function saidFrom(text: string): Said | null {
  const value = objectFrom<Said>(text)
  if (value === null) return null
  const { id, from, atMs, topic, text: said, isAsked } = value
  if (typeof id !== 'string' || !isSpeaker(from) || !Number.isSafeInteger(atMs)) return null
  if (typeof topic !== 'string' || typeof said !== 'string') return null
  return { id, from, atMs: Number(atMs), topic, text: said, isAsked: isAsked === true }
}

export function repliedFrom(text: string): Replied | null {
  const value = objectFrom<Replied>(text)
  if (value === null) return null
  const { id, from, text: said } = value
  if (typeof id !== 'string' || !isSpeaker(from)) return null
  return typeof said === 'string' || said === null ? { id, from, text: said } : null
}

function objectFrom<T>(text: string): Partial<Record<keyof T, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

/** Its name is printed for operators. */
function isSpeaker(value: unknown): value is GateSpeaker {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, gate }: Partial<Record<keyof GateSpeaker, unknown>> = value
  return isPlain(id) && isPlain(name) && isGateNumber(gate)
}

/** What is printed for operators, or stands in the name of a channel. */
export function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.:-]{1,64}$/.test(text)
}

/** From 0 to 65535. */
export function isGateNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff
}
