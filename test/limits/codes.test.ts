import t from 'tap'
import {
  attachLimits,
  CODES_MAX,
  type CodeTable,
  createSharedMemory,
} from '../../src/limits/index.ts'
import { markOf } from './hammer.ts'

function tableOf(savedCodes?: Uint8Array): CodeTable {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), savedCodes, ...small })
  return attachLimits(memory, 0).codes
}

t.test('a code is good once, until its end', async (t) => {
  const codes = tableOf()
  t.notOk(codes.burn(markOf(1), 100), 'not before it is there')
  t.ok(codes.add(markOf(1), 200, 100))
  t.ok(codes.add(markOf(2), 200, 100))
  t.equal(codes.waiting(100), 2)
  t.notOk(codes.burn(markOf(3), 100), 'nor is another')
  t.ok(codes.burn(markOf(1), 199))
  t.notOk(codes.burn(markOf(1), 199), 'used')
  t.notOk(codes.burn(markOf(2), 200), 'expired')
  t.equal(codes.waiting(199), 1)
  t.equal(codes.waiting(200), 0)
})

t.test('marks are told apart by every one of their words', async (t) => {
  const codes = tableOf()
  const mark = markOf(1)
  codes.add(mark, 200, 100)
  for (const at of [3, 4, 8, 12]) {
    const other = mark.map((byte, i) => (i === at ? byte ^ 1 : byte))
    t.notOk(codes.burn(other, 100), `byte ${at}`)
  }
  t.ok(codes.burn(mark, 100))
})

t.test('where there is no room nothing is put out; used and expired ones make room', async (t) => {
  const codes = tableOf()
  for (let code = 0; code < CODES_MAX; code++) {
    t.ok(codes.add(markOf(code), code < 2 ? 150 : 200, 100))
  }
  t.notOk(codes.add(markOf(CODES_MAX), 200, 100))
  t.ok(codes.burn(markOf(7), 100))
  t.ok(codes.add(markOf(CODES_MAX), 200, 100))
  t.notOk(codes.add(markOf(CODES_MAX + 1), 200, 100))
  t.ok(codes.add(markOf(CODES_MAX + 1), 250, 150))
  t.ok(codes.burn(markOf(CODES_MAX), 150))
  t.ok(codes.burn(markOf(CODES_MAX + 1), 150))
})

t.test('codes that wait can be kept over a restart, used ones stay used', async (t) => {
  const before = tableOf()
  for (const code of [1, 2]) before.add(markOf(code), 200, 100)
  before.burn(markOf(1), 100)
  const saved = before.save()
  const after = tableOf(saved)
  t.equal(after.waiting(100), 1)
  t.notOk(after.burn(markOf(1), 100))
  t.ok(after.burn(markOf(2), 100))
  const cases = [
    { name: 'nothing', bytes: new Uint8Array(0) },
    { name: 'a byte too few', bytes: saved.subarray(1) },
    { name: 'another beginning', bytes: saved.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) },
  ]
  for (const { name, bytes } of cases) t.equal(tableOf(bytes).waiting(100), 0, name)
})
