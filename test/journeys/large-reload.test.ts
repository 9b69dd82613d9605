import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { type Connection, get, openConnection } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

/** As many as a policy takes. */
const RULES = 10_000

/** The last of all rules. */
const SHUT = `/part/${RULES - 1}/x`

/** Of the probe, on fresh and on kept connections in turn: fifty a second. */
const PROBE_MS = 20

const origin = await startOrigin({ respond: () => answer({ status: 200, body: 'backend' }) })
t.teardown(origin.close)

function textOf(rules: number): string {
  const list = Array.from({ length: rules }, (_, i) => {
    return `{ name: r${i}, when: { path: "/part/${i}/*" }, then: deny }`
  })
  const policies = `open: { challenge: never, rules: [${list.join(', ')}] }`
  return configText({ backendPort: origin.port, workers: 2, policies })
}

/** What a probe was told, in order: a status, or what went wrong. */
interface Probe {
  readonly told: readonly (number | string)[]
  readonly stop: () => Promise<void>
}

/** Asks at a steady pace, whatever becomes of the requests before. */
function startProbe(t: { readonly teardown: (end: () => unknown) => void }, port: number): Probe {
  const told: (number | string)[] = []
  const waiting = new Set<Promise<void>>()
  let kept: Connection | null = null
  const askKept = async (): Promise<number> => {
    const connection = (kept ??= await openConnection(port))
    const { status, headers } = await get(connection, SHUT)
    if (headers.get('connection') === 'close') kept = null
    return status
  }
  let isKeptBusy = false
  const ask = async (): Promise<void> => {
    const isKept = told.length % 2 === 0 && !isKeptBusy
    if (isKept) isKeptBusy = true
    const status = isKept ? askKept() : get(port, SHUT).then((answered) => answered.status)
    told.push(await status.catch((error: unknown) => String(error)))
    if (isKept) isKeptBusy = false
  }
  const timer = setInterval(() => {
    const asked = ask().finally(() => waiting.delete(asked))
    waiting.add(asked)
  }, PROBE_MS)
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    await Promise.all(waiting)
    kept?.close()
  }
  t.teardown(stop)
  return { told, stop }
}

t.test('ten thousand rules come and go, and nobody notices but by what they say', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-large-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, textOf(1))
  const gate = startCommand(['--config', file, 'run'], { cwd: folder })
  t.teardown(async () => {
    gate.signal('SIGTERM')
    await gate.ended
  })
  const port = Number(await gate.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  const asked = async (...words: readonly string[]): Promise<string> => {
    const command = startCommand(['--config', file, ...words], { cwd: folder })
    t.equal(await command.ended, 0, `${words.join(' ')}: ${command.err()}`)
    return command.out()
  }
  const probe = startProbe(t, port)
  t.equal((await get(port, SHUT)).status, 200)

  writeFileSync(file, textOf(RULES))
  t.match(await asked('reload'), /in force on all 2 workers\n$/)
  const before = probe.told.length
  for (let turn = 0; turn < 8; turn++) t.equal((await get(port, SHUT)).status, 403)

  t.match(await asked('rollback'), /in force on all 2 workers\n$/)
  for (let turn = 0; turn < 8; turn++) t.equal((await get(port, SHUT)).status, 200)

  await probe.stop()
  t.ok(before > 0)
  const others = probe.told.filter((status) => status !== 200 && status !== 403)
  t.strictSame(others, [], 'no other answer, and none failed')
  const turns = probe.told.filter((status, at) => status !== probe.told[at - 1])
  t.strictSame(turns.slice(0, 1), [200], 'first the one')
  t.equal(turns.at(-1), 200, 'and in the end again')
  const { workers } = JSON.parse(await asked('--json', 'status')) as {
    workers: readonly { restarts: number }[]
  }
  t.strictSame(
    workers.map(({ restarts }) => restarts),
    [0, 0],
    'nobody was ended for it',
  )
})

t.test('a gate that is told to stop while it compiles ends in good order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-large-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, textOf(1))
  const gate = startCommand(['--config', file, 'run'], { cwd: folder })
  await gate.says(/listening on/)
  writeFileSync(file, textOf(RULES))
  gate.signal('SIGHUP')
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 0)
  t.match(gate.err(), /ended in good order/)
})
