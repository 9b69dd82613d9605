import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate } from '../support/file-gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { startAskingGates, startTwoGates } from '../support/ring-gates.ts'
import { A, B, CROSS, ask, handOver, sharingConfig } from '../support/sharing-scene.ts'
import { leadsTo, traveller } from '../support/traveller.ts'

const origin = await startOrigin({
  respond: () =>
    answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>In</h1>' }),
})
t.teardown(origin.close)

const CONFIG = `${sharingConfig(origin.port)}
admin: { socket: admin.sock, address: 127.0.0.1:0 }
log: { to: access.log }
workers: 1
`

const logOf = ({ folder }: FileGate): string => readFileSync(join(folder, 'access.log'), 'utf8')

t.test('each site at a gate of its own: they need the same keys, and no store', async (t) => {
  const [a, b] = await startTwoGates(t, CONFIG)
  const who = traveller((host) => (host === 'a.example.lu' ? a : b).port)
  await who.prove('a.example.lu')
  const back = await handOver(who, `${B}/x`)
  t.match(back, '&pass=')
  t.equal(leadsTo(await who.go(back, CROSS)), '/x')
  t.equal((await who.go(`${B}/x`)).status, 200)
  who.cookies.get('b.example.org')?.delete('__Host-paart')
  await who.go(back, CROSS)
  t.notOk(who.cookies.get('b.example.org')?.has('__Host-paart'), 'once')
  await eventually('the logs say so', () => {
    return logOf(a).includes('hand-over given') && logOf(b).includes('take-over spent')
  })
})

t.test('one site at two gates: the one that has asked knows whether it was answered', async (t) => {
  const [first, second] = await startTwoGates(t, CONFIG)
  let gate = first
  const who = traveller(() => gate.port)
  await who.prove('a.example.lu')
  const asked = leadsTo(await ask(who, `${B}/x`))
  gate = second
  const back = leadsTo(await who.go(asked, CROSS))
  t.match(back, '&pass=', 'any gate hands over')
  t.equal(leadsTo(await who.go(back, CROSS)), '/x')
  t.notOk(who.cookies.get('b.example.org')?.has('__Host-paart'))
  t.equal((await who.go(`${B}/x`)).status, 403, 'the check is done there')
  await eventually('it says why', () => logOf(second).includes('take-over other-gate'))
  gate = first
  await who.go(back, CROSS)
  t.equal((await who.go(`${B}/x`)).status, 200, 'where it was asked it is as good as it was')
  gate = second
  t.equal((await who.go(`${B}/x`)).status, 200, 'and the pass counts at both')
  t.equal((await who.go(`${A}/x`)).status, 200)
})

void withPackages(t, ['redis-server'], async () => {
  const server = await startStoreServer(t)
  const text = `${CONFIG}store: { kind: valkey, urls: ["${server.url}"] }\n`
  const [first, second] = await startAskingGates(t, { text, server, count: 2 })
  if (first === undefined || second === undefined) return

  t.test(
    'gates that can ask each other take over what another one has asked for, once',
    async (t) => {
      const gates = [first, second]
      let gate = first
      const who = traveller(() => gate.port)
      await who.prove('a.example.lu')
      // On a machine that is busy the one that takes it over may hear of it too late.
      for (let left = 5; left > 0; left--) {
        gate = first
        who.cookies.delete('b.example.org')
        const back = await handOver(who, `${B}/x`)
        const cookie = `__Host-paart-ask=${who.cookies.get('b.example.org')?.get('__Host-paart-ask')}`
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, i) => {
            const one = traveller(gates[(i + 1) % 2]?.port ?? 0)
            return one.go(back, { ...CROSS, Cookie: cookie })
          }),
        )
        const taken = answers.filter((one) =>
          one.headers.get('set-cookie')?.includes('__Host-paart='),
        )
        t.ok(taken.length <= 1, `${taken.length} of 20 over both`)

        gate = first
        who.cookies.delete('b.example.org')
        const other = await handOver(who, `${B}/y`)
        gate = second
        await who.go(other, CROSS)
        if (who.cookies.get('b.example.org')?.has('__Host-paart') === true) break
      }
      t.equal((await who.go(`${B}/y`)).status, 200, 'at the gate that has not asked')
    },
  )
})
