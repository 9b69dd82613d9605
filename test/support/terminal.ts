import { Readable } from 'node:stream'
import { type Terminal } from '../../src/cli/index.ts'

/** A terminal that a test holds in its hands. */
export interface FakeTerminal extends Terminal {
  readonly outText: () => string
  readonly errText: () => string
  readonly send: (signal: NodeJS.Signals) => void
  readonly listens: () => number
  readonly exits: readonly number[]
  readonly advance: (ms: number) => void
}

/** `piped`: what is piped in, in these pieces. */
export function fakeTerminal({
  piped = [],
  ...given
}: Partial<Pick<Terminal, 'env' | 'configPlaces'>> & {
  readonly piped?: readonly Buffer[]
} = {}): FakeTerminal {
  const texts = { out: '', err: '' }
  const listeners = new Set<{ signal: NodeJS.Signals; listener: () => void }>()
  const exits: number[] = []
  let nowMs = 0
  return {
    out: (text) => (texts.out += text),
    err: (text) => (texts.err += text),
    isJournal: false,
    input: () => Readable.from(piped),
    onSignal(signal, listener) {
      const entry = { signal, listener }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    env: {},
    // Of the machine nothing is known: another gate may be installed there.
    configPlaces: ['./config/paart.yaml', 'etc/paart.yaml'],
    ...given,
    user: () => 'anna',
    from: () => '',
    exit: (code) => exits.push(code),
    nowMs: () => nowMs,
    outText: () => texts.out,
    errText: () => texts.err,
    send: (signal) => {
      for (const entry of listeners) if (entry.signal === signal) entry.listener()
    },
    listens: () => listeners.size,
    exits,
    advance: (ms) => (nowMs += ms),
  }
}
