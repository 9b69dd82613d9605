import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { networkOf } from '../../src/client/index.ts'
import { type Outcome } from '../../src/model/index.ts'
import { attachRing, createRing, openRecorder, type Recorder } from '../../src/record/index.ts'
import { addressOf } from '../support/facts.ts'
import { linesOf } from '../support/lines-of.ts'
import { NOON_MS, outcomeOf } from '../support/outcome.ts'

const DAY_MS = 86_400_000
const KEY = new Uint8Array(32).fill(1)

const folder = mkdtempSync(join(tmpdir(), 'paart-log-'))
t.teardown(() => rmSync(folder, { recursive: true }))

function logInto(file: string, key = KEY): Recorder {
  const ring = attachRing(createRing(1))
  return openRecorder({ logTo: file, key: () => key, ring, mayRecord: () => true })
}

/** What is logged about outcomes, by a log of its own. */
async function logged(
  name: string,
  outcomes: readonly Partial<Outcome>[],
  key = KEY,
): Promise<string[]> {
  const file = join(folder, name, 'access.log')
  const log = logInto(file, key)
  for (const outcome of outcomes) log.write(outcomeOf(outcome))
  log.close()
  return linesOf(file, outcomes.length)
}

function parsed(line: string | undefined): Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every line is an object
  return JSON.parse(line ?? '') as Record<string, unknown>
}

const valuesOf = (field: string, lines: readonly string[]): unknown[] =>
  lines.map((line) => parsed(line)[field])

t.test('a request is one line of JSON with these fields and no others', async (t) => {
  const [line, ...others] = await logged('fields', [{}])
  t.same(others, [])
  const { network, ...fields } = parsed(line)
  t.match(network, /^[\w-]{12}$/)
  t.same(fields, {
    time: '2026-11-22T12:00:00.000Z',
    reference: '0000-0000',
    site: 'portal',
    route: 'everything',
    method: 'GET',
    path: '/',
    status: 200,
    decision: 'pass',
    reason: 'policy: default',
    clearance: 'worked',
    score: 3,
    durationMs: 12.3,
    backendMs: 10,
    bytesIn: 100,
    bytesOut: 2000,
    fingerprint: 'b3VyIGJyb3dz',
  })
  t.same(
    Object.keys(parsed(line)).join(' '),
    'time reference site route method path status decision reason clearance score durationMs ' +
      'backendMs bytesIn bytesOut network fingerprint',
  )
})

t.test('what an outcome holds besides its fields stays out', async (t) => {
  const more = { ...outcomeOf(), address: '203.0.113.7', query: 'secret' }
  const [line] = await logged('more', [more])
  t.notMatch(line, /203\.0\.113|secret/)
  t.equal(Object.keys(parsed(line)).length, 17)
})

t.test('a path is logged without what may be a secret, and shortened', async (t) => {
  const long = `/${'a'.repeat(300)}`
  const cases: { path: string; want: string }[] = [
    { path: '', want: '' },
    { path: '/a/b.html', want: '/a/b.html' },
    { path: '/a;jsessionid=1', want: '/a' },
    { path: '/a;x=1;y=2/b;z/c', want: '/a/b/c' },
    { path: '/a?token=1', want: '/a' },
    { path: '/a;x=1?token=1/b', want: '/a' },
    { path: '/a?x\ny', want: '/a' },
    { path: '/a#token', want: '/a' },
    { path: long, want: long.slice(0, 256) },
    { path: `${long};x=1`, want: long.slice(0, 256) },
    { path: `/${';x'.repeat(500)}/b`, want: '//b' },
    { path: `/${'\u009b'.repeat(300)}`, want: `/${'%9b'.repeat(85)}` },
  ]
  const lines = await logged('path', cases)
  for (const [i, { path, want }] of cases.entries()) {
    t.equal(parsed(lines[i])['path'], want, path.slice(0, 30))
  }
})

t.test('nothing a client sends can end a line or speak to a terminal', async (t) => {
  const every = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  const outcomes = every.map((char) => ({
    path: `/a${char}b`,
    method: `G${char < '\u007f' ? char : ''}`,
  }))
  const lines = await logged('control', outcomes)
  t.equal(lines.length, 256)
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  for (const line of lines) t.notMatch(line, /[\u0000-\u001f\u007f-\u009f]/)
  t.equal(parsed(lines[10])['path'], '/a\nb', 'and it can be read back')
})

t.test('a network has a pseudonym for a day', async (t) => {
  const network = networkOf(addressOf('198.51.100.1'))
  const startMs = NOON_MS - DAY_MS / 2
  const days = [
    { wallMs: startMs },
    { wallMs: startMs + DAY_MS - 1 },
    { wallMs: startMs + DAY_MS },
    { wallMs: startMs, network },
    { network: null },
  ]
  const [first, late, nextDay, other, none] = valuesOf('network', await logged('days', days))
  t.equal(late, first, 'the same within one day')
  t.not(nextDay, first, 'another the next day')
  t.not(other, first, 'another for another network')
  t.equal(none, '', 'none for nobody')
  const [sameKey] = valuesOf('network', await logged('same-key', days.slice(0, 1)))
  t.equal(sameKey, first, 'the same in every worker and after a restart')
  const otherKey = new Uint8Array(32).fill(2)
  const [elsewhere] = valuesOf('network', await logged('other-key', days.slice(0, 1), otherKey))
  t.not(elsewhere, first, 'another under another key')
})

t.test('a note is a line with its details', async (t) => {
  const file = join(folder, 'note.log')
  const log = logInto(file)
  log.note('the gate made a mistake', { error: 'at line 1\nat line 2', reference: null })
  log.close()
  const { time, ...fields } = parsed((await linesOf(file, 1))[0])
  t.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  t.same(fields, {
    message: 'the gate made a mistake',
    error: 'at line 1\nat line 2',
    reference: null,
  })
})
