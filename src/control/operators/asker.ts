/** Who asks for something through the admin socket. */
export interface Asker {
  /** As the command says, which asks the session: whoever may use the socket could say another name. */
  readonly says: string
  /** Whose process is at the other end, as the system says; null where it does not. */
  readonly runsAs: string | null
}

/** What may stand in logs as somebody's name. */
const NAME = /^[\w.@-]{1,64}$/

/** `anna (as root)`: what the command says, and what the system says where that is another. */
export function spellAsker({ says, runsAs }: Asker): string {
  const name = NAME.test(says) ? says : ''
  if (runsAs === null) return name === '' ? 'somebody' : name
  if (name === '' || name === runsAs) return runsAs
  return `${name} (as ${runsAs})`
}
