import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { readRingSecret } from '../../src/store/index.ts'
import { fakeTerminal } from '../support/terminal.ts'

async function run(
  ...argv: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal()
  const code = await main(['keys', 'secret', ...argv], terminal)
  return { code, out: terminal.outText(), err: terminal.errText() }
}

t.test('a secret is made for its owner alone, and never written over', async (t) => {
  const file = join(t.testdir({}), 'ring.secret')
  t.match(await run(file), { code: 0, out: /ring\.secret holds a new secret: name it in/ })
  t.equal((statSync(file).mode & 0o777).toString(8), '600')
  const { id } = readRingSecret(file)
  t.match(await run(file), { code: 7, err: /^paart: nothing was made: EEXIST/ })
  t.equal(readRingSecret(file).id, id)
  t.match(await run(join(file, 'below')), { code: 1, err: /^paart: nothing was made: ENOTDIR/ })
  const { code, out } = await run()
  t.equal(code, 0)
  t.match(out, /^[\w-]{43}\n$/)
  t.not(out, readFileSync(file, 'utf8'))
})
