/** All of the gate's own paths lie below it. */
const PREFIX = '/.paart'

/** Own paths are recognised by the path as sent, never by a reading of it. */
export function isOwnPath(path: string): boolean {
  return path.startsWith(`${PREFIX}/`)
}

/** Whether some reading of a path is one of ours, or looks like one: it is never forwarded. */
export function leadsToOwnPath(readings: readonly string[]): boolean {
  return readings.some((reading) => reading.toLowerCase().startsWith(PREFIX))
}
