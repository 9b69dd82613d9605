import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'

const run = promisify(execFile)

const TOOLS = resolve(import.meta.dirname, '../../tools/package')
const TAG = `${process.version}-${process.platform}-${process.arch}`

/** Two parts, one of which is loaded when it is needed, as the bundler writes them. */
const WHOLE = `"use strict";module.exports = () => 'whole'
const { part } = require('./main-part.js')
console.log(require('node:path').basename(__filename), part(), __dirname === require('node:path').dirname(__filename))
`
const PART = `"use strict";exports.part = () => 'part'
`
const SAYS = 'main-whole.js part true\n'

const TELL = resolve(import.meta.dirname, '../support/installed/tell-compiled.cjs')

const folder = mkdtempSync(join(tmpdir(), 'paart-compiled-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

interface Tree {
  readonly place: string
  readonly compiled: string
}

/** A package with that program, and with what V8 made of it. */
async function makeTree(t: Test, name: string): Promise<Tree> {
  const place = join(folder, name)
  const compiled = join(place, 'compiled', TAG)
  mkdirSync(compiled, { recursive: true })
  cpSync(join(TOOLS, 'start.cjs'), join(place, 'start.cjs'))
  writeFileSync(join(place, 'main-whole.js'), WHOLE)
  writeFileSync(join(place, 'main-part.js'), PART)
  writeFileSync(
    join(place, 'main.js'),
    `require('./start.cjs').start(require('node:path').join(__dirname, 'main-whole.js'))\n`,
  )
  const { out } = await start(place, join(TOOLS, 'keep-compiled.cjs'), {
    PAART_COMPILED: compiled,
  })
  t.equal(out, SAYS)
  t.strictSame(readdirSync(compiled).toSorted(), ['main-part.js', 'main-whole.js'])
  return { place, compiled }
}

async function start(
  place: string,
  loaded = TELL,
  env: NodeJS.ProcessEnv = {},
  options: readonly string[] = [],
): Promise<{ readonly out: string; readonly took: readonly string[] }> {
  const argv = [`--require=${loaded}`, ...options, join(place, 'main.js')]
  const { stdout, stderr } = await run(process.execPath, argv, { env })
  return { out: stdout, took: stderr.trimEnd().split('\n') }
}

const TAKEN = ['main-whole.js taken', 'main-part.js taken']

t.test(
  'what V8 made of a program is taken, wherever it lies, and nothing is written',
  async (t) => {
    const { place } = await makeTree(t, 'taken')
    t.strictSame(await start(place), { out: SAYS, took: TAKEN })
    const moved = join(folder, 'moved')
    cpSync(place, moved, { recursive: true })
    for (const part of readdirSync(moved, { recursive: true, encoding: 'utf8' })) {
      chmodSync(join(moved, part), part.includes('.') && !part.endsWith(TAG) ? 0o444 : 0o555)
    }
    const before = readdirSync(moved, { recursive: true })
    t.strictSame(await start(moved), { out: SAYS, took: TAKEN })
    t.strictSame(readdirSync(moved, { recursive: true }), before)
    t.strictSame(
      await start(moved, TELL, {}, ['--no-opt']),
      { out: SAYS, took: ['main-whole.js refused', 'main-part.js refused'] },
      'not by a V8 with other options',
    )
  },
)

t.test('what is damaged, or was made of another text, is passed over', async (t) => {
  const { place, compiled } = await makeTree(t, 'damaged')
  const file = join(compiled, 'main-part.js')
  const whole = readFileSync(file)
  const turned = Buffer.from(whole)
  turned[whole.length - 9] = (turned[whole.length - 9] ?? 0) ^ 1
  const another = readFileSync(join(compiled, 'main-whole.js'))
  const damaged = { turned, another, cut: whole.subarray(0, -1), little: whole.subarray(0, 5) }
  for (const [name, bytes] of Object.entries({ ...damaged, nothing: Buffer.alloc(0) })) {
    writeFileSync(file, bytes)
    const took = ['main-whole.js taken', 'main-part.js without']
    t.strictSame(await start(place), { out: SAYS, took }, name)
  }
  writeFileSync(file, whole)
  // Of the same length, which is all that V8 compares.
  writeFileSync(join(place, 'main-part.js'), PART.replace("'part'", "'trap'"))
  t.equal((await start(place)).out, SAYS.replace('part', 'trap'))
})

t.test('where nothing was made for this Node, it compiles as for any program', async (t) => {
  const { place, compiled } = await makeTree(t, 'another')
  cpSync(compiled, join(place, 'compiled', 'v1.0.0-plan9-vax'), { recursive: true })
  rmSync(compiled, { recursive: true })
  t.strictSame(await start(place), { out: SAYS, took: [''] })
  t.strictSame(
    readdirSync(join(place, 'compiled')).map((name) => basename(name)),
    ['v1.0.0-plan9-vax'],
  )
})
