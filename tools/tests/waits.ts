/**
 * Loaded before a test (`node --import`), into its threads as well: writes a line of every timer that came
 * due after a while, with who set it, into the file that WAITS_FILE names.
 */
import { createHook } from 'node:async_hooks'
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'

/** Shorter ones are how a program breathes. */
const LONG_MS = 200

/** Node's and undici's own clocks, which nobody waits for: they go on while there is something to date. */
const CLOCK = /node:internal\/http|undici\/lib\/util\/timers/

const FRAMES_MAX = 30
const file = process.env['WAITS_FILE'] ?? '/dev/null'
const waiting = new Map<number, string>()

/** The first of the project's own files that led there, else the first one of a package; null for a clock. */
function whoSetIt(): string | null {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES_MAX
  const frames = new Error('where').stack?.split('\n').slice(1) ?? []
  Error.stackTraceLimit = limit
  if (CLOCK.test(frames.join('\n'))) return null
  const places = frames.map((frame) => /(?:file:\/\/)?(\/[^():]+|node:[^():]+):(\d+)/.exec(frame))
  const known = places.flatMap((place) => (place === null ? [] : [`${place[1]}:${place[2]}`]))
  const others = known.filter((place) => !place.includes(import.meta.filename))
  const own = others.find((place) => !/node_modules|^node:/.test(place))
  const named = own ?? others.find((place) => !place.startsWith('node:')) ?? others.at(-1) ?? '?'
  return named.startsWith('/') ? relative(process.cwd(), named) : named
}

function longTimer(resource: object): number {
  const ms: unknown = Reflect.get(resource, '_idleTimeout')
  const isRepeated = Reflect.get(resource, '_repeat') !== null
  return typeof ms === 'number' && ms >= LONG_MS && !isRepeated ? ms : 0
}

createHook({
  init(id, type, _trigger, resource) {
    if (type !== 'Timeout') return
    const ms = longTimer(resource)
    const from = ms > 0 ? whoSetIt() : null
    if (from !== null) waiting.set(id, `${ms} ${from}\n`)
  },
  before(id) {
    const line = waiting.get(id)
    if (line !== undefined) appendFileSync(file, line)
  },
  destroy(id) {
    waiting.delete(id)
  },
}).enable()
