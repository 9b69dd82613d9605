import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScreen } from '../browsers/screen.ts'

/** A browser with a window, on a screen that nobody sees. */
export interface WindowBrowser {
  readonly stop: () => Promise<void>
}

/** What Dillo leaves behind runs until it is told to end. */
const DILLO_HELPER = '/usr/libexec/dillo/dpidc'

/** Opens an address. An empty home keeps the machine's settings out. */
export async function startWindowBrowser(
  program: 'netsurf' | 'dillo',
  url: string,
): Promise<WindowBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'paart-window-browser-'))
  const screen = await startScreen()
  const env = { PATH: process.env['PATH'], HOME: home, DISPLAY: screen.display }
  const browser = spawn(program, [url], { env, stdio: 'ignore' })
  return {
    async stop() {
      browser.kill('SIGKILL')
      if (program === 'dillo') await once(execFile(DILLO_HELPER, ['stop'], { env }), 'close')
      await screen.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
