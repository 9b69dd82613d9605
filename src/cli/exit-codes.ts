/** Exit codes of every command; scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  configInvalid: 3,
  notRunning: 4,
  refused: 7,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
