import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { socketName, unixDatagrams } from '../../../src/control/system/unix-datagrams.ts'
import { listenForDatagrams } from '../../support/datagrams.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-datagrams-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('what is sent to a path or an abstract name arrives, whole and in order', async (t) => {
  for (const address of [join(folder, 'socket'), `@paart-test-${process.pid}`]) {
    const listener = listenForDatagrams(address)
    t.teardown(listener.close)
    const send = await unixDatagrams(address)
    t.equal(send?.('READY=1\nSTATUS=Grüezi'), true, address)
    t.equal(send?.('STOPPING=1'), true)
    t.strictSame(listener.received(), ['READY=1\nSTATUS=Grüezi', 'STOPPING=1'])
  }
})

t.test('where nobody listens nothing is taken, and nothing breaks', async (t) => {
  const send = await unixDatagrams(join(folder, 'nobody'))
  t.equal(send?.('READY=1'), false)
})

t.test('an address is named as unix(7) wants it, or is none', async (t) => {
  t.strictSame(socketName('/run/x'), Buffer.from('\u0001\0/run/x\0'))
  t.strictSame(socketName('@x'), Buffer.from('\u0001\0\0x'))
  t.ok(socketName(`/${'x'.repeat(106)}`), 'as long as may be')
  for (const none of ['', 'relative', 'vsock:2:1234', `/${'x'.repeat(107)}`]) {
    t.equal(socketName(none), null, none)
    t.equal(await unixDatagrams(none), null)
  }
})
