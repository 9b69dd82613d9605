import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { loadAssets } from '../../src/challenge-pages/index.ts'
import { ABOUT_TEXTS } from '../../src/challenge-pages/pages/about/index.ts'
import { contrast } from '../../src/challenge-pages/pages/colour.ts'
import { PAGE_LANGUAGES, TEXTS, isSimple } from '../../src/challenge-pages/pages/texts/index.ts'
import { SIMPLE_TEXTS } from '../../src/challenge-pages/pages/texts/simple/index.ts'
import { LANGUAGES, type Language } from '../../src/model/index.ts'
import { checkPage, KEPT, KINDS } from '../support/gallery.ts'

const assets = loadAssets()
const css = textAt(assets.stylePath)
const BROWSER = new URL('../../src/challenge-pages/browser/', import.meta.url)
const script = textAt(assets.scriptPath)
const smallScript = textAt(assets.smallScriptPath)
const sources = readdirSync(BROWSER)
  .filter((name) => name.endsWith('.client.js'))
  .map((name) => readFileSync(new URL(name, BROWSER), 'utf8'))

function textAt(path: string): string {
  return assets.files.get(path.slice(path.lastIndexOf('/') + 1))?.file.body.toString() ?? ''
}

/** The colours of the first `:root` block at or after a place. */
function tokensFrom(place: number): ReadonlyMap<string, string> {
  const start = css.indexOf(':root {', place)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]),
  )
}

const schemes = { light: tokensFrom(0), dark: tokensFrom(css.indexOf('dark) {')) }

for (const [scheme, colours] of Object.entries(schemes)) {
  t.test(`colours stand out in the ${scheme} scheme (WCAG 1.4.3, 1.4.11)`, (t) => {
    const table = [
      { front: 'ink', backs: ['paper', 'card', 'note'], want: 4.5 },
      { front: 'soft-ink', backs: ['paper', 'card'], want: 4.5 },
      { front: 'accent', backs: ['paper', 'card', 'note'], want: 4.5 },
      { front: 'on-accent', backs: ['accent'], want: 4.5 },
      { front: 'border', backs: ['paper', 'card'], want: 3 },
      { front: 'edge', backs: ['paper', 'card'], want: 3 },
      { front: 'error', backs: ['card', 'error-back'], want: 4.5 },
      { front: 'ink', backs: ['error-back'], want: 4.5 },
    ]
    for (const { front, backs, want } of table) {
      for (const back of backs) {
        const got = contrast(colours.get(front) ?? '#000000', colours.get(back) ?? '#000000')
        t.ok(got >= want, `${front} on ${back}: ${got.toFixed(2)}`)
      }
    }
    t.end()
  })
}

t.test('the style loads nothing, and its motion can be switched off', (t) => {
  t.notMatch(css, /url\(|@import/)
  t.match(css, /prefers-reduced-motion:reduce\)\{[^@]*transition:none/)
  t.notMatch(css, /infinite/, 'nothing moves for ever')
  t.match(css, /scripting:enabled\)\{\.slow:not\(\.open\)\{animation:appear 1ms 3s both/)
  t.end()
})

t.test('the script reads nothing of the device and keeps two notes in the tab’s session', (t) => {
  const forbidden =
    /canvas|webgl|audio|plugins|fonts|deviceMemory|hardwareConcurrency|battery|connection|timezone|intl|screen\.(width|height|avail|color|orient)|userAgent|platform|localStorage|indexedDB|cookie\b|caches|eval|innerHTML|navigator\.(?!vendor)/i
  t.equal(forbidden.exec(script)?.[0], undefined)
  const kept = [...script.matchAll(/'paart-[a-z]+'/g)].map(([name]) => name)
  t.same(kept.toSorted(), [`'paart-back'`, `'paart-door'`, `'paart-door'`, `'paart-send'`])
  t.equal(forbidden.exec(smallScript)?.[0], undefined)
  t.end()
})

t.test('each script is one classic script that browsers of 2018 read', (t) => {
  for (const text of [script, smallScript]) {
    t.notMatch(text, /=>|`|\b(let|const|class|import|export|async|await|Promise|fetch\()\b/)
    t.notMatch(text, /\?\?|\?\.|,\s*\)/)
    t.notMatch(text, /\/\*\*|^\s*\/\//m, 'comments stay in the source')
  }
  t.end()
})

t.test('what is left out of the scripts is no part of any text', (t) => {
  const sources = readdirSync(BROWSER).filter((name) => name.endsWith('.client.js'))
  for (const name of sources) {
    const code = readFileSync(new URL(name, BROWSER), 'utf8').replace(
      /^import .*$|\/\*\*[^]*?\*\//gm,
      '',
    )
    t.notMatch(code, /\\['"]/, `${name} has no quotes within quotes`)
    for (const [text] of code.replace(/\/\/.*$/gm, '').matchAll(/'[^'\n]*'/g)) {
      if (!script.includes(text) && !smallScript.includes(text)) t.fail(`${name}: ${text}`)
    }
  }
  t.end()
})

function holesOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted()
}

t.test('each language says the same with the same holes', (t) => {
  const english = Object.entries(TEXTS.en)
  for (const language of PAGE_LANGUAGES) {
    const texts = new Map(Object.entries(TEXTS[language]))
    t.equal(texts.size, english.length, `${language} has no text too many`)
    for (const [name, text] of english) {
      const own = texts.get(name) ?? ''
      t.not(own.trim(), '', `${language}.${name} says something`)
      t.same(holesOf(own), holesOf(text), `${language}.${name} has its holes`)
    }
    const titles = ['checkTitle', 'checkTitleForButton', 'checkTitleForForm', 'checkTitleForKept']
    for (const name of titles as (keyof typeof TEXTS.en)[]) {
      t.equal(TEXTS[language][name].split(' – ').length, 2, `${language}.${name} has one dash`)
    }
  }
  t.end()
})

t.test('each language says the same of the check in public, with the same holes', (t) => {
  for (const language of LANGUAGES) {
    const texts = new Map(Object.entries(ABOUT_TEXTS[language]))
    t.equal(texts.size, Object.keys(ABOUT_TEXTS.en).length)
    for (const [name, text] of Object.entries(ABOUT_TEXTS.en)) {
      const own = texts.get(name) ?? ''
      t.not(own.trim(), '', `${language}.${name} says something`)
      t.same(holesOf(own), holesOf(text), `${language}.${name} has its holes`)
    }
  }
  t.end()
})

t.test('the script is given all that it says, and nothing else', (t) => {
  const errands = [{}, { hasSlow: false }, { stepsBack: 1 }, { kept: KEPT }, { order: 'limit=0' }]
  const given = errands.flatMap((fields) => {
    const page = checkPage('en', fields).html
    return Object.keys(JSON.parse(/data-texts='([^']*)'/.exec(page)?.[1] ?? '{}'))
  })
  const said = [...sources.join('\n').matchAll(/\btexts\.(\w+)/g)].map(([, name]) => name ?? '')
  t.same([...new Set(given)].toSorted(), [...new Set(said)].toSorted())
  t.end()
})

t.test('where no form is kept, no page says that one is', (t) => {
  const promises =
    /gespäichert a gëtt|halen (?:en? verschl|de Formulaire)|est conservé|gardons (?:chiffré|le formulaire)|bleibt erhalten|behalten (?:es verschl|das Formular)|form(?: that we keep| is kept)|keep (?:it|the form) encrypted|fica guardado|Guarda(?:mo-lo cifrado|mos o formulário)/i
  for (const [kind, render] of Object.entries(KINDS)) {
    for (const language of PAGE_LANGUAGES) {
      const text = render(language).html.replace(/&#(\d+);/g, (_, code) =>
        String.fromCodePoint(Number(code)),
      )
      if (kind === 'privacy-keeping') t.match(text, promises, `it bites in ${language}`)
      else if (!/kept/.test(kind)) t.notMatch(text, promises, `${kind} in ${language}`)
    }
  }
  t.end()
})

/**
 * One word for one thing, in usual and in simple words. What is listed was said for it before, or would be a
 * second word: of a button, of the check, of the website where a page of it is not meant, and so on.
 */
const SECOND_WORDS: Readonly<Record<Language, RegExp>> = {
  lb: /geklappt|klappt|Schaltfläch|Button|Iwwerpréiwung|Internetsäit|Homepage|automatesch\S* Programm|Computerprogramm|Cookië? (?:fir|vun) dëser? Säit|w\.e\.g/i,
  fr: /contrôle|s’il vous plaît|éteint|allume|touche Retour|cela ne marche|marché|programmes? (?:automatique|informatique)|site web|page web|navigateur web/i,
  de: /geklappt|klappt|Schaltfläche|-Taste|Überprüfung|Kontrolle|automatische\w* Programm|Computer-?\s?Programm|Cookies (?:für diese|dieser) Seite|Sendung|Gewohnt|Webseite|Amt für/i,
  en: /good once|works only once|\bverification\b|\bsite\b|automatic program|computer program|goes on|go on\b|these were too|stands in a cookie|Usual text/i,
  pt: /controlo|programas? (?:automático|de computador)|\blíngua|\bbrowser|página web|\bverifique a verifica/i,
}

t.test('one thing has one word in each language, and no idiom stands for it', (t) => {
  for (const language of LANGUAGES) {
    const usual = Object.entries(TEXTS[language])
    const simple = Object.entries(SIMPLE_TEXTS[language])
    const about = Object.entries(ABOUT_TEXTS[language])
    for (const [name, text] of [...usual, ...simple, ...about]) {
      t.notMatch(text, SECOND_WORDS[language], `${language}.${name}`)
    }
  }
  t.end()
})

t.test('punctuation is the language’s own', (t) => {
  for (const [name, text] of [TEXTS.fr, SIMPLE_TEXTS.fr, ABOUT_TEXTS.fr].flatMap(Object.entries)) {
    t.notMatch(text, /[^\u202f][?;»]|[^\u202f]:(?!\/)|«[^\u202f]/, `fr.${name}`)
  }
  for (const language of PAGE_LANGUAGES) {
    t.notMatch(Object.values(TEXTS[language]).join(' '), /['"]/, `${language}: no straight quotes`)
  }
  for (const language of LANGUAGES) {
    t.notMatch(Object.values(ABOUT_TEXTS[language]).join(' '), /['"]/, `${language}: nor there`)
  }
  t.end()
})

/** What counts is what a reader takes in at once. */
const SIMPLE_WORDS_MAX = 12

t.test('simple words come in short sentences, larger, and say all that is long otherwise', (t) => {
  for (const language of LANGUAGES) {
    for (const [name, text] of Object.entries(SIMPLE_TEXTS[language])) {
      for (const sentence of text.split(/(?<=[.?!:])\s| – /)) {
        const words = sentence.split(/\s+/).filter((word) => /[\p{L}\d{]/u.test(word))
        t.ok(words.length <= SIMPLE_WORDS_MAX, `${language}.${name}: ${sentence}`)
      }
    }
  }
  t.match(css, '.simple{font-size:118.75%')
  t.equal(PAGE_LANGUAGES.filter(isSimple).length, LANGUAGES.length)
  t.end()
})

t.test('the style knows a beginning and an end, not left and right', (t) => {
  t.notMatch(
    css,
    /(?:margin|padding|border)-(?:left|right)|text-align:(?:left|right)|[{;](?:left|right):/,
  )
  // Where `inline-end` is unknown, the side of the languages there are.
  t.match(css, /float:right;float:inline-end/)
  t.end()
})
