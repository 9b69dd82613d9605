import t from 'tap'
import { type Answer } from '../../src/control/operators/answer.ts'
import { realClock } from '../../src/control/system/clock.ts'
import { examineApart } from '../../src/control/changes/examine-apart.ts'
import { type Examination, type Task } from '../../src/control/examining/task.ts'
import { Configuration } from '../../src/control/changes/configuration.ts'
import { type Crew, hashFor, startCrew } from '../support/crew.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'

const OLD = configText({ backendPort: 1, workers: 2 })
const NEW = `${OLD}\n# another text\n`
const [FROM, TO] = [hashFor(OLD), hashFor(NEW)]

interface Scene extends Crew {
  readonly reload: () => Promise<Answer>
}

/** In a thread that can hold next to nothing. */
const examine = (task: Task): Promise<Examination> => examineApart(task, { heapMb: 3 })

/** A crew whose file holds another text than it serves by. */
async function startScene(
  t: { readonly teardown: (end: () => unknown) => void },
  options: Partial<ConstructorParameters<typeof Configuration>[0]> = {},
): Promise<Scene> {
  const rolloutPace = { prepareMs: 20_000, settleMs: 1_000 }
  const crew = await startCrew(t, { workers: 2, text: OLD, rolloutPace })
  const configuration = new Configuration({
    ...crew,
    written: { text: OLD, files: new Map() },
    source: {
      text: OLD,
      file: 'paart.yaml',
      folder: crew.folder,
      readAgain: () => Promise.resolve(NEW),
    },
    cores: 1,
    clock: realClock(),
    onReload: () => undefined,
    ...options,
  })
  return { ...crew, reload: () => configuration.reload() }
}

t.test('a reload that is in force on some workers alone has failed, and says so', async (t) => {
  const { order, reload, supervisor } = await startScene(t)
  for (const id of [0, 1]) order(`order-${id}-at-commit`, 'exit')
  order('order-at-birth', 'exit')
  const change = await reload()
  const nowhere = 'in force on 0 of 2 workers; the others have not taken it up yet\n'
  t.match(change, { ending: 'failed', report: { ok: false, from: FROM, to: TO } })
  t.equal(change.text, `${FROM} -> ${TO}, ${nowhere}`)
  const again = await reload()
  t.equal(again.ending, 'failed', 'asked again it is still not everywhere')
  t.equal(again.text, `${TO} is ${nowhere}`)
  order('order-at-birth', '')
  await eventually('all have come back', () => supervisor.listening === 2)
  await eventually('it is in force', async () => (await reload()).ending === 'done')
})

t.test(
  'where the thread that compiles dies the old configuration stays, and the reason is told',
  async (t) => {
    const { reload, supervisor } = await startScene(t, { examine })
    const change = await reload()
    t.match(change, { ending: 'failed', report: { ok: false, from: FROM, to: null } })
    t.equal(
      change.text,
      `it could not be compiled: it takes more than 3 MiB of memory; ${FROM} stays in force\n`,
    )
    t.ok(supervisor.threads.every(({ hash, isListening }) => isListening && hash === FROM))
  },
)

t.test('workers that die meanwhile and are born to the new one are no failure', async (t) => {
  const { order, reload } = await startScene(t)
  order('order-1-at-commit', 'exit')
  let answer = await reload()
  // On a busy machine a birth takes longer than is waited for here.
  while (answer.ending === 'failed') answer = await reload()
  t.match(answer, { ending: 'done', report: { ok: true, to: TO } })
})
