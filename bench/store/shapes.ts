import { type Shape } from './simulation.ts'

/** Requests a second that an attacker sends to all gates together, by one key. */
const ATTACK_RATE = 10_000

/** As `simulate` steps. */
const STEP_SECONDS = 0.005

const PER_STEP = ATTACK_RATE * STEP_SECONDS

/** Each gate gets as much as any other, all the time. */
const even: Shape = ({ gates, send }) => {
  for (let gate = 0; gate < gates; gate++) send(gate, Math.ceil(PER_STEP / gates))
}

/** All gates at once for a second, then nothing for nine: ten times as much in it. */
const bursty: Shape = ({ nowMs, gates, send }) => {
  if (nowMs % 10_000 >= 1_000) return
  for (let gate = 0; gate < gates; gate++) send(gate, Math.ceil((10 * PER_STEP) / gates))
}

/** One gate after the other, so long at each that it has a burst again: never two at once. */
function moving(stayMs: number): Shape {
  return ({ nowMs, gates, send }) => send(Math.floor(nowMs / stayMs) % gates, PER_STEP)
}

/** One gate gets everything; the others so little that none of them would tell it. */
const creeping: Shape = ({ nowMs, gates, send }) => {
  send(0, PER_STEP)
  for (let gate = 1; gate < gates; gate++) if (nowMs % 5_000 === gate * 100) send(gate, 1)
}

/** Whenever somebody is let through again anywhere, all gates get requests within the same step. */
const together: Shape = ({ nowMs, gates, send }) => {
  if (nowMs % 20_000 !== 0) return
  for (let gate = 0; gate < gates; gate++) send(gate, 100_000)
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  even,
  bursty,
  'moving every 50 ms': moving(50),
  'moving every second': moving(1_000),
  'moving every 20 s': moving(20_000),
  creeping,
  together,
}
