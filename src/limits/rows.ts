/**
 * Counts in shared memory of which each worker has a row of its own; what all have is the sum of a column.
 * So there is no total that could drift: when a worker dies its row is cleared, and all is right again.
 * The cells of a column lie side by side, since whoever adds to one reads all of them.
 */
export class Rows {
  readonly #cells: Int32Array
  readonly #rows: number
  readonly #row: number

  /** `row`: of the worker that counts here. */
  constructor(memory: SharedArrayBuffer, rows: number, row: number) {
    this.#cells = new Int32Array(memory)
    this.#rows = rows
    this.#row = row
  }

  /** Bytes of memory for so many columns. */
  static bytesOf(rows: number, columns: number): number {
    return rows * columns * 4
  }

  add(column: number): void {
    Atomics.add(this.#cells, column * this.#rows + this.#row, 1)
  }

  /** A leave without an enter changes nothing, or it would lift a cap for good. */
  subtract(column: number): void {
    const at = column * this.#rows + this.#row
    if (Atomics.load(this.#cells, at) > 0) Atomics.sub(this.#cells, at, 1)
  }

  /** The sum of a column. */
  total(column: number): number {
    const start = column * this.#rows
    let total = 0
    for (let at = start; at < start + this.#rows; at++) total += Atomics.load(this.#cells, at)
    return total
  }

  /**
   * The same for a tenth of the time, to be asked right behind an `add` of this worker, which no processor
   * lets later reads overtake. The language promises no order, so no cap of all hangs on it.
   */
  nearTotal(column: number): number {
    const start = column * this.#rows
    let total = 0
    for (let at = start; at < start + this.#rows; at++) total += this.#cells[at] ?? 0
    return total
  }

  /** Puts a number in this row, in the place of what is there. */
  set(column: number, count: number): void {
    Atomics.store(this.#cells, column * this.#rows + this.#row, count)
  }

  /** The sum of a column but for this row; soon, where others are adding to it. */
  ofOthers(column: number): number {
    return this.nearTotal(column) - (this.#cells[column * this.#rows + this.#row] ?? 0)
  }

  /** Forgets what a worker has counted. Memory that nobody has written to stays untouched. */
  clear(row: number): void {
    for (let at = row; at < this.#cells.length; at += this.#rows) {
      if (this.#cells[at] !== 0) Atomics.store(this.#cells, at, 0)
    }
  }
}
