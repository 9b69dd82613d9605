import t from 'tap'
import {
  connectionsThatFit,
  openFilesMax,
  tooFewFiles,
} from '../../../src/control/listening/open-files.ts'
import { compileConfig } from '../../../src/config/index.ts'
import { type Snapshot } from '../../../src/model/index.ts'
import { configText } from '../../support/gate.ts'

function snapshotOf(options: { workers?: number; backend?: string }): Snapshot {
  const text = configText({ backendPort: 9, ...options })
  const compiled = compileConfig(text, { file: 'test.yaml', folder: '/tmp', cores: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return compiled.snapshot
}

t.test('clients get what backends and the gate itself leave, at least half', async (t) => {
  const few = snapshotOf({ workers: 2, backend: 'connections: 10' })
  const many = snapshotOf({ workers: 2, backend: 'connections: 5000' })
  const [base, backend] = [48 + 3 * 14, 10]
  const cases: { name: string; filesMax: number | null; snapshot: Snapshot; want: number }[] = [
    { name: 'plenty', filesMax: 20_000, snapshot: few, want: 20_000 - base - backend },
    { name: 'few files', filesMax: 200, snapshot: few, want: 200 - base - backend },
    {
      name: 'backends want all',
      filesMax: 1024,
      snapshot: many,
      want: Math.floor((1024 - base) / 2),
    },
    { name: 'hardly any files', filesMax: 20, snapshot: few, want: 16 },
    { name: 'a system that does not say', filesMax: null, snapshot: few, want: Infinity },
  ]
  for (const { name, filesMax, snapshot, want } of cases) {
    t.equal(connectionsThatFit(filesMax, snapshot), want, name)
  }
})

t.test('the operator is told where there is room for few', async (t) => {
  const snapshot = snapshotOf({})
  t.match(tooFewFiles(200, 50, snapshot), /200 files .* at most 50 connections .* not 32000/)
  t.equal(tooFewFiles(2_000, 1_000, snapshot), null)
  t.equal(tooFewFiles(null, Infinity, snapshot), null)
})

t.test('what the system lets this process open is known where it says', async (t) => {
  const max = openFilesMax()
  if (process.platform === 'linux') t.ok(Number(max) > 0, String(max))
  else t.equal(max, null)
})
