/** How many WebSockets a worker keeps, and for how long. */
export interface WebSocketLimits {
  /** Those that wait for their backend and those that are open. */
  readonly openMax: number
  /** Silence in both directions after which one is told to go. */
  readonly idleMs: number
}

/** A fifth of a worker's connections, some 100 KiB each: pages keep room beside them. */
const OPEN_MAX = 2_000

/** Applications ping every minute or so; one that is silent for an hour has been forgotten. */
const IDLE_MS = 3_600_000

export const WEBSOCKET_LIMITS: WebSocketLimits = { openMax: OPEN_MAX, idleMs: IDLE_MS }

/** A WebSocket on its way through the gate. */
export interface OpenWebSocket {
  /** Ends it in order, and in any case within `graceMs`. */
  readonly goAway: (graceMs: number) => void
}

/** All WebSockets of one worker. */
export class WebSockets {
  readonly limits: WebSocketLimits
  readonly #open = new Set<OpenWebSocket>()

  constructor(limits: WebSocketLimits) {
    this.limits = limits
  }

  /** Whether there may be one more. */
  get hasRoom(): boolean {
    return this.#open.size < this.limits.openMax
  }

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
