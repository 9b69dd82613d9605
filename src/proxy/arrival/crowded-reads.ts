import { type Socket } from 'node:net'
import { Turns } from '../bounds/turns.ts'
import { goOnReading, holdReading } from './node-connection.ts'

/**
 * Reads full of tiny pieces in one turn of the event loop: 64 KiB of one-byte chunks keep the parser
 * busy for some ten milliseconds, and cannot be stopped once they are read.
 */
const CROWDED_READS_PER_TURN = 2

/**
 * Turns of those who send such crowds. Whose turn it is has been read before anybody else is looked at, and ends
 * the turn for all (`CrowdedReads`): a few that never end would be all that is ever read, did they not rest.
 */
export function crowdTurns(): Turns {
  return new Turns(CROWDED_READS_PER_TURN, { rests: true })
}

/**
 * Ends a turn of the event loop early in which many connections bring crowds of tiny pieces. Where a
 * thousand of them have something to be read, one turn would read all of it, for seconds, and neither
 * pages nor the worker's own beat would have their turn between.
 */
export class CrowdedReads {
  readonly #sockets: () => Iterable<Socket>
  #reads = 0
  #held: Socket[] = []

  /** @param sockets Those of which requests are read. */
  constructor(sockets: () => Iterable<Socket>) {
    this.#sockets = sockets
  }

  /** A read has turned out to be one. */
  met(): void {
    if (this.#reads === 0) setImmediate(endOfTurn, this)
    if (++this.#reads === CROWDED_READS_PER_TURN) this.#hold()
  }

  #hold(): void {
    for (const socket of this.#sockets()) if (holdReading(socket)) this.#held.push(socket)
  }

  /** All others have their turn now. */
  endTurn(): void {
    this.#reads = 0
    const held = this.#held
    this.#held = []
    for (const socket of held) goOnReading(socket)
  }
}

/** A function of its own, so that a turn does not need one. */
function endOfTurn(reads: CrowdedReads): void {
  reads.endTurn()
}
