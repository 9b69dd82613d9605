import { join } from 'node:path'
import t from 'tap'
import { readSigningKeys } from '../../../src/client/index.ts'
import { Gatehouse } from '../../../src/control/gatehouse.ts'
import { FigureDesk } from '../../../src/control/figures/figure-desk.ts'
import { PassNetworks } from '../../../src/control/operators/pass-networks.ts'
import { standingOrders } from '../../../src/control/standing-orders.ts'
import { attachRing } from '../../../src/record/index.ts'
import { realClock } from '../../../src/control/system/clock.ts'
import { makeCradle } from '../../support/crew.ts'
import { eventually } from '../../support/eventually.ts'
import { configText } from '../../support/gate.ts'
import { get } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { newSigner, signedFields } from '../../support/signed.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({
  backendPort: origin.port,
  workers: 1,
  policies: `
open:
  challenge: always
  rules: [{ name: archives, when: { machine: signed }, then: pass }]
`,
  rest: 'agents: { archive: { signature: { directory: "https://archive.example" } } }',
})

const SIGNER = newSigner()
const KEYS = readSigningKeys(JSON.stringify(SIGNER.jwk), 'refuse')
const HOST = 'site.example'
const AGENT = '"https://archive.example"'

/** A request that the archive has signed just now. */
function signed(): Record<string, string> {
  const created = Math.floor(Date.now() / 1000)
  const keyid = KEYS.ok ? (KEYS.keys[0]?.id ?? '') : ''
  const covered = [
    ['"@authority"', HOST],
    ['"signature-agent"', AGENT],
  ] as const
  const { privateKey } = SIGNER
  const fields = signedFields({ keyid, privateKey, covered, created, expires: created + 60 })
  return { Host: HOST, 'Signature-Agent': AGENT, ...fields }
}

t.test('keys of a directory reach workers that serve, and those that are born later', async (t) => {
  const cradle = await makeCradle({ workers: 1, text: TEXT })
  const clock = realClock()
  const answer = Promise.withResolvers<typeof KEYS>()
  const asked: string[] = []
  const gatehouse: Gatehouse = new Gatehouse({
    ...cradle,
    birthOf: (place) => ({ ...cradle.birthOf(place), directories: gatehouse.directories }),
    written: { text: TEXT, files: new Map() },
    source: { text: TEXT, file: 'paart.yaml', folder: cradle.folder },
    cores: 1,
    ring: attachRing(cradle.ring),
    clock,
    caretaker: null,
    networks: new PassNetworks(clock.steadyMs),
    upgrades: { isUnderWay: false, upgraded: null, run: () => Promise.reject(new Error('never')) },
    revokedKeys: [],
    roomsInUse: new Set(),
    figures: new FigureDesk({
      file: join(cradle.folder, 'figures.json'),
      clock,
      onNote: () => undefined,
    }),
    orders: standingOrders(join(cradle.folder, 'keys.json'), clock.wallMs(), () => undefined),
    onNote: () => undefined,
    fetchDirectory(url) {
      asked.push(url)
      return answer.promise
    },
  })
  t.teardown(async () => {
    await gatehouse.drain(0)
    cradle.clear()
  })
  await gatehouse.start()
  const status = async (): Promise<number> => (await get(cradle.port, '/', signed())).status
  t.equal(await status(), 403, 'it serves before the keys are there')
  t.match((await gatehouse.status()).text, /^keys of archive at https:.*: none yet$/m)
  answer.resolve(KEYS)
  await eventually('the worker has been told', async () => (await status()) === 200)
  t.strictSame(asked, ['https://archive.example/.well-known/http-message-signatures-directory'])
  t.match((await gatehouse.status()).text, /^keys of archive at https:.*: 1, fetched 20/m)
  await gatehouse.changes.restartWorker(0, { abrupt: true })
  t.equal(await status(), 200, 'its successor is born with them')
  t.equal(asked.length, 1)
})
