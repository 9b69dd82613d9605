import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { FigureDesk } from '../../../src/control/figures/figure-desk.ts'
import { type Outcome, type SiteFigures } from '../../../src/model/index.ts'
import { type MetricsDelta } from '../../../src/record/index.ts'
import { Metrics } from '../../../src/record/metrics.ts'
import { type FakeClock, fakeClock } from '../../support/clock.ts'
import { siteOf } from '../../support/facts.ts'
import { outcomeOf } from '../../support/outcome.ts'

/** A Wednesday noon, UTC, of the week 2026-W48. */
const WEDNESDAY_MS = Date.UTC(2026, 10, 25, 12)
const DAY_MS = 86_400_000

const PORTAL = siteOf([])

function publishing(...names: readonly string[]) {
  const about = { isPublished: true, notesComplaints: true }
  return { sites: names.map((name) => Object.assign(siteOf([]), { name, about })) }
}

const SILENT = { sites: [PORTAL] }

interface Scene {
  readonly folder: string
  readonly file: string
  readonly clock: FakeClock
  readonly notes: string[]
  /** A gate in that folder, maybe one of several. */
  readonly open: (by?: Parameters<FigureDesk['follow']>[0]) => FigureDesk
  readonly told: (desk: FigureDesk) => SiteFigures
}

function scene(t: { readonly teardown: (end: () => void) => void }): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'paart-figures-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'figures.json')
  const clock = fakeClock(WEDNESDAY_MS)
  const notes: string[] = []
  return {
    folder,
    file,
    clock,
    notes,
    open(by = publishing('portal')) {
      const desk = new FigureDesk({ file, clock, onNote: (line) => notes.push(line) })
      desk.follow(by)
      return desk
    },
    told(desk) {
      const figures = desk.published.get('portal')
      if (figures === undefined) throw new Error('nothing is told of the portal')
      return figures
    },
  }
}

/** What a worker tells of so many requests of each kind. */
function met(
  ...kinds: readonly (readonly [times: number, outcome: Partial<Outcome>])[]
): MetricsDelta {
  const metrics = new Metrics()
  for (const [times, outcome] of kinds) {
    for (let i = 0; i < times; i++) metrics.countRequest(outcomeOf(outcome))
  }
  return structuredClone(metrics.drain())
}

const SHOWN = { decision: 'challenge', status: 403, visits: ['shown'] } as const
const UNPROVEN = { decision: 'challenge', status: 403 } as const
const AGENT = { visits: ['agent'] } as const
const RETURNED = { visits: ['returned'] } as const

function passed(door: 'silent' | 'slow' | 'human' | 'shared', solveMs = 0): Partial<Outcome> {
  return { decision: 'own', status: 204, doors: [{ door, outcome: 'passed', solveMs }] }
}

t.test('what is counted is told when its day and its week are over, and not before', async (t) => {
  const { open, clock, told } = scene(t)
  const desk = open()
  desk.count(
    met(
      [100, SHOWN],
      [40, passed('silent', 1_400)],
      [31, passed('silent', 4_000)],
      [12, passed('slow', 10_500)],
      [3, passed('human')],
      [25, UNPROVEN],
      [11, AGENT],
      [14, RETURNED],
      [9, { decision: 'limit', status: 429 }],
      [10, { decision: 'deny', status: 403 }],
      [500, {}],
    ),
  )
  await desk.tend()
  t.strictSame(told(desk), { recent: null, weeks: [] }, 'whoever looks twice would see one visit')
  clock.advance(DAY_MS)
  await desk.tend()
  t.strictSame(told(desk), {
    recent: {
      from: '2026-10-27',
      to: '2026-11-25',
      daysCounted: 1,
      counts: {
        silent: 70,
        slow: 10,
        human: null,
        shared: null,
        notPassed: 10,
        returned: 10,
        agents: 10,
        unproven: 30,
        limited: null,
        denied: 10,
        passedOn: 530,
        complaints: null,
      },
      halfWithinSeconds: 2,
      met: 100,
    },
    weeks: [],
  })
  clock.advance(4 * DAY_MS)
  await desk.tend()
  const [week, ...others] = told(desk).weeks
  t.strictSame(others, [])
  t.strictSame(week, {
    week: '2026-W48',
    from: '2026-11-23',
    to: '2026-11-29',
    daysCounted: 2,
    counts: {
      silent: 70,
      slow: 10,
      human: null,
      shared: null,
      notPassed: 10,
      returned: 10,
      agents: 10,
      unproven: 30,
      limited: null,
      denied: 10,
      passedOn: 530,
      complaints: null,
    },
    halfWithinSeconds: 2,
  })
})

t.test(
  'counts under ten are told by nobody, nor what the others could be subtracted from',
  async (t) => {
    const { open, clock, told } = scene(t)
    const desk = open()
    desk.count(met([9, passed('silent')], [10, passed('slow')], [19, SHOWN]))
    clock.advance(7 * DAY_MS)
    await desk.tend()
    const [week] = told(desk).weeks
    t.match(week?.counts, { silent: null, slow: 10, notPassed: null })
    const known = Object.values(week?.counts ?? {}).filter((count) => count !== null)
    t.strictSame(known, [10], 'no total is among them')
    t.equal(week?.halfWithinSeconds, null, 'nor what nine calculations took')
  },
)

t.test('who makes ten visits of his own does not read off how many others made', async (t) => {
  const own = [10, passed('slow')] as const
  const seen = new Set<number | null | undefined>()
  for (let others = 0; others < 5; others++) {
    const { open, clock, told } = scene(t)
    const desk = open()
    desk.count(met(own, [others, passed('slow')]))
    clock.advance(7 * DAY_MS)
    await desk.tend()
    seen.add(told(desk).weeks[0]?.counts.slow)
  }
  t.strictSame([...seen], [10])
})

t.test(
  'a gate that ends, one that is killed, and one that takes its place count once',
  async (t) => {
    const { open, clock, told, file } = scene(t)
    const first = open()
    first.count(met([20, RETURNED]))
    await first.tend()
    first.count(met([10, RETURNED]))
    const second = open()
    second.count(met([30, RETURNED]))
    await first.save()
    await Promise.all([second.tend(), first.tend()])
    second.count(met([1_000, RETURNED]))
    clock.advance(7 * DAY_MS)
    const third = open()
    await third.tend()
    t.equal(told(third).weeks[0]?.counts.returned, 60, 'what was not written in a minute is lost')
    t.equal(readFileSync(file, 'utf8').includes('"version": 1'), true)
    t.strictSame(readdirSync(join(file, '..')), ['figures.json'], 'no lock stays')
  },
)

t.test('a year and more is kept, and a month of days', async (t) => {
  const { open, clock, told, file } = scene(t)
  const desk = open()
  for (let week = 0; week < 70; week++) {
    desk.count(met([10 + week, RETURNED]))
    await desk.tend()
    clock.advance(7 * DAY_MS)
  }
  for (let day = 0; day < 40; day++) {
    await desk.tend()
    clock.advance(DAY_MS)
  }
  await desk.tend()
  const { recent, weeks } = told(desk)
  t.equal(recent?.daysCounted, 30)
  t.equal(weeks.length, 60)
  t.ok((weeks[0]?.week ?? '') > (weeks[1]?.week ?? ''), 'the latest first')
  const { days } = JSON.parse(readFileSync(file, 'utf8')) as { days: object }
  t.equal(Object.keys(days).length, 31)
})

t.test('a clock that was wrong for a month takes no place from days to come', async (t) => {
  const { open, clock, told } = scene(t)
  const desk = open()
  const count = async (days: number): Promise<void> => {
    for (let day = 0; day < days; day++) {
      desk.count(met([20, RETURNED]))
      await desk.tend()
      clock.advance(DAY_MS)
    }
    await desk.tend()
  }
  for (const wrongDays of [500, -10_000]) {
    await count(35)
    clock.advance(wrongDays * DAY_MS)
    await count(32)
    clock.advance(-wrongDays * DAY_MS)
    await count(10)
    const { recent } = told(desk)
    t.equal(recent?.daysCounted, 10, `${wrongDays} days from now`)
    t.equal(recent?.counts.returned, 200)
  }
})

t.test('a damaged file is told of, kept aside and begun anew', async (t) => {
  const { open, clock, notes, file, folder } = scene(t)
  const texts = [
    'nonsense',
    '{"version":2,"days":{},"weeks":{}}',
    '{"version":1,"days":{"2026-13-40":{"sites":{},"solved":[]}},"weeks":{}}',
    '{"version":1,"days":{},"weeks":{"2026-W60":{"days":1,"sites":{},"solved":[]}}}',
    '{"version":1,"days":{},"weeks":{"2026-W01":{"sites":[],"solved":[]}}}',
    '{"version":1,"days":{},"weeks":null}',
    '{"version":1,"days":{"2026-11-25":{"sites":{"portal":{"shown":-1}},"solved":[]}},"weeks":{}}',
    '{"version":1,"days":{"2026-11-25":{"sites":{"portal":7},"solved":["x"]}},"weeks":{}}',
  ]
  for (const text of texts) {
    writeFileSync(file, text)
    notes.length = 0
    const desk = open()
    const aside = `${file}.damaged-${new Date(clock.wallMs()).toISOString().replaceAll(':', '-')}`
    t.strictSame(notes, [
      `the figures for the public cannot be read from ${file}: it is damaged; they begin anew, and the file is ${aside}`,
    ])
    t.equal(readFileSync(aside, 'utf8'), text)
    await desk.tend()
    t.ok(existsSync(file))
    clock.advance(1)
  }
  t.equal(readdirSync(folder).length, texts.length + 1)
})

t.test('a disk that cannot be written loses nothing, and is told of once', async (t) => {
  const { open, clock, notes, file, told } = scene(t)
  const desk = open()
  desk.count(met([20, RETURNED]))
  // A folder stands where the new text is to be written first.
  mkdirSync(join(`${file}.new`, 'x'), { recursive: true })
  await desk.tend()
  await desk.tend()
  t.equal(notes.length, 1)
  t.match(notes[0], /^the figures for the public cannot be written: /)
  rmSync(`${file}.new`, { recursive: true })
  clock.advance(7 * DAY_MS)
  await desk.tend()
  t.equal(told(desk).weeks[0]?.counts.returned, 20)
})

t.test('where nothing is published nothing is counted, and no file is made', async (t) => {
  const { open, clock, file } = scene(t)
  const desk = open(SILENT)
  desk.count(met([50, RETURNED]))
  await desk.tend()
  await desk.save()
  t.notOk(existsSync(file))
  t.equal(desk.published.size, 0)
  desk.follow(publishing('portal', 'taxes'))
  desk.count(met([20, RETURNED], [30, { ...RETURNED, site: 'library' }]))
  clock.advance(7 * DAY_MS)
  await desk.tend()
  t.strictSame([...desk.published.keys()], ['portal', 'taxes'])
  t.equal(desk.published.get('portal')?.weeks[0]?.counts.returned, 20)
  t.notMatch(readFileSync(file, 'utf8'), 'library')
})

t.test('a site that publishes later has been counted since then alone', async (t) => {
  const { open, clock } = scene(t)
  const desk = open()
  desk.count(met([20, RETURNED], [20, { ...RETURNED, site: 'taxes' }]))
  await desk.tend()
  clock.advance(2 * DAY_MS)
  desk.follow(publishing('portal', 'taxes'))
  desk.count(met([10, { ...RETURNED, site: 'taxes' }]))
  await desk.tend()
  clock.advance(7 * DAY_MS)
  await desk.tend()
  const weeks = (site: string) => desk.published.get(site)?.weeks ?? []
  t.match(weeks('portal'), [{ week: '2026-W48', daysCounted: 2, counts: { returned: 20 } }])
  t.match(weeks('taxes'), [{ week: '2026-W48', daysCounted: 1, counts: { returned: 10 } }])
  t.equal(desk.published.get('taxes')?.recent?.daysCounted, 1)
})

t.test('workers are told when something is to be told, and only then', async (t) => {
  const { open, clock } = scene(t)
  const desk = open()
  let told = 0
  desk.onPublished = () => told++
  desk.count(met([20, RETURNED]))
  await desk.tend()
  await desk.tend()
  t.equal(told, 0)
  clock.advance(DAY_MS)
  await desk.tend()
  await desk.tend()
  t.equal(told, 1)
})

t.test('complaints are noted about a site that publishes them', async (t) => {
  const { open, clock, told, file } = scene(t)
  const desk = open()
  t.strictSame(desk.noteComplaints(null, 12), { site: 'portal' })
  t.strictSame(desk.noteComplaints('portal', 1), { site: 'portal' })
  await desk.save()
  t.equal(readFileSync(file, 'utf8').includes('"complaints": 13'), true, 'it is written at once')
  t.equal(desk.noteComplaints('elsewhere', 1), 'no-such-site')
  clock.advance(7 * DAY_MS)
  await desk.tend()
  t.equal(told(desk).weeks[0]?.counts.complaints, 10)
  desk.follow(publishing('portal', 'taxes'))
  t.equal(desk.noteComplaints(null, 1), 'which-site')
  desk.follow(SILENT)
  t.equal(desk.noteComplaints('portal', 1), 'not-noted-there')
})
