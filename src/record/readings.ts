import { type Family, single } from './exposition.ts'
import { type MachineReadings, machineFamilies } from './machine-families.ts'
import { storeFamilies, type StoreReadings } from './store-families.ts'

/** What is not counted but looked up when somebody asks. */
export interface Readings {
  /** Workers that listen right now. */
  readonly workersListening: number
  /** Connections of clients that are open right now. */
  readonly connections: number
  /** Answers held at the slow door right now. */
  readonly answersHeld: number
  /** Forms that are kept right now, and what room they take, by their state. */
  readonly keptForms: readonly {
    readonly state: string
    readonly number: number
    readonly bytes: number
  }[]
  /** How full each waiting room is, and who was let in since the gate started. */
  readonly waitingRooms: readonly {
    readonly room: string
    readonly active: number
    readonly waiting: number
    readonly admitted: number
  }[]
  /** Bytes of the workers' files for answers that are read slowly. */
  readonly spooledBytes: number
  /** Requests under way to each backend right now. */
  readonly inFlight: readonly { readonly backend: string; readonly requests: number }[]
  /** WebSockets to each backend that are open right now. */
  readonly webSockets: readonly { readonly backend: string; readonly webSockets: number }[]
  /** How each server of each backend is doing right now; a server is named as the file names it. */
  readonly servers: readonly {
    readonly backend: string
    readonly server: string
    readonly isWell: boolean
    /** An operator has taken it out of service for now. */
    readonly isDrained: boolean
  }[]
  /** How often newcomers found no place of their own in the shared tables of rates and tallies. */
  readonly rateOverflows: number
  readonly tallyOverflows: number
  readonly machine: MachineReadings
  /** Null where no store is asked. */
  readonly store: StoreReadings | null
}

/** Each as a scrape shows it. */
export function readFamilies(readings: Readings): readonly Family[] {
  return [
    ...gateFamilies(readings),
    ...roomFamilies(readings.waitingRooms),
    ...machineFamilies(readings.machine),
    ...storeFamilies(readings.store),
  ]
}

function gateFamilies(readings: Readings): readonly Family[] {
  const { workersListening, connections, answersHeld, keptForms } = readings
  return [
    single('paart_workers_listening', {
      type: 'gauge',
      help: 'Workers that listen right now.',
      value: workersListening,
    }),
    single('paart_connections_open', {
      type: 'gauge',
      help: 'Connections of clients that are open right now.',
      value: connections,
    }),
    single('paart_slow_door_held', {
      type: 'gauge',
      help: 'Answers held at the slow door right now.',
      value: answersHeld,
    }),
    {
      name: 'paart_kept_forms',
      type: 'gauge',
      help: 'Challenged forms that are kept right now.',
      samples: keptForms.map(({ state, number }) => ({
        labels: [['state', state]],
        value: number,
      })),
    },
    {
      name: 'paart_kept_bytes',
      type: 'gauge',
      help: 'Bytes of the disk that kept forms take right now.',
      samples: keptForms.map(({ state, bytes }) => ({ labels: [['state', state]], value: bytes })),
    },
    single('paart_spooled_bytes', {
      type: 'gauge',
      help: 'Bytes of the disk that answers to slow readers take right now.',
      value: readings.spooledBytes,
    }),
    ...backendFamilies(readings),
    {
      name: 'paart_limit_overflows_total',
      type: 'counter',
      help: 'Newcomers to a full table: rates counted them together, tallies forgot them.',
      samples: [
        { labels: [['table', 'rates']], value: readings.rateOverflows },
        { labels: [['table', 'tallies']], value: readings.tallyOverflows },
      ],
    },
  ]
}

function backendFamilies({ inFlight, webSockets, servers }: Readings): readonly Family[] {
  return [
    {
      name: 'paart_backend_in_flight',
      type: 'gauge',
      help: 'Requests under way to a backend right now.',
      samples: inFlight.map(({ backend, requests }) => ({
        labels: [['backend', backend]],
        value: requests,
      })),
    },
    {
      name: 'paart_backend_websockets',
      type: 'gauge',
      help: 'WebSockets to a backend that are open right now.',
      samples: webSockets.map(({ backend, webSockets: value }) => ({
        labels: [['backend', backend]],
        value,
      })),
    },
    {
      name: 'paart_backend_server_up',
      type: 'gauge',
      help: 'Whether a server of a backend is well enough to be sent requests: 1, or 0 where it fails.',
      samples: servers.map(({ backend, server, isWell }) => ({
        labels: [
          ['backend', backend],
          ['server', server],
        ],
        value: isWell ? 1 : 0,
      })),
    },
    {
      name: 'paart_backend_server_drained',
      type: 'gauge',
      help: 'Whether an operator has taken a server of a backend out of service for now: 1, or 0.',
      samples: servers.map(({ backend, server, isDrained }) => ({
        labels: [
          ['backend', backend],
          ['server', server],
        ],
        value: isDrained ? 1 : 0,
      })),
    },
  ]
}

function roomFamilies(rooms: Readings['waitingRooms']): readonly Family[] {
  const family = (
    name: string,
    type: Family['type'],
    [count, help]: readonly ['active' | 'waiting' | 'admitted', string],
  ): Family => ({
    name,
    type,
    help,
    samples: rooms.map((room) => ({ labels: [['room', room.room]], value: room[count] })),
  })
  return [
    family('paart_waiting_room_active', 'gauge', [
      'active',
      'Places of a waiting room that are taken, or kept for whose turn has come.',
    ]),
    family('paart_waiting_room_waiting', 'gauge', ['waiting', 'People who wait for their turn.']),
    family('paart_waiting_room_admitted_total', 'counter', [
      'admitted',
      'People who were let in by a waiting room.',
    ]),
  ]
}
