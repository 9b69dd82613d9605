import { type Row, cpuSecondsOf, lostWhere, paidText } from '../row.ts'
import { type Met, Scene, nothingMet, paidSeconds, passesOf, passesText } from './scene.ts'

const SECOND_MS = 1_000

/** One citizen in each place comes so often, from an address that had no pass lately. */
const COMES_MS = 60_000

/** What a pass of the silent door lets through (`pass.requestsMax` by default). */
const REQUESTS = 600

/** Where a network is beyond all prices a pass comes every ten seconds, and another for those who had none. */
const TURN_MS_MAX = 20_000

/** Addresses of a /24 for those of a farm, and behind them for citizens. */
export const FARM_MAX = 180
const CITIZENS_MAX = 60

/** Citizens somewhere, who need a pass each. */
interface Place {
  readonly name: string
  readonly network: string
  readonly met: Met
  waitedMsMax: number
}

interface Farm {
  /** Of one /24. */
  readonly addresses: number
  readonly minutes: number
  /** Core-milliseconds of a pass. */
  readonly passMs: number
}

/**
 * Browsers earn as many passes as they can, for so long; citizens need one now and then in the same network,
 * around it and elsewhere.
 */
export function farmRow({ addresses, minutes, passMs }: Farm): Row {
  const started = process.cpuUsage()
  const scene = new Scene()
  const farm = nothingMet()
  const near = placeAt('in its /24', '203.0.113')
  const around = placeAt('in the /20 around', '203.0.112')
  const elsewhere = placeAt('elsewhere', '198.51.100')
  const places = [near, around, elsewhere]
  for (let atMs = 0; atMs < minutes * 60_000; atMs += SECOND_MS) {
    scene.moveTo(atMs)
    // At the same moment the farm is always sooner.
    while (scene.earn(`203.0.113.${passesOf(farm) % addresses}`, farm));
    for (const place of places) come(scene, place, atMs)
  }
  const permitted = passesOf(farm) * REQUESTS
  return {
    name: `browsers that earn passes for ${minutes} min, from ${addresses} of the addresses of one /24`,
    lost: lostWhere({
      'a citizen of its network waited for long': near.waitedMsMax <= TURN_MS_MAX,
      'a citizen elsewhere paid more': [...elsewhere.met.passesAt.keys()].join() === '1',
    }),
    attacker: [
      `${passesText(farm)} for ${permitted} requests, 0 forms`,
      paidText(paidSeconds(farm, passMs), permitted),
    ],
    citizens: places.map(
      ({ name, met, waitedMsMax }) =>
        `${name}: ${passesText(met)}, ${waitedMsMax / 1000} s at most until it was their turn`,
    ),
    gate: `${cpuSecondsOf(process.cpuUsage(started)).toFixed(1)} CPU s of the doors' counters, no sockets`,
  }
}

function placeAt(name: string, network: string): Place {
  return { name, network, met: nothingMet(), waitedMsMax: 0 }
}

/** Whoever came and has none yet tries again. */
function come(scene: Scene, place: Place, atMs: number): void {
  const number = passesOf(place.met)
  const cameMs = number * COMES_MS
  if (cameMs > atMs) return
  const address = `${place.network}.${FARM_MAX + (number % CITIZENS_MAX)}`
  if (scene.earn(address, place.met)) {
    place.waitedMsMax = Math.max(place.waitedMsMax, atMs - cameMs)
  }
}
