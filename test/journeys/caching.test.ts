import t from 'tap'
import { type CacheVerdicts, runCacheTests, startCacheOrigin } from '../support/cache-suite.ts'
import { startTestGate } from '../support/gate.ts'

/** Fewer would mean that the suite did not run. */
const VERDICTS_MIN = 350

/**
 * Where the suite's origin breaks HTTP on purpose, a client that asks it directly gets nothing it
 * can read. The gate says what happened: 502 where the backend closed without an answer, and an
 * answer without the bytes that followed its Content-Length.
 */
const BROKEN_WHEN_DIRECT = [
  '304-etag-update-response-Content-Length',
  'headers-store-Content-Length',
  'stale-close',
  'stale-close-must-revalidate',
  'stale-close-no-cache',
  'stale-close-proxy-revalidate',
  'stale-close-s-maxage=2',
  'stale-sie-503',
  'stale-sie-close',
  'stale-warning-become',
  'stale-warning-stored',
]

t.test('a cache sees no difference between the gate and the application', async (t) => {
  const origin = await startCacheOrigin()
  const gate = await startTestGate({ backendPort: origin.port })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  const [direct, through] = await Promise.all([
    runCacheTests(`http://127.0.0.1:${origin.port}`),
    runCacheTests(gate.url),
  ])
  t.ok(Object.keys(direct).length >= VERDICTS_MIN, `${Object.keys(direct).length} tests ran`)
  t.strictSame(passed(through), passed(direct), 'the same tests pass')
  const broken = Object.keys(direct).filter((id) => isBroken(direct, id))
  t.strictSame(broken, BROKEN_WHEN_DIRECT)
  for (const id of broken) {
    t.notOk(isBroken(through, id), `${id}: an answer, even here`)
  }
  t.strictSame(without(through, broken), without(direct, broken), 'the others fail alike')
  t.strictSame(gate.notes, [])
})

function passed(verdicts: CacheVerdicts): readonly string[] {
  return Object.keys(verdicts).filter((id) => verdicts[id] === true)
}

/** Whether the client could not read any answer. */
function isBroken(verdicts: CacheVerdicts, id: string): boolean {
  const verdict = verdicts[id]
  return Array.isArray(verdict) && verdict[0] === 'FetchError'
}

function without(verdicts: CacheVerdicts, ids: readonly string[]): CacheVerdicts {
  return Object.fromEntries(Object.entries(verdicts).filter(([id]) => !ids.includes(id)))
}
