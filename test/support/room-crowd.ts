import { isMainThread, workerData } from 'node:worker_threads'
import {
  type RoomTerms,
  type SharedMemory,
  type Ticket,
  type WaitingRooms,
  attachLimits,
} from '../../src/limits/index.ts'
import { RoomBooks } from '../../src/limits/waiting/books.ts'
import { State } from '../../src/limits/waiting/states.ts'
import { randomFrom, wholeBelow } from './random.ts'

/*
 * What a thread does at a waiting room until it is terminated: people come, look again and go away; or one change is
 * begun and never ended.
 */

/** `nowMs` is moved by the test; `steps` is how often something was done, `place` where a change was left. */
export const Word = { nowSeconds: 0, steps: 1, place: 2 } as const

export interface Crowd {
  readonly memory: SharedMemory
  readonly worker: number
  readonly terms: RoomTerms
  readonly words: Int32Array
  readonly does:
    | 'walks'
    | 'holds the lock'
    | 'leaves a place half given'
    | 'leaves a call half done'
}

/** So many people are known to a thread: more than the room holds. */
const PEOPLE_MAX = 200

function begin({ memory, worker, terms, words, does }: Crowd): void {
  const limits = attachLimits(memory, worker)
  if (does === 'walks') return walk(limits.waitingRooms, limits.hashOf, { worker, terms, words })
  const books = new RoomBooks(memory.waitingRooms, 0, worker)
  books.locked(() => {
    leave(books, does, words, { network: limits.hashOf('left'), now: nowIn(words) })
    Atomics.add(words, Word.steps, 1)
    for (;;);
  }, undefined)
}

function nowIn(words: Int32Array): number {
  return Atomics.load(words, Word.nowSeconds)
}

/** As far as a thread had come that was terminated in between. */
function leave(
  books: RoomBooks,
  does: Crowd['does'],
  words: Int32Array,
  { network, now }: { readonly network: number; readonly now: number },
): void {
  const who = { network, wider: 0, provider: 0, isSettled: true }
  if (does === 'leaves a place half given') {
    // The place is given, and nothing else has been noted of it.
    const ticket = { idLow: 7, idHigh: 7, ...books.joinedNow(now) }
    const at = books.claim(State.entering, ticket, { who, now })
    Atomics.store(words, Word.place, at)
    books.recount()
    books.setState(at, State.entering, now)
  }
  // Its state has changed, and the counts have not.
  if (does !== 'leaves a call half done') return
  const places = Array.from({ length: books.used }, (_, at) => at)
  const waits = places.find((at) => books.stateOf(at) === State.waiting)
  if (waits !== undefined) books.setState(waits, State.called, now)
}

function walk(
  rooms: WaitingRooms,
  hashOf: (text: string) => number,
  { worker, terms, words }: Pick<Crowd, 'worker' | 'terms' | 'words'>,
): never {
  const random = randomFrom(worker + 1)
  const people: { ticket: Ticket; network: number }[] = []
  for (;;) {
    const nowMs = 1000 * nowIn(words)
    const at = wholeBelow(random, PEOPLE_MAX)
    const known = people[at]
    const network = known?.network ?? hashOf(`${worker} ${at}`)
    const turn = rooms.enter(0, terms, {
      ticket: known?.ticket ?? null,
      restore: null,
      who: { network, wider: 0, provider: 0, isSettled: true },
      keeps: 'any',
      nowMs,
      wallMs: nowMs,
    })
    if (turn.kind === 'in') rooms.handOver(0, turn.ticket, nowMs)
    if (turn.kind === 'in' || turn.kind === 'waits') people[at] = { ticket: turn.ticket, network }
    Atomics.add(words, Word.steps, 1)
  }
}

if (!isMainThread) begin(workerData as Crowd)
