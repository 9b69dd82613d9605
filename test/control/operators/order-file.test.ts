import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadOrders, orderFileOf, saveOrders } from '../../../src/control/operators/order-file.ts'
import { type Order } from '../../../src/model/index.ts'

const NOW_MS = 1_800_000_000_000
const ORDERED = { madeMs: NOW_MS, untilMs: NOW_MS + 1, by: 'anna', reason: 'scraper' }

const ORDERS: readonly Order[] = [
  {
    kind: 'ban',
    id: 1,
    target: { kind: 'network', network: '203.0.113.0/24' },
    inShadow: false,
    ...ORDERED,
  },
  { kind: 'allow', id: 2, target: { kind: 'asn', asn: 64_500 }, inShadow: true, ...ORDERED },
  {
    kind: 'ban',
    id: 3,
    target: { kind: 'fingerprint', fingerprint: 'Ab_-56789012' },
    inShadow: false,
    ...ORDERED,
  },
  { kind: 'mode', id: 4, mode: 'off', target: { kind: 'all' }, ...ORDERED },
  { kind: 'mode', id: 5, mode: 'shadow', target: { kind: 'site', site: 'a b' }, ...ORDERED },
  {
    kind: 'mode',
    id: 6,
    mode: 'enforce',
    target: { kind: 'route', site: 'a b', route: 'c' },
    ...ORDERED,
  },
]

function fileFor(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-orders-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return orderFileOf(join(folder, 'keys.json'))
}

t.test('what is written down is read again, by its owner alone', async (t) => {
  const file = fileFor(t)
  const withdrawn = [{ about: 'client AS64500', atMs: 5, untilMs: 9 }]
  t.same(
    loadOrders(file, NOW_MS),
    { list: [], nextId: 1, withdrawn: [], problem: null },
    'none was ever given',
  )
  saveOrders(file, { list: ORDERS, nextId: 7, withdrawn })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.same(loadOrders(file, NOW_MS), { list: ORDERS, nextId: 7, withdrawn, problem: null })
  t.same(readdirSync(join(file, '..')), ['orders.json'], 'nothing else is left')
})

t.test('a damaged file is told of and kept, and stops nothing', async (t) => {
  const file = fileFor(t)
  saveOrders(file, { list: ORDERS, nextId: 7, withdrawn: [] })
  const whole = readFileSync(file, 'utf8')
  const damaged: readonly [what: string, text: string][] = [
    ['cut off', whole.slice(0, -20)],
    ['empty', ''],
    ['with a withdrawal that is none', whole.replace('"withdrawn": []', '"withdrawn": [1]')],
    ['of another kind', '[]'],
    ['of a later version', whole.replace('"version": 1', '"version": 2')],
    ['with a target that is none', whole.replace('203.0.113.0/24', '203.0.113.0/99')],
    ['with a mode that is none', whole.replace('"off"', '"of"')],
    ['with a time that is none', whole.replace(String(NOW_MS + 1), '"soon"')],
    ['without an entry', whole.replace('"kind": "allow"', '"kind": "alow"')],
    ['too large', whole.padEnd(5 * 1024 * 1024)],
  ]
  for (const [index, [what, text]] of damaged.entries()) {
    writeFileSync(file, text)
    const { list, nextId, problem } = loadOrders(file, NOW_MS + index)
    t.same([list, nextId], [[], 1], what)
    const aside = /the file is (.*)$/.exec(problem ?? '')?.[1] ?? ''
    t.equal(readFileSync(aside, 'utf8'), text, `${what}: ${problem}`)
    t.same(loadOrders(file, NOW_MS).problem, null, 'it is out of the way')
  }
  t.equal(readdirSync(join(file, '..')).length, damaged.length, 'none replaced another')
})

t.test('one that cannot even be moved is told of as well', async (t) => {
  const file = fileFor(t)
  const aside = `${file}.damaged-${new Date(NOW_MS).toISOString().replaceAll(':', '-')}`
  writeFileSync(file, '?')
  mkdirSync(join(aside, 'in the way'), { recursive: true })
  t.match(
    loadOrders(file, NOW_MS).problem,
    /nothing is banned now, and the file stays where it is: EISDIR$/,
  )
})
