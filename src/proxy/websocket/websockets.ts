/** A close frame is answered within a round trip, by whoever answers it at all. */
export const GOODBYE_MS = 5_000

/** A WebSocket on its way through the gate. */
export interface OpenWebSocket {
  /** Ends it in order, and in any case within `graceMs`. */
  readonly goAway: (graceMs: number) => void
}

/** All WebSockets of one worker. How many there are is bounded before they come here. */
export class WebSockets {
  readonly #open = new Set<OpenWebSocket>()

  add(websocket: OpenWebSocket): void {
    this.#open.add(websocket)
  }

  remove(websocket: OpenWebSocket): void {
    this.#open.delete(websocket)
  }

  /**
   * Tells every one to go: at once, or (`isLate`) when the time is nearly over, since where others serve nobody is in
   * a hurry.
   */
  goAway(withinMs: number, { isLate }: { readonly isLate: boolean }): void {
    const restMs = isLate ? Math.max(0, withinMs - GOODBYE_MS) : 0
    if (restMs === 0) this.#tell(withinMs)
    else setTimeout(() => this.#tell(withinMs - restMs), restMs).unref()
  }

  #tell(withinMs: number): void {
    for (const websocket of this.#open) websocket.goAway(withinMs)
  }
}
