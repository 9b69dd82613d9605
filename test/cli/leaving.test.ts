import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { portsOf } from '../support/process-state.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

interface Leaving {
  readonly command: RunningCommand
  readonly port: number
  readonly readiness: () => Promise<string>
}

/** A gate that waits for a balancer before it ends. */
async function startLeaving(t: Pick<Test, 'teardown'>, unreadyFor: string): Promise<Leaving> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-leaving-'))
  const rest = `shutdown: { unreadyFor: ${unreadyFor}, grace: 5s }`
  writeFileSync(join(folder, 'gate.yaml'), configText({ backendPort: origin.port, rest }))
  const command = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
    rmSync(folder, { recursive: true, force: true })
  })
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  const adminPort = [...portsOf(command.pid)].find((each) => each !== port) ?? 0
  const readiness = async (): Promise<string> => {
    const { status, text } = await get(adminPort, '/readyz')
    return `${status} ${text.trim()}`
  }
  return { command, port, readiness }
}

t.test('a gate that is told to end says so first, and serves meanwhile', async (t) => {
  const { command, port, readiness } = await startLeaving(t, '10m')
  t.equal(await readiness(), '200 ready')
  command.signal('SIGTERM')
  await eventually('it says so', async () => (await readiness()) === '503 leaving')
  t.equal((await get(port, '/')).status, 200, 'whoever has not heard of it is served')
  t.notMatch(command.err(), 'finishing', 'nothing has ended yet')

  // The first one's echo would be heard as the same.
  await eventually('a second signal ends the wait', () => {
    command.signal('SIGTERM')
    return command.err().includes('finishing what is under way')
  })
  await command.ended
})

t.test('it ends by itself when the time is over', async (t) => {
  const { command } = await startLeaving(t, '1s')
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
})
