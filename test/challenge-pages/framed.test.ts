import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { createPages, PAGE_LANGUAGES } from '../../src/challenge-pages/index.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { ASSETS, FRAMED_KINDS, PAGES, REFERENCE, SITE } from '../support/gallery.ts'
import { startGallery } from '../support/gallery-server.ts'

t.setTimeout(120_000)
const gallery = await startGallery()
const browser = await launchBrowser({ draws: false })
const visitor = await newVisitor(browser, { width: 200, height: 200, javaScript: false })
const frame = await visitor.newPage()
t.teardown(async () => {
  await browser.close()
  gallery.close()
})

/** With the letters that the references stand for, and without the hash that every change of the style changes. */
function readable(html: string): string {
  return html
    .replace(/&#(\d{3,});/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/[0-9a-f]{16}\.css/, 'hash.css')
    .replaceAll('><', '>\n<')
}

for (const [kind, render] of Object.entries(FRAMED_KINDS)) {
  for (const language of ['en', 'lb', 'de-simple'] as const) {
    t.test(`${kind} in ${language} is the page of the golden file`, async (t) => {
      const url = new URL(`../golden/pages/${kind}.${language}.html`, import.meta.url)
      const got = readable(render(language).html)
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, got)
      t.equal(got, readFileSync(url, 'utf8'))
    })
  }
}

const [WAYS_OUT, NUMBERS] = [/<a [^>]*target="_top"/g, /href="tel:\+35224782000"/g]

for (const [kind, render] of Object.entries(FRAMED_KINDS)) {
  t.test(`${kind} is small and well built in every language`, async (t) => {
    for (const language of PAGE_LANGUAGES) {
      const { html, contentSecurityPolicy } = render(language)
      t.ok(html.startsWith(`<!doctype html>\n<html lang="${language.slice(0, 2)}" dir="ltr"`))
      t.ok(html.length < 2_560, `${language}: ${html.length} bytes`)
      t.match(html, /^[\n -~]*$/, 'sent as it is: every character is one byte')
      t.notMatch(html, /<script|<form|<[^>]+ (style|on\w+)=|http-equiv|https?:\/\/|\{\w+\}/)
      const isOver = kind === 'framed-error-for-form'
      t.equal(html.match(WAYS_OUT)?.length ?? 0, isOver ? 0 : 1, 'one way out of the frame')
      t.equal(html.match(NUMBERS)?.length, 1, 'and the telephone number')
      t.match(html, `<bdi dir="ltr" class="reference">${REFERENCE}</bdi>`)
      t.match(contentSecurityPolicy, /^default-src 'none';.* frame-ancestors 'self'$/)
      t.notMatch(contentSecurityPolicy, 'script-src')
    }
  })
}

t.test('whatever an address or a site is called, it stays text', async (t) => {
  const hostile = `</title><b>"'&{ref}`
  const { phone } = SITE.contact
  const contact = { ...SITE.contact, phone: `${phone}"><i>`, hours: hostile }
  const pages = createPages({ ...SITE, brandName: hostile, contact }, ASSETS)
  const usual = { reference: REFERENCE, status: 403, isForm: false, retryAfterSeconds: 0 }
  const { html } = pages.framed({ language: 'en', told: 'challenge', check: hostile, ...usual })
  t.notMatch(html, /<\/title><b>|<i>|"'&/)
  t.match(html, 'href="&lt;/title&gt;&lt;b&gt;&quot;&#39;&amp;{ref}"')
  t.match(html, `class="reference">${REFERENCE}</bdi>`)
})

t.test('which error it was decides what is said, and whether to try again helps', async (t) => {
  const table = [
    { status: 400, want: 'We could not understand this request', retry: false },
    { status: 404, want: 'This page does not exist', retry: false },
    { status: 431, want: 'Your browser sent too much data at once', retry: true },
    { status: 503, want: 'Something went wrong. It is our fault, not yours.', retry: true },
  ]
  for (const { status, want, retry } of table) {
    const usual = { reference: REFERENCE, check: null, isForm: false, retryAfterSeconds: 0 }
    const { html } = PAGES.framed({ language: 'en', told: 'error', status, ...usual })
    t.match(html, `<h1>${want}</h1>`)
    t.equal(html.includes('Try again'), retry, want)
  }
})

/** What of a page is not seen whole, or is too small to be pressed (WCAG 1.4.10, 2.5.8). */
const FAULTS = `(() => {
  const root = document.documentElement
  const faults = root.scrollWidth > root.clientWidth ? ['wider by ' + (root.scrollWidth - root.clientWidth)] : []
  for (const element of document.querySelectorAll('a, p, h1')) {
    const name = element.tagName + ' ' + element.textContent.slice(0, 40)
    if (element.tagName === 'A' && element.getBoundingClientRect().height < 24) faults.push('low: ' + name)
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) faults.push('cut off: ' + name)
  }
  return faults
})()`

const SCHEMES = ['light', 'dark'] as const
const FORCED = ['none', 'active'] as const

for (const kind of Object.keys(FRAMED_KINDS)) {
  t.test(`${kind}: in a frame of 200 pixels all is seen, whatever its colours`, async (t) => {
    for (const language of PAGE_LANGUAGES) {
      await frame.goto(`${gallery.origin}/dressed/${kind}/${language}`)
      // Colours change in the page that is there: to load it takes most of the time of a look.
      for (const colorScheme of SCHEMES) {
        for (const forcedColors of FORCED) {
          await frame.emulateMedia({ colorScheme, forcedColors })
          const colours = `${colorScheme}, forced ${forcedColors}`
          t.same(await frame.evaluate(FAULTS), [], `${language}, ${colours}`)
        }
      }
    }
  })
}
