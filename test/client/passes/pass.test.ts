import t from 'tap'
import { PassDesk, type Showing } from '../../../src/client/index.ts'
import { type Pass, type Presented } from '../../../src/model/index.ts'
import {
  FIREFOX,
  NEW,
  NOW,
  OLD,
  issue,
  openDesk,
  refused,
  ringOf,
  showing,
} from '../../support/desk.ts'

async function passIn(presented: Presented | Promise<Presented>): Promise<Pass> {
  const answer = await presented
  if (answer.kind !== 'held') throw new Error(`no pass is held: ${JSON.stringify(answer)}`)
  return answer.pass
}

t.test('what is issued is a pass where it is shown', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const pass = await passIn(desk.present([token], showing()))
  t.match(pass, {
    id: /^[\w-]{12}$/,
    sites: ['portal', 'forms'],
    clearance: 'worked',
    provedAtSeconds: NOW - 5,
    issuedAtSeconds: NOW,
    expiresAtSeconds: NOW + 3600,
    ...desk.tagsOf(FIREFOX),
    instance: 'gate-1',
  })
  const other = await passIn(desk.present([await issue(desk)], showing()))
  t.not(other.id, pass.id, 'every pass has an id of its own')
  t.same(desk.present([], showing()), { kind: 'none' }, 'no cookie, no pass')
})

t.test('where nothing may be verified a pass counts that was shown before', async (t) => {
  const token = await issue(openDesk().desk)
  const { desk } = openDesk()
  t.equal(desk.known([token], showing()), null, 'not yet')
  const { id } = await passIn(desk.present([token], showing()))
  t.equal(desk.known(['unknown', token], showing())?.id, id)
  t.equal(desk.known([token], showing({ nowSeconds: NOW + 3600 })), null, 'where it fits')
})

t.test('a pass must fit where it is shown, known or not', async (t) => {
  const cases: { name: string; at: Partial<Showing>; want: string | null }[] = [
    { name: 'in its last second', at: { nowSeconds: NOW + 3599 }, want: null },
    { name: 'at its end', at: { nowSeconds: NOW + 3600 }, want: 'expired' },
    { name: 'long after it', at: { nowSeconds: NOW + 99_999 }, want: 'expired' },
    { name: 'on the other site it names', at: { site: 'forms' }, want: null },
    { name: 'on a site it does not name', at: { site: 'tax' }, want: 'other-site' },
    {
      name: 'after an update of the browser',
      at: { userAgent: FIREFOX.replaceAll('140.0', '141.0.2') },
      want: null,
    },
    {
      name: 'in another family of browsers',
      at: {
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
      },
      want: 'other-browser',
    },
    {
      name: 'on another platform',
      at: { userAgent: FIREFOX.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64') },
      want: 'other-browser',
    },
    { name: 'without a User-Agent', at: { userAgent: undefined }, want: 'other-browser' },
  ]
  for (const { name, at, want } of cases) {
    const { desk } = openDesk()
    const token = await issue(desk)
    const unknown = await desk.present([token], showing(at))
    t.same(unknown.kind === 'refused' ? unknown.why : null, want, `${name}, at first sight`)
    await desk.present([token], showing())
    const known = desk.present([token], showing(at))
    t.notOk(known instanceof Promise, `${name}, no promise for a known token`)
    const answer = await known
    t.same(answer.kind === 'refused' ? answer.why : null, want, `${name}, known`)
  }
})

t.test('a POST may show a pass that has lapsed, for a while', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const at = (seconds: number, method = 'POST') =>
    desk.present([token], showing({ nowSeconds: NOW + 3600 + seconds, method }))
  t.match(await at(0), { kind: 'held', time: 'lapsed' }, 'at first sight')
  t.match(at(899), { kind: 'held', time: 'lapsed' }, 'known')
  t.same(at(900), refused('expired'))
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) t.same(at(0, method), refused('expired'))
  t.same(
    desk.present([token], showing({ nowSeconds: NOW + 3600, method: 'POST', site: 'tax' })),
    refused('other-site'),
  )
})

t.test('beside a pass that lasts, one that does not is not looked at', async (t) => {
  const { desk } = openDesk()
  const provedAtSeconds = NOW - 7 * 86_400 + 600
  const ending = await issue(desk, { provedAtSeconds, expiresAtSeconds: NOW + 600 })
  const lapsed = await issue(desk, { nowSeconds: NOW - 99, expiresAtSeconds: NOW - 9 })
  const fresh = await issue(desk)
  const want = await passIn(openDesk().desk.present([fresh], showing()))
  const post = showing({ method: 'POST' })
  for (const tokens of [
    [ending, fresh],
    [lapsed, fresh],
    [lapsed, ending, fresh],
  ]) {
    const { desk: other } = openDesk()
    t.same(await passIn(other.present(tokens, post)), want, 'nothing known yet')
    t.same(await passIn(other.present(tokens, post)), want, 'all known')
  }
  await desk.present([ending], post)
  t.same(await passIn(desk.present([ending, fresh], post)), want, 'the lasting one is not known')
  t.match(desk.present([ending, 'x'], post), { kind: 'held', time: 'ending' }, 'else it counts')
  t.match(await desk.present([ending, fresh.slice(0, -4)], post), { kind: 'held', time: 'ending' })
})

t.test('a revoked pass is refused at once, and others go on', async (t) => {
  const { desk, state } = openDesk()
  const [token, other] = [await issue(desk), await issue(desk)]
  const { name } = await passIn(desk.present([token], showing()))
  await passIn(desk.present([other], showing()))
  state.revoked.add(name)
  t.same(desk.present([token], showing()), refused('revoked'))
  t.match(desk.present([other], showing()), { kind: 'held' })
})

t.test('browsers are told apart by family and platform, never by version', async (t) => {
  const { desk } = openDesk()
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)'
  const same: [a: string | undefined, b: string | undefined][] = [
    [
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/99.0 Safari/537.36`,
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0 Safari/537.36 Edg/142.0`,
    ],
    [
      `${iphone} ${safari} Version/18.1 Safari/604.1`,
      `${iphone} ${safari} CriOS/140.0 Safari/604.1`,
    ],
    [`${iphone} ${safari} FxiOS/140.0`, `${iphone} ${safari} EdgiOS/140.0`],
    ['curl/8.9.1', 'curl/8.10.0'],
    ['Screenreader/9.9 (assistive technology)', 'Screenreader/10.0.1 (assistive technology)'],
    [undefined, ''],
  ]
  for (const [a, b] of same) t.same(desk.tagsOf(a), desk.tagsOf(b), `${a} is ${b}`)
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8)'
  const different = [
    undefined,
    'curl/8.9.1',
    'Screenreader/9.9',
    FIREFOX,
    FIREFOX.replace('X11; Linux x86_64', 'Android 14; Mobile'),
    `${iphone} ${safari} Version/18.1 Safari/604.1`,
    `${mac} ${safari} Version/18.1 Safari/605.1.15`,
    `${mac} ${webkit} Chrome/140.0 Safari/537.36`,
    `${android} ${webkit} Chrome/140.0 Mobile Safari/537.36`,
    `Mozilla/5.0 (X11; Linux) ${webkit} Chrome/140.0 Safari/537.36`,
  ]
  const tags = different.map((userAgent) => JSON.stringify(desk.tagsOf(userAgent)))
  t.equal(new Set(tags).size, different.length)
  const other = new PassDesk(
    () => ringOf(NEW.id, [NEW]),
    () => false,
  )
  t.notSame(other.tagsOf(FIREFOX), desk.tagsOf(FIREFOX), 'under another key another tag')
  for (const { familyTag } of [desk.tagsOf(FIREFOX)]) t.ok(familyTag >= 0 && familyTag < 65_536)
})

t.test('a key that no longer signs still verifies, until it is gone', async (t) => {
  const { desk, state } = openDesk()
  const old = await issue(desk)
  await passIn(desk.present([old], showing()))
  state.ring = ringOf(NEW.id, [OLD, NEW])
  t.match(desk.present([old], showing()), { kind: 'held' }, 'known')
  const { desk: other } = openDesk(state.ring)
  t.match(await other.present([old], showing()), { kind: 'held' }, 'unknown')
  const fresh = await issue(desk)
  t.equal(fresh.split('.')[0], state.ring.signing.passHeader, 'the new key signs')
  t.match(await desk.present([fresh], showing()), { kind: 'held' })
  state.ring = ringOf(NEW.id, [NEW])
  t.same(desk.present([old], showing()), refused('unknown-key'), 'known, but its key is gone')
  t.match(desk.present([fresh], showing()), { kind: 'held' })
})

t.test('of several cookies the first that is a pass counts', async (t) => {
  const { desk } = openDesk()
  const good = await issue(desk)
  const expired = await issue(desk, { nowSeconds: NOW - 99, expiresAtSeconds: NOW - 9 })
  const foreign = await issue(openDesk(ringOf(NEW.id, [NEW])).desk)
  const want = await passIn(openDesk().desk.present([good], showing()))
  const lists: [name: string, tokens: string[]][] = [
    ['the last of three', [foreign, expired, good]],
    ['behind garbage', ['x', '', good]],
    ['the first of three', [good, foreign, expired]],
  ]
  for (const [name, tokens] of lists) {
    t.same(await passIn(openDesk().desk.present(tokens, showing())), want, name)
  }
  t.same(await passIn(desk.present([expired, good], showing())), want, 'nothing known yet')
  t.match(desk.present([foreign, expired, good], showing()), { kind: 'held' }, 'the last is known')
  t.same(desk.present([expired, 'x'], showing()), refused('expired'), 'known ones first')
  t.same(await desk.present([foreign, expired], showing()), refused('unknown-key'))
})

t.test('a known token needs no promise, an unknown one does', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  t.type(desk.present([token], showing()), Promise)
  await desk.present([token], showing())
  t.notOk(desk.present([token], showing()) instanceof Promise)
  const flipped = `${token.slice(0, -2)}${token.endsWith('AA') ? 'QA' : 'AA'}`
  t.type(desk.present([flipped], showing()), Promise, 'nothing like it is known')
  t.same(await desk.present([flipped], showing()), refused('signature'))
})

t.test('a renewed pass keeps its id and the time of its proof', async (t) => {
  const { desk, state } = openDesk()
  const first = await passIn(desk.present([await issue(desk)], showing()))
  state.ring = ringOf(NEW.id, [OLD, NEW])
  const nowSeconds = NOW + 1800
  const times = { nowSeconds, expiresAtSeconds: NOW + 7200 }
  const token = await desk.renew(first, times, FIREFOX)
  t.equal(token.split('.')[0], state.ring.signing.passHeader, 'under the key that signs now')
  const second = await passIn(desk.present([token], showing({ nowSeconds: NOW + 7199 })))
  const { id, sites, clearance, provedAtSeconds, instance } = first
  t.match(second, { id, sites, clearance, provedAtSeconds, instance })
  t.equal(second.issuedAtSeconds, nowSeconds)
  t.equal(second.expiresAtSeconds, NOW + 7200)
})
