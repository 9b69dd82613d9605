import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { request } from '../../../test/support/http.ts'
import { type Fleet } from '../../fleet.ts'
import { type Contender, REFUSED_HOST, type Setting, WORKERS, contenderOf } from '../contender.ts'
import { pause } from '../pause.ts'

/** On a machine that is busy. */
const START_MS_MAX = 30_000
const LOOK_MS = 20

const PROGRAM = join(import.meta.dirname, '../../../bin/paart')

/** The gate as an operator runs it. */
export async function startGate(fleet: Fleet, setting: Setting): Promise<Contender> {
  const { folder, port } = setting
  const file = join(folder, 'paart.yaml')
  const text = configOf(setting)
  writeFileSync(file, text)
  const output = join(folder, 'output')
  const running = await fleet.foreign(PROGRAM, ['--config', file, 'run'], { port, output })
  await untilItListens(output)
  let reloads = 0
  const ask = async (path: string): Promise<void> => {
    const { status, text: why } = await request(join(folder, 'admin.sock'), {
      method: 'POST',
      path,
      headers: { Connection: 'close' },
    })
    if (status !== 200) throw new Error(`the gate answers ${status} to ${path}: ${why}`)
  }
  let restarts = 0
  return {
    ...contenderOf('gate', running, setting),
    reload() {
      // Any other text is compiled and taken up by every worker.
      writeFileSync(file, `${text}# ${++reloads}\n`)
      return ask('/reload')
    },
    configure(rules) {
      writeFileSync(file, configOf(setting, rules))
      return ask('/reload')
    },
    goBack: () => ask('/rollback'),
    killWorker: () => ask(`/workers/${restarts++ % WORKERS}/restart?abrupt`),
    replaceWorker: () => ask(`/workers/${restarts++ % WORKERS}/restart`),
  }
}

/** Its first worker answers before the last one does; operators are served after that. */
export async function untilItListens(output: string): Promise<void> {
  const untilMs = performance.now() + START_MS_MAX
  while (!readFileSync(output, 'utf8').includes('listening on')) {
    if (performance.now() > untilMs) throw new Error('the gate does not start')
    await pause(LOOK_MS)
  }
}

/** Everything as by default, but the limit of a network, which this load would reach. */
function configOf({ port, originPort, refusedPort, patienceSeconds }: Setting, rules = 0): string {
  const shut = Array.from({ length: rules }, (_, i) => {
    return `      - { name: r${i}, when: { path: /part/${i}/* }, then: deny }\n`
  })
  const patience = `headersTimeout: ${patienceSeconds}s, bodyTimeout: ${patienceSeconds}s`
  return `
version: 1
listen:
  - address: 127.0.0.1:${port}
workers: ${WORKERS}
admin: { socket: admin.sock, address: 127.0.0.1:0 }
contact:
  phone: '(+352) 247 82 000'
  hours: '8:00-18:00'
  email: help@example.lu
  address: '11, rue Notre-Dame, Luxembourg'
log: { to: access.log }
backends:
  application: { servers: ['http://127.0.0.1:${originPort}'], ${patience} }
  refused: { servers: ['http://127.0.0.1:${refusedPort}'], ${patience} }
sites:
  - { name: refused, hosts: [${REFUSED_HOST}], backend: refused, routes: [{ name: all, policy: read }] }
  - { name: site, hosts: ['*'], backend: application, routes: [{ name: all, policy: read }] }
policies:
  read:
    challenge: when-suspicious
${rules === 0 ? '' : `    rules:\n${shut.join('')}`}    limits:
      - { name: network, key: network, rate: 1000/s, burst: 1000000, over: challenge }
pass: { keys: keys.json }
`
}
