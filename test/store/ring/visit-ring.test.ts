import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { type ValkeySettings } from '../../../src/model/index.ts'
import { type Fact, visitRing } from '../../../src/store/index.ts'
import { ringSecretOf } from '../../../src/store/ring/ring-secret.ts'
import { withPackages } from '../../support/applications/packages.ts'
import { startStoreServer } from '../../support/applications/store-server.ts'
import { newFolder } from '../../support/ring-stage.ts'

const secret = ringSecretOf('k'.repeat(43))

function factOf(key: string): Fact {
  return { about: `key ${key}`, atMs: 1, untilMs: 4_000_000_000_000, text: key }
}

function settingsAt(path: string): ValkeySettings {
  const named = {
    sentinel: null,
    tls: null,
    user: null,
    passwordFile: null,
    prefix: 'paart',
    reachedAt: null,
  }
  return { kind: 'valkey', servers: [{ kind: 'unix', path }], ringSecretFile: null, ...named }
}

t.test('a store that takes connections and says nothing is waited for no longer', async (t) => {
  const path = join(newFolder(t), 's')
  const server = createServer()
  server.listen(path)
  t.teardown(() => server.close())
  const visit = { settings: settingsAt(path), secret, own: null, forMs: 50 }
  await t.rejects(visitRing(visit), { kind: 'silent', message: /no answer within 50 ms/ })
  const none = { ...visit, settings: settingsAt(`${path}.none`) }
  await t.rejects(visitRing(none), { message: /^it cannot be reached/ })
})

void withPackages(t, ['redis-server'], async () => {
  t.test('of many that begin at once one decides, for those of its secret', async (t) => {
    const { url, say } = await startStoreServer(t)
    const settings = settingsAt(url.slice('unix:'.length))
    const begin = (key: string, by = secret): Promise<readonly Fact[]> => {
      return visitRing({ settings, secret: by, own: factOf(key) })
    }
    t.same(await visitRing({ settings, secret, own: null }), [], 'who has keys begins nothing')
    const begun = await Promise.all(Array.from({ length: 12 }, (_, i) => begin(`${i}`)))
    t.equal(new Set(begun.map(([fact]) => fact?.text)).size, 1)
    t.match(await begin('later'), begun[0])
    const other = ringSecretOf('o'.repeat(43))
    t.match(await begin('others', other), [{ text: 'others' }], 'of another secret, another ring')
    const place = `paart:ring:first:${secret.id}`
    t.match(await say('PTTL', place), /^:[1-5]\d{4}\r\n$/)
    await say('SET', place, 'garbage')
    t.match(await begin('own'), [{ text: 'own' }], 'what nobody of the ring has put there is none')
  })
})
