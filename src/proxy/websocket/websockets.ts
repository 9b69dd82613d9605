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

  /** Tells every one to go. */
  goAway(graceMs: number): void {
    for (const websocket of this.#open) websocket.goAway(graceMs)
  }
}
