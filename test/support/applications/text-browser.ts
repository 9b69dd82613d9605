import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../eventually.ts'

/** A browser that shows text and takes keys, in a terminal of its own. */
export interface TextBrowser {
  /** Waits until the words have been drawn since the last keys were pressed. */
  readonly shows: (words: string) => Promise<void>
  /** What has been drawn since then. */
  readonly drawn: () => string
  readonly press: (keys: string) => void
  readonly stop: () => void
}

/** `script` gives the program a terminal; an empty home keeps the machine's settings out. */
export function startTextBrowser(command: string): TextBrowser {
  const home = mkdtempSync(join(tmpdir(), 'paart-text-browser-'))
  const child = spawn('script', ['-qefc', `stty rows 50 cols 120; exec ${command}`, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let drawn = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (drawn += text))
  return {
    async shows(words) {
      const isShown = (): boolean => plain(drawn).includes(words)
      await eventually(words, isShown).catch(() => {
        throw new Error(`${command} does not show "${words}" but ${plain(drawn).slice(-2_000)}`)
      })
    },
    drawn: () => plain(drawn),
    press(keys) {
      drawn = ''
      child.stdin.write(keys)
    },
    stop() {
      // With `script` goes the terminal, and with the terminal the browser.
      child.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** What was drawn, without colours and movements; a step to the right is a blank. */
function plain(drawn: string): string {
  return (
    drawn
      // oxlint-disable-next-line no-control-regex -- terminals are told by control characters
      .replace(/\x1b\[\d*C/g, ' ')
      // oxlint-disable-next-line no-control-regex -- the same
      .replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b[()][A-Z0]|[\x00\x0e\x0f]/g, '')
  )
}
