import { setTimeout as sleep } from 'node:timers/promises'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { claimIn, Sender } from '../support/sender.ts'

/** How often the gate is killed; `PAART_TEST_KILLS=200` takes five minutes. */
const KILLS = Number(process.env['PAART_TEST_KILLS'] ?? 5)

/** People who send one form after the other, at the same time. */
const PEOPLE = 8

/** Of three records. */
const BODY = Buffer.alloc(150_000, 'form=text&')

/** So long a form may take until its fate is known: every life of the gate is shorter. */
const SETTLED_MS = 60_000

const random = randomFrom(31)

t.setTimeout(60_000 + KILLS * 10_000)

const origin = await startOrigin({
  async respond({ body }) {
    await sleep(wholeBelow(random, 20))
    return answer({ status: 200, body: `received ${body.length}` })
  },
})
t.teardown(origin.close)

const folder = mkdtempSync(join(tmpdir(), 'paart-killed-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

function writeConfig(port: number): void {
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    routes: '- { name: everything, policy: write }',
    policies: 'write: { challenge: always, signals: { behaviour: off } }',
    // Who sends a form here never comes to an end of a pass.
    rest: 'pass: { requestsMax: { worked: 100000, waited: 100000, vouched: 100000 } }',
  })
  writeFileSync(join(folder, 'gate.yaml'), text.replace('127.0.0.1:0', `127.0.0.1:${port}`))
}

async function start(): Promise<RunningCommand> {
  const gate = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(() => gate.signal('SIGKILL'))
  await gate.says(/listening on/)
  return gate
}

/** What became of the forms that were taken in: of each the page was seen. */
const fates = { delivered: 0, unknown: 0, lost: 0 }

/** One form from its post to its fate, over as many lives of the gate as it takes. */
async function sendOne(port: number, pass: string, path: string): Promise<void> {
  const sender = new Sender(port)
  const page = await sender.post(path, { body: BODY }).catch(() => null)
  const claim = page === null ? undefined : claimIn(page.text)
  if (claim === undefined) return sleep(20)
  sender.cookies.set('paart', pass)
  const endMs = Date.now() + SETTLED_MS
  while (Date.now() < endMs) {
    const told = await sender.claim(path, claim).catch(() => null)
    if (told?.text === `received ${BODY.length}`) return void fates.delivered++
    if (told?.status === 409) return void fates.unknown++
    await sleep(20)
  }
  fates.lost++
}

t.test(
  `a gate under load that is killed ${KILLS} times doubles nothing, loses nothing`,
  async (t) => {
    writeConfig(0)
    let gate = await start()
    const port = Number(/listening on \S*:(\d+)/.exec(gate.err())?.[1])
    writeConfig(port)
    const first = new Sender(port)
    await first.prove(await first.get('/'))
    const pass = first.cookies.get('paart') ?? ''

    const over = new AbortController()
    let count = 0
    const people = Array.from({ length: PEOPLE }, async () => {
      while (!over.signal.aborted) await sendOne(port, pass, `/form/${count++}`)
    })
    for (let killed = 0; killed < KILLS; killed++) {
      await sleep(50 + wholeBelow(random, 900))
      gate.signal('SIGKILL')
      t.equal(await gate.ended, 'SIGKILL')
      gate = await start()
    }
    await sleep(500)
    over.abort()
    await Promise.all(people)

    const arrived = Map.groupBy(
      origin.requests.filter(({ method }) => method === 'POST'),
      ({ target }) => target,
    )
    const doubled = [...arrived].filter(([, posts]) => posts.length > 1).map(([target]) => target)
    t.comment(`${count} forms sent: ${JSON.stringify(fates)}, ${arrived.size} arrived`)
    t.same(doubled, [], 'none arrived twice')
    t.equal(fates.lost, 0)
    t.ok(fates.delivered >= KILLS, 'and most of them did')
    t.ok(fates.delivered <= arrived.size, 'nobody was told so who was not')
    gate.signal('SIGTERM')
    t.equal(await gate.ended, 0)
  },
)
