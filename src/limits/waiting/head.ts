import { Head } from './layout.ts'

/** What is known of a room as a whole. */
export class RoomHead {
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  get active(): number {
    return this.get(Head.active)
  }

  get waiting(): number {
    return this.get(Head.waiting)
  }

  get admitted(): number {
    return this.get(Head.admitted) >>> 0
  }

  get used(): number {
    return this.get(Head.used)
  }

  get heldUp(): number {
    return this.get(Head.heldUp)
  }

  set heldUp(count: number) {
    this.set(Head.heldUp, count)
  }

  get unused(): number {
    return this.get(Head.unused)
  }

  set unused(count: number) {
    this.set(Head.unused, count)
  }

  /** Whether other gates have people in the room: then the main thread alone takes turns, and gives credit. */
  get isShared(): boolean {
    return this.gates > 0
  }

  /** How many gates share the room; 0 where it is this one's own. */
  get gates(): number {
    return this.get(Head.gates)
  }

  set gates(count: number) {
    this.set(Head.gates, count)
  }

  /** Who comes new may be let in so often, where the room is shared; changed under the lock. */
  get credit(): number {
    return this.get(Head.credit)
  }

  set credit(count: number) {
    this.set(Head.credit, count)
  }

  /** So many who came new were let in by credit since turns were taken. */
  get entered(): number {
    return this.get(Head.entered)
  }

  set entered(count: number) {
    this.set(Head.entered, count)
  }

  protected get(word: number): number {
    return Atomics.load(this.#words, word)
  }

  protected set(word: number, value: number): void {
    Atomics.store(this.#words, word, value)
  }
}
