import { BOUGHT_TOPIC, hearBought, type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot } from '../model/index.ts'
import { type Asks } from '../store/index.ts'
import { type Supervisor } from './crew/supervisor.ts'
import { FormKeepers, type FormKeepersOptions } from './form-keepers.ts'
import { NetworkShares } from './network-shares.ts'

export interface NeighboursOptions extends Pick<FormKeepersOptions, 'caretaker'> {
  readonly limits: Limits
  readonly clock: Clock
}

/** What gates tell each other, and nobody answers: where forms are, what was bought, what networks hold. */
export class Neighbours {
  readonly #keepers: FormKeepers
  readonly #shares: NetworkShares

  constructor(options: NeighboursOptions, asks: Asks, crew: Pick<Supervisor, 'tellAll'>) {
    const { limits, clock } = options
    const onKeepers: FormKeepersOptions['onKeepers'] = (keepers) =>
      crew.tellAll({ kind: 'learn', keepers })
    this.#keepers = new FormKeepers({ ...options, asks, onKeepers })
    this.#shares = new NetworkShares({ ...options, asks })
    asks.on(BOUGHT_TOPIC, (text) => {
      // In the memory that all workers share.
      hearBought(text, limits, clock.steadyMs())
      return Promise.resolve(null)
    })
  }

  /** Where a configuration names a store. */
  follow(snapshot: Snapshot): void {
    this.#keepers.follow(snapshot)
    this.#shares.follow(snapshot)
  }

  stop(): void {
    this.#keepers.stop()
    this.#shares.stop()
  }
}
