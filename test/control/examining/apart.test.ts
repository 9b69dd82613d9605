import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { NO_PLACES } from '../../../src/building/index.ts'
import { examineApart } from '../../../src/control/changes/examine-apart.ts'
import { type Task } from '../../../src/control/examining/task.ts'
import { hashFor } from '../../support/crew.ts'
import { configText } from '../../support/gate.ts'

const TEXT = configText({ backendPort: 1 })

function taskOf(text: string, folder: string): Task {
  const fresh = { files: null, before: new Map(), places: NO_PLACES, isStart: false }
  return { ...fresh, text, file: 'paart.yaml', folder, cores: 1 }
}

t.test('a thread reads, checks and answers with plain data', async (t) => {
  const folder = t.testdir({})
  const { blueprint, mistakes, rendered } = await examineApart(taskOf(TEXT, folder))
  t.equal(blueprint?.hash, hashFor(TEXT))
  t.strictSame([mistakes, rendered], [[], ''])
  const wrong = await examineApart(taskOf('{', folder))
  t.equal(wrong.blueprint, null)
  t.match(wrong.rendered, /^paart\.yaml:1:2: error: [^]*PAART_SYNTAX/)
})

t.test('files are read where the task has none, and a database stays where it is', async (t) => {
  const folder = t.testdir({ 'list.txt': '192.0.2.0/24\n' })
  const policies = `
open:
  challenge: never
  rules: [{ name: shut, when: { network: { file: "${folder}/list.txt" } }, then: deny }]
`
  const text = configText({ backendPort: 1, policies })
  const path = `${folder}/list.txt`
  const { files } = await examineApart(taskOf(text, folder))
  t.strictSame(files, new Map([[path, { text: '192.0.2.0/24\n' }]]))
  const given = new Map([[path, { text: 'no network' }]])
  const { mistakes } = await examineApart({ ...taskOf(text, folder), files: given })
  t.match(mistakes, [{ code: 'PAART_NETWORK_FILE' }])
})

/** As many rules as a file takes. */
const LARGE = configText({
  backendPort: 1,
  policies: `open: { challenge: never, rules: [${Array.from({ length: 9_000 }, (_, i) => `{ name: r${i}, when: { path: /p${i} }, then: deny }`).join(', ')}] }`,
})

t.test('one that nobody waits for any more ends', async (t) => {
  const over = new AbortController()
  const examined = examineApart(taskOf(LARGE, t.testdir({})), { signal: over.signal })
  over.abort()
  await t.rejects(examined, { message: 'it could not be compiled: the gate ends' })
})

t.test('one that is wanted when all is over never begins', async (t) => {
  const examined = examineApart(taskOf(LARGE, t.testdir({})), {
    signal: AbortSignal.abort(),
    program: join(t.testdir({}), 'would-be-missed.ts'),
  })
  await t.rejects(examined, { message: 'it could not be compiled: the gate ends' })
})

t.test('one that needs too much memory, or too long, ends and says so', async (t) => {
  const task = taskOf(LARGE, t.testdir({}))
  await t.rejects(examineApart(task, { heapMb: 40 }), {
    message: 'it could not be compiled: it takes more than 40 MiB of memory',
  })
  await t.rejects(examineApart(task, { withinMs: 1 }), {
    message: 'it could not be compiled: it took longer than 0.001 seconds',
  })
})

const deaths = [
  { name: 'throws', program: "throw new Error('a defect')", why: 'a defect' },
  { name: 'ends', program: 'process.exit(0)', why: 'its thread ended' },
  { name: 'says nothing', program: '', why: 'its thread ended' },
]

t.test('one that dies says why', async (t) => {
  const folder = t.testdir({})
  for (const { name, program: source, why } of deaths) {
    const program = join(folder, `${name.replaceAll(' ', '-')}.mjs`)
    writeFileSync(program, source)
    const examined = examineApart(taskOf(TEXT, folder), { program })
    await t.rejects(examined, { message: `it could not be compiled: ${why}` }, name)
  }
})
