import { once } from 'node:events'
import { startHelper } from './process.ts'

/** A screen that nobody sees. */
export interface Screen {
  /** For `DISPLAY`. */
  readonly display: string
  readonly stop: () => Promise<void>
}

export async function startScreen(): Promise<Screen> {
  const { child, stop } = startHelper({
    program: 'Xvfb',
    args: ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { stdout } = child
  if (stdout === null) throw new Error('nothing to read')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('Xvfb did not start')))
  const told = once(stdout.setEncoding('utf8'), 'data')
  const [number] = await Promise.race([told, ended])
  // That it ends later is no fault.
  ended.catch(() => undefined)
  return { display: `:${String(number).trim()}`, stop }
}
