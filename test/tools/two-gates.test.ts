import { readFileSync } from 'node:fs'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startCommand } from '../support/command.ts'
import { readProjectFile } from '../support/sources.ts'

const TOOL = new URL('../../tools/two-gates/', import.meta.url)

t.setTimeout(600_000)

t.test('what the guide tells operators to write is what the trial runs with', async (t) => {
  const guide = readProjectFile('docs/several-gates.md')
  for (const file of ['store.conf', 'paart.yaml', 'haproxy.cfg']) {
    t.ok(guide.includes(`\n${readFileSync(new URL(file, TOOL), 'utf8')}\`\`\`\n`), file)
  }
})

void withPackages(t, ['haproxy', 'redis-server', 'curl'], async () => {
  t.test('two gates behind HAProxy share what the guide says, and one restarts', async (t) => {
    // Below those that the system gives away, ten for each test program.
    const port = String(20_000 + (process.pid % 1_000) * 10)
    const program = new URL('run', TOOL).pathname
    const trial = startCommand(['--port', port, '--round-robin'], { cwd: '/', program })
    t.teardown(() => trial.signal('SIGTERM'))
    t.equal(await trial.ended, 0, trial.err())
    t.match(trial.out(), /gate b answers 403 without it, 200 with it/)
    t.match(trial.out(), /\d+ requests meanwhile, 0 of them failed/)
  })
})
