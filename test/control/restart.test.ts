import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, anyProofFor, sendProof, silentTokenIn } from '../support/visitor.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-restart-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const origin = await startOrigin()
t.teardown(origin.close)
const policies = 'open: { challenge: always }'
writeFileSync(join(folder, 'paart.yaml'), configText({ backendPort: origin.port, policies }))
const spentFile = join(folder, 'run/spent.bin')

interface Running {
  readonly command: RunningCommand
  readonly port: number
}

async function run(): Promise<Running> {
  const command = startCommand(['run', '--config', 'paart.yaml'], { cwd: folder })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/^paart: listening on http:\/\/127\.0\.0\.1:(\d+) /m))
  return { command, port }
}

/** The proof a page's script would send. */
async function proofFrom(port: number): Promise<Buffer> {
  const page = await get(port, '/', NAVIGATION)
  return anyProofFor(silentTokenIn(page.text) ?? '')
}

t.test(
  'challenges outlive a restart in good order, and no crash makes a spent one good',
  async (t) => {
    const first = await run()
    const spent = await proofFrom(first.port)
    const open = await proofFrom(first.port)
    t.equal((await sendProof(first.port, spent)).status, 204)
    first.command.signal('SIGTERM')
    t.equal(await first.command.ended, 0)
    t.notOk(first.command.isAlive(), 'no process is left')
    t.ok(existsSync(spentFile))

    const second = await run()
    t.notOk(existsSync(spentFile), 'taken before it is used')
    t.equal((await sendProof(second.port, spent)).status, 409, 'still spent')
    t.equal((await sendProof(second.port, open)).status, 204, 'still good')
    const late = await proofFrom(second.port)
    second.command.signal('SIGKILL')
    t.equal(await second.command.ended, 'SIGKILL')

    const third = await run()
    for (const proof of [spent, open, late])
      t.equal((await sendProof(third.port, proof)).status, 409)
    third.command.signal('SIGINT')
    t.equal(await third.command.ended, 0)
  },
)
