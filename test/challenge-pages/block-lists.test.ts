import { randomBytes } from 'node:crypto'
import t from 'tap'
import { ASSETS_PATH } from '../../src/challenge-pages/index.ts'
import { hashOf } from '../../src/challenge-pages/pages/assets.ts'
import { FRAMED_KINDS, KINDS, PAGES } from '../support/gallery.ts'

/**
 * What the general rules of EasyList, EasyPrivacy and the lists against annoyances look for in
 * addresses: their words between the marks that they stand between there.
 */
const WORDS =
  'ad|ads|adv|advert|adverts|advertising|adserver|adsense|banner|banners|sponsor|sponsors|promo|promos|popup|popunder|interstitial|affiliate|affiliates|analytics|beacon|pixel|track|tracker|tracking|telemetry|metrics|stats|statistics|collect|counter|fingerprint|fp|log|logger|hit|event|events|impression|visitor|visitors|cookie|cookies|consent|gdpr|captcha|recaptcha|newsletter|social|share|widget|widgets|notify|notification|paywall|adblock'
const IN_ADDRESSES = new RegExp(`[/._=&?-](?:${WORDS})[0-9]{0,3}(?:[/._=&?-]|$)`)

/** Sizes of banners, and the file endings that images of one pixel have. */
const SIZES = /\d{2,3}[x_]\d{2,3}|\.gif/

/** What rules that hide elements look for in ids and classes. */
const IN_NAMES = new RegExp(`(?:^|[_-])(?:${WORDS}|modal|overlay|sticky|toast|snackbar)(?:[_-]|$)`)

const OWN_PATHS = [
  'proof',
  'wait',
  'challenge',
  'language',
  'privacy',
  'pass',
  'code',
  'send',
  'forget',
  'check?to=',
]

t.test('no address of ours is one that block lists know', (t) => {
  const names = Array.from({ length: 5_000 }, () => hashOf(randomBytes(8)))
  const assets = ['css', 'js', 'svg', 'png'].flatMap((ending) =>
    names.map((name) => `${ASSETS_PATH}${name}.${ending}`),
  )
  const paths = [...OWN_PATHS.map((name) => `/.paart/${name}`), ...assets]
  t.same(
    paths.filter((path) => IN_ADDRESSES.test(path) || SIZES.test(path)),
    [],
  )
  for (const name of PAGES.files.keys()) t.match(name, /^[0-9a-f]{16}\.(?:css|js)$/)
  t.ok(IN_ADDRESSES.test('/assets/ads.js') && IN_ADDRESSES.test('/cookie-consent.js'), 'it bites')
  t.end()
})

t.test('no part of a page has a name that block lists hide', (t) => {
  const known: string[] = []
  for (const [kind, render] of Object.entries({ ...KINDS, ...FRAMED_KINDS })) {
    for (const [, names = ''] of render('en').html.matchAll(/ (?:id|class)="([^"]+)"/g)) {
      known.push(
        ...names
          .split(' ')
          .filter((name) => IN_NAMES.test(name))
          .map((name) => `${kind}: ${name}`),
      )
    }
  }
  t.same(known, [])
  t.ok(IN_NAMES.test('cookie-note') && IN_NAMES.test('overlay'), 'it bites')
  t.end()
})
