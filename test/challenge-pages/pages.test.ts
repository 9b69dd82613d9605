import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import {
  CLAIM_BYTES,
  createPages,
  type Page,
  PAGE_LANGUAGES,
  readClaim,
} from '../../src/challenge-pages/index.ts'
import { TEXTS } from '../../src/challenge-pages/pages/texts/index.ts'
import { type LegalBasis } from '../../src/model/index.ts'
import {
  ASSETS as assets,
  checkPage as check,
  COOKIES as cookies,
  KEPT,
  KINDS as kinds,
  PAGES as pages,
  REFERENCE as reference,
  SITE as site,
  WAY_TOKEN as wayToken,
} from '../support/gallery.ts'

/** With the letters that the references stand for. */
function lettered(html: string): string {
  return html.replace(/&#(\d{3,});/g, (_, code) => String.fromCodePoint(Number(code)))
}

/** The assets' hashes change with every comma in them; a page's golden file does not. */
function readable(html: string): string {
  return lettered(html)
    .replace(/[0-9a-f]{16}\.(css|js)/g, 'hash.$1')
    .replaceAll('><', '>\n<')
}

for (const [kind, render] of Object.entries(kinds)) {
  for (const language of ['en', 'lb', 'de-simple'] as const) {
    t.test(`${kind} in ${language} is the page of the golden file`, (t) => {
      const url = new URL(`../golden/pages/${kind}.${language}.html`, import.meta.url)
      const got = readable(render(language).html)
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, got)
      t.equal(got, readFileSync(url, 'utf8'))
      t.end()
    })
  }
}

function count(html: string, pattern: RegExp): number {
  return [...html.matchAll(pattern)].length
}

/** The languages that the buttons of a page ask for, however its form spells them. */
function switchesIn(html: string): readonly string[] {
  const own = /<button(?: class="words")? name="language" value="([\w-]+)"/g
  const claimed = /<button(?: class="words")? name="paart-door" value="([ls]-..)"/g
  return [
    ...[...html.matchAll(own)].map(([, language = '']) => language),
    ...[...html.matchAll(claimed)].map(([, word = '']) =>
      word.startsWith('s') ? `${word.slice(2)}-simple` : word.slice(2),
    ),
  ]
}

/** Without what somebody may go to and what is only shown: nothing of it is loaded. */
function withoutLinks(html: string): string {
  return html.replaceAll(/<a href="https:[^>]*>.*?<\/a>|<code>.*?<\/code>/g, '')
}

for (const [kind, render] of Object.entries(kinds)) {
  t.test(`${kind} is well built in every language, in usual and in simple words`, (t) => {
    for (const language of PAGE_LANGUAGES) {
      const { html } = render(language)
      const [base = '', words = ''] = language.split('-')
      const start = `<!doctype html>\n<html lang="${base}" dir="ltr"`
      t.ok(html.startsWith(`${start}${words === '' ? '>' : ' class="simple">'}`), language)
      for (const once of [/<h1>/g, /<header>/g, /<main>/g, /<footer>/g, /<title>/g]) {
        t.equal(count(html, once), 1, `${language}: ${once.source} once`)
      }
      t.match(lettered(html), / – MyGuichet\.lu<\/title>/, 'the title names the service')
      t.match(html, /^[\n -~]*$/, 'sent as it is: every character is one byte')
      t.equal(count(html, /aria-current="true"/g), html.includes('class="languages"') ? 1 : 0)
      const other = words === '' ? `${language}-simple` : base
      const switches = switchesIn(html)
      t.equal(switches.length, html.includes('class="languages"') ? 6 : 0)
      t.ok(
        switches.slice(0, 5).every((found) => found.endsWith('-simple') === (words === 'simple')),
        'another language keeps the words',
      )
      if (switches.length > 0) t.equal(switches[5], other, 'other words keep the language')
      t.match(html, 'href="tel:+35224782000"')
      t.match(html, 'href="mailto:help@example.lu"')
      t.notMatch(html, /\{\w+\}/, 'no hole is left open')
      t.notMatch(html, /<[^>]+ (style|on\w+)=/, 'nothing inline')
      t.notMatch(withoutLinks(html), /http-equiv|https?:\/\//i, 'no reload, nothing from elsewhere')
      t.notMatch(html, /<script(?![^>]*><\/script>)/, 'no inline script')
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
      t.equal(new Set(ids).size, ids.length, 'ids are unique')
      const tags = [...html.matchAll(/<(\/?)([a-z1-6]+)/g)]
      const isVoid = /^(meta|link|input|path|circle)$/
      for (const tag of new Set(tags.map((match) => match[2] ?? ''))) {
        const opened = tags.filter((match) => match[2] === tag && match[1] === '').length
        const closed = tags.filter((match) => match[2] === tag && match[1] !== '').length
        t.equal(closed, isVoid.test(tag) ? 0 : opened, `${tag} is closed`)
      }
    }
    t.end()
  })
}

t.test('the help block stands at the same place on every page', (t) => {
  for (const [kind, render] of Object.entries(kinds)) {
    t.match(
      render('en').html,
      /<\/main><section class="help".*<\/section>(?:<\/form>)?<footer>/,
      kind,
    )
  }
  t.end()
})

t.test('buttons of the languages are words apart where there is no style', (t) => {
  const form = /<div class="languages".*?<\/div>/s.exec(check('en').html)?.[0] ?? ''
  t.equal(count(form, /<\/button> <button/g), 5)
  t.equal(count(form, /<\/button><button/g), 0)
  t.end()
})

t.test('what is wrong with a code stands in a frame of its own and is announced', (t) => {
  for (const kind of ['code-mistyped', 'code-refused', 'code-locked']) {
    const { html } = kinds[kind]!('en')
    t.match(
      html,
      /<p class="error" id="code-problem" role="alert"><svg class="sign" [^>]*aria-hidden/,
    )
    t.match(html, 'aria-describedby="code-problem code-hint" aria-invalid="true" autofocus')
  }
  t.notMatch(kinds['code']!('en').html, /role="alert"|aria-invalid/)
  t.end()
})

t.test('the page of a limit is whole without a script, and its region is empty', (t) => {
  const { html } = kinds['limit']!('en')
  t.match(html, '>Try again in <strong>12</strong> seconds</p>')
  t.match(html, '<p id="status" class="unseen" role="status"></p>')
  t.match(html, '<a class="button main" id="retry" href="">Try again</a>')
  t.notMatch(html, /aria-disabled|role="timer"|aria-live/)
  t.end()
})

t.test('a check page has one empty status region and a named progress bar', (t) => {
  const { html } = check('en')
  t.equal(count(html, /role="status"/g), 1)
  t.equal(count(html, /role="alert"|aria-live/g), 0)
  t.match(html, '<p id="status" class="unseen" role="status"></p>')
  t.match(html, '<progress id="bar" max="100" value="0" aria-label="Progress of the check" hidden>')
  t.end()
})

t.test('a page offers the doors it was told of, all by one token', (t) => {
  const table = [
    { fields: {}, silent: true, slow: 'slow', script: true },
    { fields: { hasSlow: false }, silent: true, slow: null, script: true },
    { fields: { hasSilent: false }, silent: false, slow: 'slow open', script: false },
    { fields: { pressAgainInSeconds: 0 }, silent: true, slow: 'slow open', script: true },
    { fields: { stepsBack: 2, offersCode: true }, silent: true, slow: 'slow', script: true },
  ]
  for (const { fields, silent, slow, script } of table) {
    const { html } = check('en', fields)
    t.equal(html.includes('<div id="check"'), silent)
    t.equal(/<div id="slow" class="([^"]*)"/.exec(html)?.[1] ?? null, slow)
    t.equal(count(html, /<button class="main" name="door">/g), slow === null ? 0 : 1)
    t.equal(html.includes('<script defer src='), script)
    t.equal(count(html, /AtokenA/g), 1)
    t.equal(count(html, /<form/g), 1)
    t.match(html, `<form id="page" action="/.paart/${slow === null ? 'language' : 'wait'}"`)
  }
  t.end()
})

t.test('a page about a kept form claims it where it was sent, whatever is pressed', (t) => {
  for (const kind of [
    'check-kept',
    'check-kept-press-again',
    'kept-repeated',
    'done-kept',
    'limit-for-kept',
  ]) {
    for (const language of PAGE_LANGUAGES) {
      const { html, contentSecurityPolicy } = kinds[kind]?.(language) ?? check(language)
      t.equal(count(html, /<form/g), 1, kind)
      t.match(
        html,
        'action="/inquiries/1?a=&quot;1&quot;&amp;b=&#233;" method="post"><input type="hidden" name="paart-claim"',
      )
      t.notMatch(contentSecurityPolicy, 'form-action', 'it may lead to wherever the service leads')
      const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
      const words = [...html.matchAll(/<button[^>]* name="paart-door" value="([^"]+)"/g)]
      t.equal(count(html, /<button/g), words.length, 'every button claims')
      for (const [, word = ''] of words) {
        const sent = fields.map(([, name = '', value = '']): [string, string] => [name, value])
        const body = new URLSearchParams([...sent, ['paart-door', word]]).toString()
        t.equal(body.length, CLAIM_BYTES)
        t.ok(readClaim(Buffer.from(body)), `${kind}: ${word}`)
      }
    }
  }
  t.end()
})

t.test('a claim never leads to another host', (t) => {
  const table = [
    { action: '/page', want: '/page' },
    { action: '//evil.example/page', want: '/.//evil.example/page' },
    { action: '/\\evil.example', want: '/./\\evil.example' },
    { action: 'https://evil.example/', want: '/' },
    { action: 'javascript:alert(1)', want: '/' },
  ]
  for (const { action, want } of table) {
    const { html } = check('en', { kept: { ...KEPT, action } })
    t.match(html, `<form id="page" action="${want}" method="post">`)
    t.equal(new URL(want, 'https://site.lu/').host, 'site.lu')
  }
  t.end()
})

function onward(target: string): Page {
  return pages.onward({ language: 'en', reference, target })
}

t.test('another site’s form is led on to pages alone, from a page of no site', (t) => {
  for (const target of ['/next?a=1', '//other.lu/', 'https://other.lu/a', '?a', 'HTTP://a/']) {
    t.match(onward(target).html, `id="onward" href="${target}"`)
  }
  for (const target of ['javascript:alert(1)', ' javascript:a', 'data:text/html,x', 'https://[']) {
    t.notMatch(onward(target).html, /href="[^/]*(?:javascript|data|https:\/\/\[)|id="onward"/i)
  }
  t.match(
    onward('/').contentSecurityPolicy,
    /form-action 'none'; .*; sandbox allow-scripts allow-top-navigation$/,
  )
  t.end()
})

t.test('times of day are those of the machine, and named where few clocks show them', (t) => {
  const { TZ = '' } = process.env
  t.teardown(() => (process.env['TZ'] = TZ))
  const atMs = Date.UTC(2026, 10, 21, 11, 3)
  const table = [
    { zone: 'Europe/Luxembourg', language: 'de', want: '<bdi>12:03</bdi>' },
    { zone: 'Europe/Luxembourg', language: 'en', want: '<bdi>12:03</bdi>' },
    { zone: 'Europe/Luxembourg', language: 'fr', want: '<bdi>12:03</bdi>' },
    { zone: 'UTC', language: 'pt', want: '<bdi>11:03 UTC</bdi>' },
    { zone: 'Etc/UTC', language: 'lb', want: '<bdi>11:03 UTC</bdi>' },
  ] as const
  for (const { zone, language, want } of table) {
    process.env['TZ'] = zone
    // As pages are made by a gate that starts there.
    const there = createPages(site, assets)
    t.match(check(language, { kept: { ...KEPT, atMs } }, there).html, want, `${zone} ${language}`)
  }
  t.end()
})

t.test('a page without a way back has no language switch', (t) => {
  const { html } = pages.error({ language: 'en', reference, wayToken: null, status: 404 })
  t.notMatch(html, '/.paart/language')
  t.end()
})

t.test('a language the site does not offer is answered in its fallback', (t) => {
  const german = createPages({ ...site, languages: ['fr', 'de'], fallbackLanguage: 'de' }, assets)
  for (const [kind, render] of Object.entries(kinds)) {
    if (!kind.startsWith('check')) t.match(render('pt', german).html, '<html lang="de"', kind)
  }
  t.match(
    check('fr', {}, german).html,
    /lang="fr".*<button name="language" value="fr" lang="fr"[^>]*>/s,
  )
  t.end()
})

t.test('shown waits are whole seconds and never fewer than two', (t) => {
  const table = [
    { seconds: 0, want: '2' },
    { seconds: 1.2, want: '2' },
    { seconds: 2.1, want: '3' },
    { seconds: 600, want: '600' },
  ]
  for (const { seconds, want } of table) {
    const limit = pages.limit({ language: 'en', reference, wayToken, retryAfterSeconds: seconds })
    t.match(limit.html, `Try again in <strong>${want}</strong> seconds`)
    t.match(check('lb', { pressAgainInSeconds: seconds }).html, `<strong>${want}</strong> Sekonnen`)
  }
  t.end()
})

t.test('errors say whose side they are on', (t) => {
  const table = [
    { status: 400, want: 'We could not understand this request' },
    { status: 404, want: 'This page does not exist' },
    { status: 405, want: 'We could not understand this request' },
    { status: 413, want: 'What you are sending is too large' },
    { status: 417, want: 'We could not understand this request' },
    { status: 431, want: 'Your browser sent too much data at once' },
    { status: 502, want: 'Something went wrong. It is our fault, not yours.' },
    { status: 503, want: 'Something went wrong. It is our fault, not yours.' },
    { status: 504, want: 'Something went wrong. It is our fault, not yours.' },
    { status: 505, want: 'We could not understand this request' },
  ]
  for (const { status, want } of table) {
    t.match(pages.error({ language: 'en', reference, wayToken, status }).html, `<h1>${want}</h1>`)
  }
  t.end()
})

t.test('lifetimes on the privacy page are the configured ones, in words', (t) => {
  const table = [
    { lifetimeSeconds: 86_400, language: 'lb', want: 'Gëllt 24 Stonnen.' },
    { lifetimeSeconds: 86_400, language: 'fr', want: 'Valable 24 heures.' },
    { lifetimeSeconds: 172_800, language: 'de', want: 'Gültig: 2 Tage.' },
    { lifetimeSeconds: 3600, language: 'en', want: 'Valid for 60 minutes.' },
    { lifetimeSeconds: 90, language: 'pt', want: 'Válido durante 90 segundos.' },
    { lifetimeSeconds: 1, language: 'en', want: 'Valid for 1 second.' },
    { lifetimeSeconds: 0, language: 'en', want: 'Valid for 0 seconds.' },
  ] as const
  for (const { lifetimeSeconds, language, want } of table) {
    const passCookie = { ...cookies.passCookie, lifetimeSeconds }
    const { html } = pages.privacy({ language, wayToken, ...cookies, passCookie })
    t.match(lettered(html).replaceAll('\u00a0', ' '), want)
  }
  const { html } = pages.privacy({ language: 'en', wayToken, ...cookies })
  t.match(html, 'Valid for 1 year.')
  t.match(html, 'It stays 15 minutes longer, for a form that is still open.')
  const passCookie = { ...cookies.passCookie, graceSeconds: 0 }
  t.notMatch(pages.privacy({ language: 'en', wayToken, ...cookies, passCookie }).html, 'longer')
  t.end()
})

t.test(
  'the privacy page says of the operator what the operator told, and leaves out the rest',
  (t) => {
    const nothing = { logRetentionSeconds: null, legalBasis: null, authority: null }
    const untold = {
      ...site,
      contact: { ...site.contact, controller: null, dpo: null },
      privacy: nothing,
    }
    const page = { language: 'en', wayToken, ...cookies } as const
    const told = lettered(pages.privacy(page).html)
    for (const words of [
      '<dt>Responsible for your data</dt><dd><bdi>Centre of Examples, 1, rue de l’Exemple, L-1234 Luxembourg</bdi>',
      '<dt>Data protection officer</dt><dd><a href="mailto:dpo@example.lu"><bdi>dpo@example.lu</bdi></a>',
      '<dt>Data protection authority</dt><dd><bdi>CNPD, 15, boulevard du Jazz, L-4370 Belvaux</bdi>',
      'We keep the log for 30 days.',
      '<dt>Legal basis</dt><dd>A task in the public interest (GDPR, Article 6(1)(e))</dd>',
    ]) {
      t.match(told, words)
    }
    const { html } = createPages(untold, assets).privacy(page)
    t.match(html, 'Ask us how long we keep the log.')
    t.notMatch(
      html,
      /Responsible|officer|Legal basis|Data protection authority|mailto:dpo|<dl><\/dl>/,
    )
    t.end()
  },
)

function privacyPageWith(legalBasis: LegalBasis): string {
  const privacy = { ...site.privacy, legalBasis }
  const page = { language: 'en', wayToken, ...cookies } as const
  return createPages({ ...site, privacy }, assets).privacy(page).html
}

t.test(
  'a legal basis is named in the language of the page, or in the words of the operator',
  (t) => {
    const table = [
      { basis: 'public-task', want: 'A task in the public interest' },
      { basis: 'legal-obligation', want: 'A duty that the law lays down' },
      { basis: 'legitimate-interests', want: 'Our interest in a service' },
    ] as const
    for (const { basis, want } of table) t.match(privacyPageWith({ kind: 'known', basis }), want)
    t.match(
      privacyPageWith({ kind: 'own', text: 'Law of 1 & 2' }),
      '<dd><bdi>Law of 1 &amp; 2</bdi></dd>',
    )
    t.end()
  },
)

t.test('of forms the privacy page speaks where they are kept, and nowhere else', (t) => {
  for (const language of PAGE_LANGUAGES) {
    const { formTerm, keptPurpose } = TEXTS[language]
    const keeping = lettered(kinds['privacy-keeping']!(language).html)
    t.ok(keeping.includes(`<dt>${formTerm}</dt>`), language)
    t.ok(keeping.includes(keptPurpose), language)
    t.match(keeping, '<code>__Host-paart-kept-…</code>')
    t.match(keeping, /\b30.(?:Minutt|minute|Minute|minuto)/, 'as long as the caller says')
    const plain = lettered(kinds['privacy']!(language).html)
    t.notOk(plain.includes(formTerm) || plain.includes(keptPurpose), language)
    t.notMatch(plain, 'paart-kept')
  }
  t.end()
})

t.test('the privacy page names each count with its time, the two marks and the log', (t) => {
  const html = lettered(pages.privacy({ language: 'en', wayToken, ...cookies }).html)
  for (const words of [
    'for two days at most',
    'two short marks of it: one of the kind of browser, one of the operating system',
    'we count your requests, for 7 days at most',
    'on how many networks the cookie is used, for ten minutes',
    'the pages that were opened, for one hour at most',
    'forms that were sent very fast or without their page, for ten minutes',
    'pages that do not exist, for one minute',
    'a pseudonym of your network that changes every day',
  ]) {
    t.match(html, words)
  }
  t.end()
})

t.test('whatever a site is called, it stays text', (t) => {
  const hostile = `</script><b>"'&{token}`
  const { phone } = site.contact
  const contact = {
    phone: `${phone}"><i>`,
    hours: hostile,
    email: hostile,
    address: hostile,
    controller: hostile,
    dpo: hostile,
  }
  const privacy = {
    logRetentionSeconds: 1,
    legalBasis: { kind: 'own', text: hostile },
    authority: hostile,
  } as const
  const hostilePages = createPages({ ...site, brandName: hostile, contact, privacy }, assets)
  const html = [
    check('en', {}, hostilePages).html,
    hostilePages.denied({ language: 'en', reference, wayToken }).html,
    hostilePages.privacy({ language: 'en', wayToken, ...cookies }).html,
  ].join('')
  t.match(html, '&lt;/script&gt;&lt;b&gt;&quot;&#39;&amp;')
  t.notMatch(html, /<\/script><b>|<i>|"'&/)
  t.match(html, 'href="tel:+35224782000"')
  t.end()
})

/** Pages for whoever sent a form, which the script of the check sends on. */
const FOR_KEPT = /^(?:kept-|done-kept|send|onward|check-kept)/

t.test('everything a visitor loads is two files and a document', (t) => {
  const files = [...assets.files]
  t.same(
    files.map(([name]) => name.replace(/^[0-9a-f]{16}/, 'hash')),
    ['hash.css', 'hash.js', 'hash.js'],
  )
  t.same(
    files.map(([, file]) => file.type),
    ['text/css; charset=utf-8', ...Array(2).fill('text/javascript; charset=utf-8')],
  )
  t.same(
    [assets.stylePath, assets.scriptPath, assets.smallScriptPath],
    files.map(([name]) => `/.paart/assets/${name}`),
  )
  t.ok((files[2]?.[1].file.body.length ?? Infinity) < 3 * 1024, 'the small script is small')
  for (const [kind, render] of Object.entries(kinds)) {
    const { html } = render('en')
    const loaded = files.filter(([name]) => html.includes(name)).map(([name]) => name)
    const isWide = html.includes('id="check"') || FOR_KEPT.test(kind)
    t.equal(loaded.includes(files[1]?.[0] ?? ''), isWide, `${kind}: the script of the check`)
    t.ok(loaded.length <= 2, kind)
  }
  t.end()
})

t.test('a page may load our own files and nothing else', (t) => {
  const strict = pages.denied({ language: 'en', reference, wayToken }).contentSecurityPolicy
  t.equal(
    strict,
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; " +
      "style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  const want = strict
    .replace("form-action 'self'", "form-action 'self' https:")
    .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
  t.equal(
    check('en').contentSecurityPolicy,
    want,
    'the slow door may lead to a sign-in elsewhere, and the check may compile WebAssembly',
  )
  t.end()
})
