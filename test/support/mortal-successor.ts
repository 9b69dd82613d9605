import { renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { TONGUE } from '../../src/control/upgrade/messages.ts'

/**
 * A program that is to take a gate's place and does not come: `other-tongue`, `dies-ready` once it is told all,
 * `dies-listening` when its socket is in the place of the gate's (its path follows), `hangs` then.
 */
const [how = '', path = ''] = process.argv.slice(2)

const say = (message: object): unknown => process.send?.(message)

process.on('message', ({ kind }: { readonly kind: string }) => {
  if (kind === 'welcome') say({ kind: 'ready', workers: 1 })
  if (kind !== 'estate') return
  if (how === 'dies-ready') process.exit(5)
  const server = createServer()
  rmSync(`${path}.mortal`, { force: true })
  server.listen(`${path}.mortal`, () => {
    renameSync(`${path}.mortal`, path)
    if (how === 'dies-listening') process.exit(6)
  })
})
say({ kind: 'here', tongue: how === 'other-tongue' ? TONGUE + 1 : TONGUE, version: '9.9.9' })
