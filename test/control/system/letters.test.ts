import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Letters } from '../../../src/control/system/letters.ts'
import { unixDatagrams } from '../../../src/control/system/unix-datagrams.ts'
import { listenForDatagrams } from '../../support/datagrams.ts'
import { eventually } from '../../support/eventually.ts'

/** More than a socket of Linux has room for, whatever the system is set to. */
const MANY = 2_000

function unexpected(line: string): void {
  t.fail(`lost: ${line}`)
}

t.test('whoever reads slowly stops nobody, and hears all that matters in its order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-letters-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const address = join(folder, 'slow')
  const listener = listenForDatagrams(address)
  t.teardown(listener.close)
  const send = await unixDatagrams(address)
  if (send === null) throw new Error('this Node sends no datagrams')
  const letters = new Letters(send, unexpected)
  for (let i = 0; i < MANY; i++) letters.post(['WATCHDOG=1'])
  const said = Array.from({ length: 20 }, (_, i) => `STATUS=${i}`)
  for (const line of said) letters.post([line])
  const statuses = (): readonly string[] =>
    listener.received().filter((text) => text !== 'WATCHDOG=1')
  await eventually('all is heard', () => statuses().length === said.length)
  t.strictSame(statuses(), said)
})

t.test(
  'who never listens is given up, once for each letter, and a heap of letters is bounded',
  async (t) => {
    const lost: string[] = []
    const letters = new Letters(
      () => false,
      (line) => lost.push(line),
    )
    for (let i = 0; i < 66; i++) letters.post([`STATUS=${i}`, 'more'])
    t.strictSame(lost, ['STATUS=0', 'STATUS=1'], 'the oldest goes')
    letters.post(['WATCHDOG=1'])
    t.equal(lost.length, 2)
    await eventually('the next is given up', () => lost.length > 2)
    t.equal(lost[2], 'STATUS=2')
  },
)
