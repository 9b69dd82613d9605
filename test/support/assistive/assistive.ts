import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startFirefox } from '../browsers/firefox.ts'
import { type BrowserSettings, type DrivenBrowser } from '../browsers/driven.ts'
import { startHelper } from '../browsers/process.ts'
import { startScreen } from '../browsers/screen.ts'

/** What assistive programs are told of a page. */
export interface Heard {
  /** The page in the order it is read, a line an element, indented by its depth; empty where there is none. */
  readonly page: readonly string[]
  /** What live regions and alerts said by themselves, first to last. */
  readonly said: readonly string[]
  /** Where the focus went, first to last. */
  readonly focused: readonly string[]
}

/** A browser that is listened to. */
export interface AudibleBrowser extends DrivenBrowser {
  readonly listen: () => Promise<Heard>
  /** Forgets what was said so far and where the focus went. */
  readonly forget: () => Promise<void>
}

/** Debian's own Python is the one that has Debian's libraries. */
const PYTHON = '/usr/bin/python3'
const LISTENER = fileURLToPath(new URL('listener.py', import.meta.url))

/** Firefox on a screen and a bus of its own, where one program listens. */
export async function startAudibleFirefox(
  settings: BrowserSettings & { readonly preload?: string },
): Promise<AudibleBrowser> {
  const screen = await startScreen()
  const bus = await startBus(screen.display)
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, DISPLAY: screen.display }
  const listener = await startListener(env)
  const browser = await startFirefox({
    ...settings,
    display: screen.display,
    env: { ...env, GNOME_ACCESSIBILITY: '1' },
    preferences: {
      // As where a screen reader was found.
      'accessibility.force_disabled': -1,
      // Else what nobody has asked for yet is missing from the first answer.
      'accessibility.enable_all_cache_domains': true,
      // What changes is told when it is drawn.
      'layout.frame_rate': 30,
    },
  })
  return {
    ...browser,
    listen: () => listener.ask<Heard>('look'),
    async forget() {
      await listener.ask('forget')
    },
    async close() {
      await browser.close()
      await listener.stop()
      await bus.stop()
      await screen.stop()
    },
  }
}

async function startBus(display: string) {
  const { child, stop } = startHelper({
    program: 'dbus-daemon',
    args: ['--session', '--nofork', '--nopidfile', '--print-address=1'],
    env: { DISPLAY: display },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (child.stdout === null) throw new Error('nothing to read')
  const [address] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { address: String(address).trim(), stop }
}

async function startListener(env: Readonly<Record<string, string>>) {
  const { child, stop } = startHelper({
    program: PYTHON,
    args: [LISTENER],
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('nobody to talk with')
  const answers = createInterface(stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const { value, done } = await answers.next()
    if (done === true) throw new Error('nobody listens any more')
    return JSON.parse(value)
  }
  await next()
  return {
    stop,
    /** One question at a time. */
    async ask<Answer>(command: 'look' | 'forget'): Promise<Answer> {
      stdin.write(`${command}\n`)
      return (await next()) as Answer
    },
  }
}
