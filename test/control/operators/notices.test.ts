import t from 'tap'
import { Notices } from '../../../src/control/operators/notices.ts'
import { type Snapshot } from '../../../src/model/index.ts'
import { trusting } from '../../support/proxies.ts'

function stage() {
  const notes: string[] = []
  const lines: string[] = []
  const notices = new Notices({
    wallMs: () => 0,
    onNote: (line) => notes.push(line),
    onLog: (message, details) => lines.push(`${message} ${JSON.stringify(details)}`),
  })
  const follow = (hash: string, networks: readonly string[] = []): void =>
    notices.follow({ hash, trustedProxies: trusting(networks) } as unknown as Snapshot)
  follow('one')
  return { notices, notes, lines, follow }
}

function dropped(field: string) {
  return { kind: 'field-dropped', field, network: null, fields: [] } as const
}

const FORGOTTEN = { kind: 'stranger-forwards', network: '10.1.2.0/24' } as const

t.test('what several workers meet is told once', async (t) => {
  const { notices, notes, lines } = stage()
  for (let i = 0; i < 3; i++) notices.tell(FORGOTTEN, 'one')
  t.equal(notes.length, 1)
  t.strictSame(lines, ['X-Forwarded-For comes from a peer that is no trusted proxy {}'])
  t.match(notices.list(), [{ since: '1970-01-01T00:00:00.000Z', text: /^10\.1\.2\.0\/24 sends/ }])
})

t.test('another configuration begins anew, and a worker may be ahead of it', async (t) => {
  const { notices, notes, follow } = stage()
  notices.tell(FORGOTTEN, 'one')
  notices.tell({ kind: 'nobody-named', network: '10.0.0.0/8' }, 'two')
  t.equal(notices.list().length, 1, 'not in force yet')
  follow('two', ['0.0.0.0/0'])
  t.match(
    notices.list().map(({ text }) => text),
    [/names no client/, /^0\.0\.0\.0\/0 is trusted/],
  )
  t.equal(notes.length, 3)
  follow('two', ['0.0.0.0/0'])
  t.equal(notes.length, 3)
})

t.test('made-up fields are bounded, and leave room for what matters more', async (t) => {
  const { notices, notes } = stage()
  for (let i = 0; i < 1_000; i++) notices.tell(dropped(`x-forwarded-${i}`), 'one')
  t.ok(notices.list().length < 100)
  notices.tell(FORGOTTEN, 'one')
  t.match(notes.at(-1), /^10\.1\.2\.0\/24 sends/)
  t.match(notes[0], "trustedProxies: [{ network: THE PROXY'S, fields: [x-forwarded-0] }]")
})
