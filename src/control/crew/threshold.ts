import { setTimeout as pause } from 'node:timers/promises'

const IS_OPEN = 0
const THERE = 1
const BYTES = 8

/** Nobody is served meanwhile, and a look costs nothing. */
const LOOK_MS = 5

/**
 * Where workers wait that are ready to listen, until the main thread lets them: those of a gate that takes another
 * one's place, until that has handed over what they need to know. Workers born later go through.
 */
export class Threshold {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.memory = memory
    this.#words = new Int32Array(memory)
  }

  open(): void {
    Atomics.store(this.#words, IS_OPEN, 1)
  }

  /** Of a worker: settles when it may listen. */
  async cross(): Promise<void> {
    Atomics.add(this.#words, THERE, 1)
    while (Atomics.load(this.#words, IS_OPEN) === 0) await pause(LOOK_MS)
  }

  /** Settles when so many workers wait here, or `isOver` says that they will not. */
  async reached(workers: number, isOver: () => boolean): Promise<void> {
    while (Atomics.load(this.#words, THERE) < workers && !isOver()) await pause(LOOK_MS)
  }
}
