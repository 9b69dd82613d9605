import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'

const DOMAIN = new URL('../../tools/tests/domain.ts', import.meta.url).href

/** Two tests as tap makes them: both are there before the first begins. */
const TESTS = `
import { AsyncResource } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Domain } from '${DOMAIN}'

const told = []
function makeTest(name) {
  const scope = new AsyncResource(name)
  const take = (error, kind) => told.push(name + ', ' + kind + ': ' + error.message)
  const domain = scope.runInAsyncScope(() => new Domain(take))
  return { run: (act) => scope.runInAsyncScope(act), end: () => domain.destroy() }
}
const fail = (text) => () => { throw new Error(text) }
const [first, second] = ['first', 'second'].map(makeTest)
`

/** Runs a program of such tests; gives what it says and its exit code. */
async function run(program: string): Promise<{ out: string; code: number }> {
  const argv = ['--input-type=module', '--eval', `${TESTS}${program}`]
  const ended = promisify(execFile)(process.execPath, argv)
  return ended.then(
    ({ stdout }) => ({ out: stdout, code: 0 }),
    ({ stdout, code }: { stdout: string; code: number }) => ({ out: stdout, code }),
  )
}

t.test('what nobody catches fails the test that runs, and the next one begins', async (t) => {
  const { out, code } = await run(`
first.run(() => setTimeout(fail('of a timer'), 0))
await sleep(20)
first.run(() => Promise.resolve().then(fail('of a promise')))
await sleep(20)
first.end()
second.run(() => process.nextTick(fail('of a tick')))
await sleep(20)
console.log(told.join('\\n'))
`)
  t.equal(code, 0)
  t.strictSame(out.trimEnd().split('\n'), [
    'first, uncaughtException: of a timer',
    'first, unhandledRejection: of a promise',
    'second, uncaughtException: of a tick',
  ])
})

t.test('a test within another is over before it', async (t) => {
  const { out } = await run(`
let inner
first.run(() => { inner = makeTest('inner') })
inner.run(() => setTimeout(fail('within'), 0))
await sleep(20)
inner.end()
setTimeout(fail('after it'), 0)
await sleep(20)
console.log(told.join('\\n'))
`)
  t.match(out, /^inner, uncaughtException: within\nfirst, uncaughtException: after it\n$/)
})

t.test('where no test is left, the program ends by it', async (t) => {
  for (const late of [`setTimeout(fail('late'), 0)`, `Promise.reject(new Error('late'))`]) {
    const { out, code } = await run(`
for (const test of [first, second]) {
  test.run(() => undefined)
  test.end()
}
process.on('exit', () => console.log(told.length))
${late}
`)
    t.not(code, 0, late)
    t.equal(out, '0\n', 'nobody was told')
  }
})
