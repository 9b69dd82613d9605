import t from 'tap'
import { type SigningKeysRead, compileNetworks } from '../../../src/client/index.ts'
import { DirectoryWatch } from '../../../src/control/directories/directory-watch.ts'
import { directoryText } from '../../../src/control/directories/directory-text.ts'
import { type Agent, type KeyDirectory } from '../../../src/model/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

const ONE = 'https://one.example/keys'
const TWO = 'https://two.example/keys'

function agentOf(name: string, directory: string | null): Agent {
  const signature = { directory, keys: [], lifetimeMaxMs: HOUR_MS }
  const ranges = compileNetworks([])
  return { name, purpose: null, words: [], hostSuffixes: [], ranges, signature }
}

function keysOf(...ids: readonly string[]): SigningKeysRead {
  return { ok: true, keys: ids.map((id) => ({ id, x: id })) }
}

function open(t: { readonly teardown: (end: () => unknown) => void }) {
  const scene = {
    nowMs: 1_000,
    asked: [] as string[],
    /** What a directory answers; `null` never does. */
    answers: new Map<string, SigningKeysRead | null>(),
    told: [] as string[],
    notes: [] as string[],
  }
  const watch = new DirectoryWatch({
    clock: { steadyMs: () => scene.nowMs, wallMs: () => 1_800_000_000_000 + scene.nowMs },
    fetch(url) {
      scene.asked.push(url)
      const answer = scene.answers.get(url) ?? { ok: false, why: 'no answer' }
      return scene.answers.get(url) === null
        ? new Promise(() => undefined)
        : Promise.resolve(answer)
    },
    onKeys: (list) => void scene.told.push(spell(list)),
    onNote: (line) => void scene.notes.push(line),
  })
  t.teardown(() => watch.stop())
  /** A look at that time, and what came of it. */
  const lookAt = async (nowMs: number): Promise<readonly string[]> => {
    scene.nowMs = nowMs
    scene.asked.length = 0
    watch.look()
    await settle()
    return [...scene.asked]
  }
  return { scene, watch, lookAt }
}

function spell(list: readonly KeyDirectory[]): string {
  return list.map(({ url, keys }) => `${url} ${keys.map(({ id }) => id).join()}`).join('; ')
}

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

t.test('directories that the configuration names are fetched, hourly, and no others', async (t) => {
  const { scene, watch, lookAt } = open(t)
  scene.answers.set(ONE, keysOf('a'))
  watch.follow({ agents: [agentOf('archive', ONE), agentOf('library', ONE), agentOf('own', null)] })
  await settle()
  t.strictSame(scene.asked, [ONE], 'once for two agents')
  t.strictSame(scene.told, [`${ONE} a`])
  t.strictSame(await lookAt(HOUR_MS), [], 'not before its time')
  scene.answers.set(ONE, keysOf('a', 'b'))
  t.strictSame(await lookAt(HOUR_MS + 1_000), [ONE])
  t.strictSame(scene.told.at(-1), `${ONE} a,b`)
  await lookAt(2 * HOUR_MS + 1_000)
  t.equal(scene.told.length, 2, 'workers hear of changes alone')
  watch.follow({ agents: [agentOf('other', TWO)] })
  await settle()
  t.equal(watch.list.length, 0, 'what is named no more is forgotten')
  watch.follow({ agents: [] })
  t.strictSame(await lookAt(10 * HOUR_MS), [])
})

t.test(
  'whoever cannot be reached keeps its keys for a week, and is asked again ever more seldom',
  async (t) => {
    const { scene, watch, lookAt } = open(t)
    scene.answers.set(ONE, keysOf('a'))
    watch.follow({ agents: [agentOf('archive', ONE)] })
    await settle()
    scene.answers.delete(ONE)
    const failedMs = HOUR_MS + 1_000
    t.strictSame(await lookAt(failedMs), [ONE])
    t.strictSame(await lookAt(failedMs + MINUTE_MS - 1), [])
    t.strictSame(await lookAt(failedMs + MINUTE_MS), [ONE])
    t.strictSame(await lookAt(failedMs + 3 * MINUTE_MS - 1), [], 'after two minutes now')
    t.strictSame(await lookAt(failedMs + 3 * MINUTE_MS), [ONE])
    t.strictSame(scene.notes, [
      `the keys of archive at ${ONE} could not be fetched: no answer; those fetched before stay in force`,
    ])
    t.equal(
      watch.status().map(directoryText).join(''),
      `keys of archive at ${ONE}: 1, fetched 2027-01-15T08:00:01.000Z; the last fetch failed: no answer\n`,
    )
    await lookAt(7 * DAY_MS)
    t.equal(watch.list.length, 1)
    await lookAt(7 * DAY_MS + 1_000)
    t.strictSame(watch.list, [], 'then nobody believes them')
    t.equal(scene.told.at(-1), '')
    scene.answers.set(ONE, keysOf('c'))
    await lookAt(9 * DAY_MS)
    t.equal(scene.told.at(-1), `${ONE} c`)
    t.equal(scene.notes.at(-1), `the keys of archive at ${ONE} could be fetched again`)
  },
)

t.test('keys that a directory has taken back, all of them, are none within the hour', async (t) => {
  const { scene, watch, lookAt } = open(t)
  scene.answers.set(ONE, keysOf('a'))
  watch.follow({ agents: [agentOf('archive', ONE)] })
  await settle()
  scene.answers.set(ONE, keysOf())
  await lookAt(HOUR_MS + 1_000)
  t.strictSame(watch.list, [])
  t.equal(scene.told.at(-1), '')
  await lookAt(2 * HOUR_MS + 1_000)
  t.strictSame(scene.notes, [
    `the keys of archive at ${ONE} are none by its own word: what it signs counts as unsigned`,
  ])
  t.match(watch.status(), [{ keys: 0, problem: null }])
  scene.answers.set(ONE, keysOf('b'))
  await lookAt(3 * HOUR_MS + 1_000)
  t.equal(scene.told.at(-1), `${ONE} b`)
})

t.test('one that was never fetched says so', async (t) => {
  const { scene, watch } = open(t)
  watch.follow({ agents: [agentOf('archive', ONE)] })
  await settle()
  t.match(scene.notes, [
    /could not be fetched: no answer; until then what it signs counts as unsigned/,
  ])
  t.match(watch.status(), [{ keys: 0, fetchedAt: null, problem: 'no answer', agents: ['archive'] }])
  t.match(
    directoryText(watch.status()[0] as never),
    /: none yet; the last fetch failed: no answer\n$/,
  )
})

t.test('four are asked at once, and what comes after the end is not heard', async (t) => {
  const { scene, watch, lookAt } = open(t)
  const urls = Array.from({ length: 6 }, (_, i) => `https://signer-${i}.example/keys`)
  for (const url of urls) scene.answers.set(url, null)
  watch.follow({ agents: urls.map((url, i) => agentOf(`agent ${i}`, url)) })
  await settle()
  t.equal(scene.asked.length, 4)
  t.strictSame(await lookAt(HOUR_MS), [])
  const late = open(t)
  late.scene.answers.set(ONE, keysOf('a'))
  late.watch.follow({ agents: [agentOf('archive', ONE)] })
  late.watch.stop()
  await settle()
  t.strictSame(late.scene.told, [])
})
