import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { passNameOf } from '../../../src/client/index.ts'
import { OrderDesk } from '../../../src/control/operators/order-desk.ts'
import { ORDERS_MAX } from '../../../src/control/operators/order-desk-options.ts'
import { loadOrders } from '../../../src/control/operators/order-file.ts'
import { PassNetworks } from '../../../src/control/operators/pass-networks.ts'
import { type ClientWish, type DrainWish } from '../../../src/control/operators/wishes.ts'
import { type Order, type PassSighting, spellTarget } from '../../../src/model/index.ts'
import { type FakeClock, fakeClock } from '../../support/clock.ts'
import { trusting } from '../../support/proxies.ts'
import { backendWith, serverAt } from '../../support/servers.ts'
import { triedSnapshot } from '../../support/trial.ts'

const NOW_MS = 1_800_000_000_000
const HOUR_MS = 3_600_000
const PASS = passNameOf('some pass')
const ASKER = { says: 'anna', runsAs: 'root' }

interface Stage {
  readonly desk: OrderDesk
  readonly clock: FakeClock
  readonly networks: PassNetworks
  readonly file: string
  readonly told: (readonly Order[])[]
  readonly changes: string[]
  /** Places of servers. */
  readonly failing: Set<number>
}

function stageFor(t: Test, file?: string): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'paart-desk-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const clock = fakeClock(NOW_MS)
  const networks = new PassNetworks(clock.steadyMs)
  const told: (readonly Order[])[] = []
  const changes: string[] = []
  const whereabouts = {
    countryOf: () => null,
    knowsAsns: true,
    asnOf: (address: string) => (address === '198.51.100.9' ? 64_501 : null),
  }
  const servers = [serverAt('http://a', 0), { ...serverAt('http://b', 1), name: 'node2' }]
  const snapshot = {
    ...triedSnapshot(),
    backends: [backendWith(servers, { name: 'the portal' })],
    trustedProxies: trusting(['10.0.0.0/24']),
    whereabouts,
  }
  const failing = new Set<number>()
  const place = file ?? join(folder, 'orders.json')
  const desk = new OrderDesk(
    {
      file: place,
      clock,
      networks,
      isWell: (at) => !failing.has(at),
      passOf: (reference) => (reference === 'K7QF-2M9T' ? PASS : null),
      revoke(pass, forMs) {
        if (failing.size > 0) return false
        changes.push(`${pass} for ${forMs / HOUR_MS} h`)
        return true
      },
      snapshot: () => snapshot,
      tell(orders) {
        told.push(orders)
        return Promise.resolve({ workers: 2, of: 2 })
      },
      onChange(orders, what, by) {
        for (const { id } of orders) changes.push(`${id} ${what} ${by}`.trim())
      },
    },
    loadOrders(place, NOW_MS),
  )
  return { desk, clock, networks, told, changes, failing, file: place }
}

function wishFor(targets: string | readonly string[], given: Partial<ClientWish> = {}): ClientWish {
  return {
    kind: 'ban',
    targets: [targets].flat(),
    forMs: 2 * HOUR_MS,
    reason: 'scraper',
    asker: ASKER,
    inShadow: false,
    isForced: false,
    from: '',
    ...given,
  }
}

/** As many networks as are asked for, each with a pass of a citizen. */
function citizens(count: number): readonly PassSighting[] {
  return Array.from({ length: count }, (_, index) => ({
    network: `198.18.${index}.0/24`,
    asn: 64_500,
    fingerprint: `browser${index % 3}`,
  }))
}

t.test('a ban is told to all, written down, and ends by itself', async (t) => {
  const { desk, clock, told, changes, file } = stageFor(t)
  const answer = await desk.order(wishFor('203.0.113.7/24'))
  t.equal(answer.ending, 'done')
  t.equal(
    answer.text,
    'ban 1: 203.0.113.0/24, until 2027-01-15T10:00:00.000Z, by anna (as root): scraper\nin force on all 2 workers\n',
  )
  t.equal(told.at(-1)?.length, 1)
  t.match(loadOrders(file, NOW_MS), { list: desk.inForce, nextId: 2 })
  clock.advance(2 * HOUR_MS)
  t.same(desk.inForce, [])
  desk.prune()
  t.same(changes, ['1 begins anna (as root)', '1 ends'])
  t.same(told.at(-1), [])
  t.match(loadOrders(file, NOW_MS), { list: [], nextId: 2 }, 'its number is nobody else’s')
})

t.test(
  'who is banned or allowed anew is so once, and whoever is named twice as well',
  async (t) => {
    const { desk } = stageFor(t)
    await desk.order(wishFor(['203.0.113.0/24', '203.0.113.0/24', 'AS64500']))
    await desk.order(wishFor('203.0.113.9/24', { kind: 'allow' }))
    t.match(desk.inForce, [
      { id: 2, kind: 'ban' },
      { id: 3, kind: 'allow', target: { network: '203.0.113.0/24' } },
    ])
  },
)

t.test(
  'never banned are this machine, a trusted proxy and whoever bans, even by force',
  async (t) => {
    const { desk, told } = stageFor(t)
    const refused = async (target: string, from: string, why: RegExp): Promise<void> => {
      const answer = await desk.order(wishFor(target, { from, isForced: true }))
      t.equal(answer.ending, 'refused', target)
      t.match(answer.text, why)
    }
    await refused('127.0.0.1', '', /127\.0\.0\.1\/32 holds this machine's own addresses/)
    await refused('::/0', '', /holds this machine's own addresses/)
    await refused('10.0.0.0/8', '', /holds the trusted proxy 10\.0\.0\.0\/24/)
    await refused('10.0.0.9', '', /holds the trusted proxy 10\.0\.0\.0\/24/)
    await refused('203.0.113.0/24', '203.0.113.80', /your own address 203\.0\.113\.80/)
    await refused('AS64501', '198.51.100.9', /your own address 198\.51\.100\.9/)
    t.same(told, [])
    const all = await desk.order(wishFor(['203.0.113.7', '127.0.0.1']))
    t.equal(all.ending, 'refused', 'of a list none')
    t.equal((await desk.order(wishFor('10.0.1.0/24', { from: 'nonsense' }))).ending, 'done')
  },
)

t.test('where people have passed the check only --force bans', async (t) => {
  const { desk, networks, clock } = stageFor(t)
  const endingOf = async (target: string | readonly string[], given = {}): Promise<string> =>
    (await desk.order(wishFor(target, given))).ending
  networks.add(citizens(20))
  t.equal(await endingOf('198.18.0.0/16'), 'done')
  networks.add(citizens(21))
  const refusal = await desk.order(wishFor('198.18.0.0/16'))
  t.equal(refusal.ending, 'refused')
  t.match(refusal.text, /^nothing was banned: from 21 networks among them a good pass was shown/)
  t.equal(await endingOf('AS64500'), 'refused')
  t.equal(await endingOf('AS64502'), 'done')
  t.equal(await endingOf(citizens(21).map(({ network }) => network)), 'refused')
  t.equal(await endingOf(citizens(20).map(({ network }) => network)), 'done')
  t.equal(await endingOf('198.18.0.0/16', { kind: 'allow' }), 'done')
  t.equal(await endingOf('198.18.0.0/16', { inShadow: true }), 'done')
  t.equal(await endingOf('198.18.0.0/16', { isForced: true }), 'done')
  t.equal(await endingOf('64.0.0.0/7'), 'refused', 'larger than anybody’s network')
  clock.advance(HOUR_MS)
  t.equal(await endingOf('198.18.0.0/16'), 'done', 'an hour later nobody knows of them')
})

t.test('a part of a network counts as that network', async (t) => {
  const { networks } = stageFor(t)
  networks.add(citizens(3))
  const among = (...texts: string[]): number =>
    networks.among(texts.map((network) => ({ kind: 'network', network })))
  t.equal(among('198.18.1.7/32'), 1)
  t.equal(among('198.18.1.7/32', '198.18.1.8/32', '198.18.0.0/24'), 2)
  t.equal(among('198.18.9.7/32'), 0)
  t.equal(networks.among([{ kind: 'fingerprint', fingerprint: 'browser1' }]), 1)
  networks.add([{ network: '198.18.7.0/24', asn: null, fingerprint: 'browser1' }])
  t.equal(networks.among([{ kind: 'fingerprint', fingerprint: 'browser1' }]), 2)
})

t.test('it ends early by number, by name, or with all others', async (t) => {
  const { desk, changes } = stageFor(t)
  await desk.order(wishFor(['203.0.113.0/24', 'AS64502', '192.0.2.1', '192.0.2.2']))
  await desk.setMode({ target: 'all', mode: 'shadow', forMs: HOUR_MS, reason: '', asker: ASKER })
  t.match(await desk.withdraw('203.0.113.9/24', 'ben'), {
    ending: 'done',
    text: /^no more in force:\nban 1: 203\.0\.113\.0\/24.*\nin force on all 2 workers\n$/,
  })
  await desk.withdraw('2', 'ben')
  await t.rejects(desk.withdraw('2', 'ben'), { name: 'NotFound' })
  await desk.withdraw('all', 'ben')
  t.match(desk.inForce, [{ kind: 'mode' }])
  t.same(
    changes.slice(5),
    ['1', '2', '3', '4'].map((id) => `${id} withdrawn ben`),
  )
  t.equal((await desk.withdraw('all', 'ben')).ending, 'done', 'nothing is no mistake')
})

function some(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `203.${(from + i) >> 8}.${(from + i) & 255}.1`)
}

t.test('there is room for so many, and a list goes in whole or not at all', async (t) => {
  const { desk } = stageFor(t)
  t.equal((await desk.order(wishFor(some(0, ORDERS_MAX - 1)))).ending, 'done')
  const over = await desk.order(wishFor(some(ORDERS_MAX, 2)))
  t.equal(over.ending, 'refused')
  t.match(over.text, /^5000 orders may be in force at once; a list in the configuration/)
  t.equal(desk.inForce.length, ORDERS_MAX - 1)
  t.equal((await desk.order(wishFor(some(0, ORDERS_MAX - 1)))).ending, 'done', 'the same anew')
})

t.test('a mode is of all, a site or a route, one at a time', async (t) => {
  const { desk } = stageFor(t)
  const set = (target: string, mode: 'off' | 'shadow' | null): ReturnType<OrderDesk['setMode']> =>
    desk.setMode({ target, mode, forMs: HOUR_MS, reason: '', asker: ASKER })
  await set('portal/form', 'off')
  await set('form', 'shadow')
  await set('plain', 'off')
  t.match(desk.inForce, [
    { mode: 'shadow', target: { kind: 'route', site: 'portal', route: 'form' } },
    { mode: 'off', target: { kind: 'site', site: 'plain' } },
  ])
  t.match(await set('form', null), { text: /^portal\/form is as configured\n/ })
  t.equal(desk.inForce.length, 1)
  await t.rejects(set('nowhere', 'off'), {
    message: /^there is no site or route of that name; there are all, portal, portal\/form,/,
  })
  await t.rejects(set('plain/form', 'off'), { name: 'NotFound' })
})

t.test('a disk that fails stops no ban, and is told of', async (t) => {
  const { desk, file } = stageFor(t, '/nowhere/orders.json')
  const answer = await desk.order(wishFor('203.0.113.7'))
  t.match(answer, { ending: 'done', report: { ok: true, kept: false } })
  t.match(answer.text, /\nit does not outlive a restart: ENOENT/)
  t.throws(() => readFileSync(file), { code: 'ENOENT' })
})

t.test('bans are exported as import takes them', async (t) => {
  const { desk } = stageFor(t)
  await desk.order(wishFor(['203.0.113.0/24', 'AS64502']))
  await desk.order(wishFor('192.0.2.1', { kind: 'allow' }))
  await desk.order(wishFor('192.0.2.2', { inShadow: true }))
  t.equal(desk.export().text, '203.0.113.0/24\nAS64502\n')
})

function drainOf(server: string, given: Partial<DrainWish> = {}): DrainWish {
  const wish = { forMs: HOUR_MS, reason: 'new disk', asker: ASKER, isForced: false }
  return { backend: 'the portal', server, ...wish, ...given }
}

t.test('a server is drained by its URL or its name, once, and read back', async (t) => {
  const { desk, changes, clock, file } = stageFor(t)
  const drained = await desk.drain(drainOf('node2'))
  t.match(
    drained.text,
    /^drain 1: the portal http:\/\/b, until .*, by anna \(as root\): new disk\nin force on all 2/,
  )
  t.equal((await desk.drain(drainOf('http://b', { forMs: 2 * HOUR_MS }))).ending, 'done')
  t.equal(desk.inForce.length, 1, 'the same anew, for longer')
  t.same(loadOrders(file, NOW_MS).list, desk.inForce)
  t.equal(desk.export().text, '', 'it is no ban')
  t.equal((await desk.withdraw('all', 'anna')).ending, 'done')
  t.equal(desk.inForce.length, 1, 'nor is it ended with all bans')
  const up = await desk.undrain('the portal', 'node2', 'otto')
  t.match(up.text, /^the portal http:\/\/b is in service again\nin force on all 2 workers\n/)
  t.same(desk.inForce, [])
  await t.rejects(desk.undrain('the portal', 'http://b', 'otto'), { name: 'NotFound' })
  await desk.drain(drainOf('http://a'))
  clock.advance(HOUR_MS)
  desk.prune()
  t.same(changes, [
    '1 begins anna (as root)',
    '2 begins anna (as root)',
    '2 withdrawn otto',
    '3 begins anna (as root)',
    '3 ends',
  ])
})

t.test('the last server that is well and in service is drained by force alone', async (t) => {
  const { desk, failing } = stageFor(t)
  failing.add(1)
  const refused = await desk.drain(drainOf('http://a'))
  t.equal(refused.ending, 'refused')
  t.match(refused.text, /^http:\/\/a is the last server of the portal that is well and in service/)
  failing.clear()
  t.equal((await desk.drain(drainOf('http://a'))).ending, 'done')
  t.equal((await desk.drain(drainOf('http://b'))).ending, 'refused', 'the other one is drained')
  t.equal((await desk.drain(drainOf('http://a'))).ending, 'done', 'the same anew')
  t.equal((await desk.drain(drainOf('http://b', { isForced: true }))).ending, 'done')
  await t.rejects(desk.drain(drainOf('http://c')), {
    message: 'the portal has no such server; it has http://a, http://b',
  })
  await t.rejects(desk.drain(drainOf('http://a', { backend: 'x' })), { name: 'NotFound' })
})

t.test('a pass is revoked by its name or a reference, as long as it could be shown', async (t) => {
  const { desk, changes, file, failing, clock } = stageFor(t)
  const wish = { reference: '', reason: 'a farm', asker: ASKER }
  const revoked = await desk.revoke({ ...wish, pass: PASS.toLowerCase().replaceAll('-', ' ') })
  t.match(
    revoked.text,
    `revoke 1: ${PASS}, until 2027-01-22T08:15:00.000Z, by anna (as root): a farm`,
  )
  t.equal((await desk.revoke({ ...wish, pass: null, reference: 'k7qf 2m9t' })).ending, 'done')
  t.equal(desk.inForce.length, 1, 'the same anew')
  t.same(loadOrders(file, NOW_MS).list, desk.inForce)
  t.same(changes, [
    `${PASS} for 168.25 h`,
    '1 begins anna (as root)',
    `${PASS} for 168.25 h`,
    '2 begins anna (as root)',
  ])
  const slip = PASS.replace(PASS.charAt(0), PASS.startsWith('0') ? '1' : '0')
  await t.rejects(desk.revoke({ ...wish, pass: slip }), { name: 'NotFound' })
  await t.rejects(desk.revoke({ ...wish, pass: null, reference: '0000-0000' }), {
    message: 'nothing is known of a pass at 0000-0000',
  })
  failing.add(1)
  t.equal((await desk.revoke({ ...wish, pass: PASS })).ending, 'refused')
  clock.advance(168.25 * HOUR_MS)
  t.same(desk.inForce, [])
})

/** Two desks that hear all that the other says, as often as they like. */
function hear(...desks: readonly OrderDesk[]): void {
  for (let i = 0; i < 2; i++) {
    for (const desk of desks) for (const other of desks) desk.adopt(other.all())
  }
}

function inForceAt({ desk }: Stage): readonly string[] {
  return desk.inForce.map((order) => `${order.kind} ${spellTarget(order.target)}`).toSorted()
}

t.test('what is ordered at one gate holds at all, and the later word counts', async (t) => {
  const [a, b] = [stageFor(t), stageFor(t)]
  await a.desk.order(wishFor(['203.0.113.0/24', 'AS64500']))
  await b.desk.order(wishFor('198.51.100.0/24', { kind: 'allow', inShadow: true }))
  await b.desk.drain(drainOf('http://a'))
  hear(a.desk, b.desk)
  t.same(inForceAt(a), ['allow 198.51.100.0/24', 'ban 203.0.113.0/24', 'ban AS64500'])
  t.same(inForceAt(b), [...inForceAt(a), 'drain the portal http://a'], 'drains are one’s own')
  t.match(b.told.at(-1), { length: 4 })
  t.ok(b.changes.includes('3 begins'))
  t.match(loadOrders(b.file, NOW_MS).list, { length: 4 })
  await b.desk.withdraw('AS64500', 'bert')
  await a.desk.order(wishFor('203.0.113.0/24', { kind: 'allow' }))
  hear(a.desk, b.desk)
  t.same(inForceAt(a), ['allow 198.51.100.0/24', 'allow 203.0.113.0/24'])
  t.ok(a.changes.includes('2 withdrawn somebody at another gate'))
  await a.desk.order(wishFor('AS64500'))
  hear(a.desk, b.desk)
  t.ok(inForceAt(b).includes('ban AS64500'), 'what was withdrawn can be ordered again')
  const { told } = a
  const count = told.length
  hear(a.desk, b.desk)
  t.equal(told.length, count, 'nothing is told twice')
})

t.test('a gate whose clock is behind has the last word all the same', async (t) => {
  const [a, b] = [stageFor(t), stageFor(t)]
  a.clock.setWallMs(NOW_MS + HOUR_MS)
  await a.desk.order(wishFor('203.0.113.0/24', { forMs: 4 * HOUR_MS }))
  hear(a.desk, b.desk)
  await b.desk.withdraw('203.0.113.0/24', 'bert')
  hear(a.desk, b.desk)
  t.same([inForceAt(a), inForceAt(b)], [[], []])
  await b.desk.order(wishFor('203.0.113.0/24', { forMs: 4 * HOUR_MS }))
  hear(a.desk, b.desk)
  t.same(inForceAt(a), ['ban 203.0.113.0/24'])
})

t.test('what was withdrawn is remembered over a restart, until it would have ended', async (t) => {
  const a = stageFor(t)
  await a.desk.order(wishFor('203.0.113.0/24'))
  const old = a.desk.all()
  await a.desk.withdraw('all', 'bert')
  const again = stageFor(t, a.file)
  again.desk.adopt(old)
  t.same(inForceAt(again), [])
  again.clock.advance(3 * HOUR_MS)
  await again.desk.order(wishFor('198.51.100.0/24'))
  t.equal(again.desk.all().length, 1)
})

t.test('a pass that was revoked anywhere is, and nothing makes it good again', async (t) => {
  const [a, b] = [stageFor(t), stageFor(t)]
  await a.desk.revoke({ pass: PASS, reference: '', reason: '', asker: ASKER })
  hear(a.desk, b.desk)
  t.same(inForceAt(b), [`revoke ${PASS}`])
  t.ok(b.changes.some((line) => line.startsWith(`${PASS} for`)))
  const [fact] = a.desk.all()
  if (fact === undefined) return
  b.desk.adopt([{ ...fact, atMs: fact.atMs + 1, text: null }])
  t.same(inForceAt(b), [`revoke ${PASS}`])
})

t.test('what others say is held against what may be done here', async (t) => {
  const { desk, failing } = stageFor(t)
  const other = stageFor(t)
  await other.desk.order(wishFor('203.0.113.0/24'))
  const off = { target: 'plain', mode: 'off', forMs: HOUR_MS, reason: '', asker: ASKER } as const
  await other.desk.setMode(off)
  const [ban, mode] = other.desk.all()
  if (ban === undefined || mode === undefined) throw new Error('nothing was ordered')
  const changed = (text: string, about = ban.about): typeof ban => ({ ...ban, about, text })
  const whole = ban.text ?? ''
  desk.adopt([
    changed('{'),
    changed('[]'),
    changed(whole, 'client 203.0.112.0/24'),
    changed(whole.replace('203.0.113', '10.0.0'), 'client 10.0.0.0/24'),
    changed(whole.replace('203.0.113.0/24', '127.0.0.0/8'), 'client 127.0.0.0/8'),
    { ...ban, atMs: ban.atMs + 1 },
    { ...ban, untilMs: NOW_MS },
  ])
  t.same(desk.inForce, [], 'what is no order, or one about something else')
  failing.add(0)
  await other.desk.revoke({ pass: PASS, reference: '', reason: '', asker: ASKER })
  desk.adopt(other.desk.all())
  t.match(desk.inForce, [{ kind: 'ban' }, { kind: 'mode' }], 'there was no room for the pass')
})

t.test('no more stand than may, wherever they come from', async (t) => {
  const [a, b] = [stageFor(t), stageFor(t)]
  const numbers = Array.from({ length: ORDERS_MAX }, (_, i) => `AS${70_000 + i}`)
  await a.desk.order(wishFor(numbers, { isForced: true }))
  await b.desk.order(wishFor('203.0.113.0/24'))
  hear(a.desk, b.desk)
  t.equal(a.desk.inForce.length, ORDERS_MAX)
  t.equal(b.desk.inForce.length, ORDERS_MAX)
})
