import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { noteLines } from '../../src/cli/journal.ts'
import { LAUNCHER, startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'

t.test('each line of a note has its level where a journal reads it', async (t) => {
  t.equal(noteLines('one\ntwo', 'warning', true), '<4>paart: one\n<4>two\n')
  t.equal(
    noteLines('one\n\ntwo', 'error', true),
    '<3>paart: one\n\n<3>two\n',
    'an empty line is none',
  )
  t.equal(noteLines('one\ntwo', 'error', false), 'paart: one\ntwo\n')
})

t.test('a gate tells the journal of its start, of its servers and of its end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-journal-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  // Nothing listens at port 1.
  writeFileSync(join(folder, 'paart.yaml'), configText({ backendPort: 1 }))
  // As systemd does: the variable names what standard error is connected to.
  const script =
    'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$0" --config paart.yaml run'
  const command = startCommand(['-c', script, LAUNCHER], { cwd: folder, program: '/bin/sh' })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/^<6>paart: listening on http:\/\/127\.0\.0\.1:(\d+)/m))
  for (let request = 0; request < 5; request++) t.equal((await get(port, '/')).status, 502)
  await command.says(
    /^<4>paart: backend app: http:\/\/127\.0\.0\.1:1 fails, and gets no requests for now$/m,
  )
  await command.says(
    /^<3>paart: backend app: no server is left, citizens are told that it is our side$/m,
  )
  command.signal('SIGHUP')
  await command.says(/^<6>paart: reload done: /m)
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
  t.match(command.err(), /^<6>paart: ended in good order$/m)
})
