import { randomBytes } from 'node:crypto'

/** The oldest session ends where one more begins: memory stays bounded whoever logs in. */
const SESSIONS_MAX = 1000

const SESSION_ID_BYTES = 16

/** Who is logged in, for as long as the application runs. */
export interface Sessions {
  /** Begins a session and gives its id. */
  readonly begin: (name: string) => string
  /** The name behind an id, or undefined where nobody is logged in. */
  readonly nameOf: (id: string) => string | undefined
  readonly end: (id: string) => void
}

/** Makes an empty session store. */
export function createSessions(): Sessions {
  const names = new Map<string, string>()
  return {
    begin: (name) => {
      for (const oldest of names.keys()) {
        if (names.size < SESSIONS_MAX) break
        names.delete(oldest)
      }
      const id = randomBytes(SESSION_ID_BYTES).toString('hex').toUpperCase()
      names.set(id, name)
      return id
    },
    nameOf: (id) => names.get(id),
    end: (id) => {
      names.delete(id)
    },
  }
}
