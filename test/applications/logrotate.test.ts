import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startLoad } from '../support/load.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { readProjectFile } from '../support/sources.ts'

const run = promisify(execFile)

/** Enough for a file to be renamed, compressed and forgotten about by whoever wrote it. */
const ROTATIONS = 4

const COPYTRUNCATE = `
/var/log/paart/access.log {
  rotate 30
  missingok
  compress
  delaycompress
  copytruncate
}`

/** The one in the documentation. */
function documented(): string {
  const [, snippet = ''] =
    /```\n(\/var\/log\/paart[^]*?)```/.exec(
      readProjectFile('docs/in-front-of-your-application.md'),
    ) ?? []
  return snippet
}

interface Rotated {
  readonly port: number
  readonly log: string
  readonly rotate: () => Promise<void>
  /** Lines of requests in all files. */
  readonly lines: () => number
  readonly end: () => Promise<void>
}

/** A gate with two workers whose log real logrotate rotates by `snippet`, whenever it is told to. */
async function startRotated(
  t: { readonly teardown: (end: () => unknown) => void },
  snippet: string,
): Promise<Rotated> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-logrotate-'))
  const origin = await startOrigin()
  writeFileSync(join(folder, 'gate.yaml'), configText({ backendPort: origin.port, workers: 2 }))
  const command = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  const end = async (): Promise<void> => {
    command.signal('SIGTERM')
    await command.ended
  }
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
    await origin.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  writeFileSync(join(folder, 'pid'), String(command.pid))
  const here = snippet.replaceAll('/var/log/paart', folder).replaceAll('/run/paart', folder)
  // It takes no file that others might have written.
  writeFileSync(join(folder, 'rotation'), here, { mode: 0o600 })
  const argv = ['--force', '--state', join(folder, 'state'), join(folder, 'rotation')]
  return {
    port,
    log: join(folder, 'access.log'),
    rotate: async () => void (await run('/usr/sbin/logrotate', argv)),
    lines: () => countLines(folder),
    end,
  }
}

function countLines(folder: string): number {
  const names = readdirSync(folder).filter((name) => name.startsWith('access.log'))
  const texts = names.map((name) => {
    const bytes = readFileSync(join(folder, name))
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  })
  return texts.reduce((sum, text) => sum + text.split('\n').filter(isRequest).length, 0)
}

/** Whole, and of a request. */
function isRequest(line: string): boolean {
  if (line === '') return false
  return 'reference' in (JSON.parse(line) as object)
}

await withPackages(t, ['logrotate'], async () => {
  t.test('the rotation of the documentation loses no line while requests go on', async (t) => {
    t.match(documented(), /create/, 'there is one')
    const { port, log, rotate, lines, end } = await startRotated(t, documented())
    const load = startLoad(t, { port, fresh: 2, keeping: 2 })
    for (let i = 1; i <= ROTATIONS; i++) {
      const before = load.answered()
      await eventually('requests are under way', () => load.answered() > before + 50)
      await rotate()
      await eventually('the new file is written to', () => statSync(log).size > 0)
    }
    await load.stop()
    await end()
    t.strictSame(load.failures, [])
    t.equal(lines(), load.answered())
    t.ok(existsSync(`${log}.${ROTATIONS}.gz`), 'the oldest is compressed')
    t.equal(statSync(log).mode & 0o777, 0o640)
  })

  t.test('a file that is copied and emptied is written to from its beginning', async (t) => {
    const { port, log, rotate, lines } = await startRotated(t, COPYTRUNCATE)
    for (let i = 1; i <= ROTATIONS; i++) {
      for (let request = 0; request < 20; request++) await get(port, `/${i}`)
      await eventually('all lines are written', () => lines() === 20 * i)
      await rotate()
      t.equal(statSync(log).size, 0)
    }
    await get(port, '/last')
    await eventually('the last line is written', () => statSync(log).size > 0)
    t.match(readFileSync(log, 'utf8'), /^\{.*"path":"\/last".*\}\n$/, 'nothing else is there')
    t.equal(lines(), 20 * ROTATIONS + 1)
  })
})
