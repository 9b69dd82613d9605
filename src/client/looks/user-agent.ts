import { isbot } from 'isbot'
import { LRUCache } from 'lru-cache'
import { type UserAgent, type UserAgentClass } from '../../model/index.ts'
import { USER_AGENT_CHARS_MAX, browserKind } from './browser.ts'
import { hasContact } from './contact.ts'
import { isTextBrowser } from './programs.ts'
import { type NameLists, purposeIn } from './word-list.ts'
import { wordsOf } from './words.ts'

/** User agents remembered by a worker, about 600 bytes each; a site sees a few hundred. */
const USER_AGENTS_MAX = 2_000

const HEADLESS = /HeadlessChrome|PhantomJS|HtmlUnit|Playwright|Puppeteer|Cypress|Selenium/i

/** A crawler says so, or says where to complain. */
const CRAWLER = /bot|crawl|spider|slurp|archiv|preview|monitor|https?:\/\/|[\w.]@[\w.]/i

/** What every browser begins with, of Opera the old one. */
const BROWSER = /^(?:Mozilla|Opera)\//

const ENGINE = /(?:Chrome|Chromium|Firefox|Version)\/(\d{1,4})/

/** What people read with: an address in it is that of whoever made it. */
const PEOPLES: ReadonlySet<UserAgentClass> = new Set(['browser', 'text-browser'])

/** Engines that name a version of Chrome or Firefox and are neither: what those send says nothing about them. */
const OTHER_ENGINE = /\b(?:Goanna|SeaMonkey|Servo|Ladybird)\//

/** What shows pages inside of programs: Android's, and that of Qt, which sends no language unless told to. */
const WEB_VIEW = /; wv\)|\bQtWebEngine\//

/** Nothing stands between its version and its name but the build of a phone. */
const SAFARI = /Mac OS X.* Version\/(\d{1,4})\.(\d{1,4})[\d.]* (?:Mobile\/\w+ )?Safari\/[\d.]+$/

/** The first Safari that sends fetch metadata (MDN). */
const LATE_SAFARI = { major: 16, minor: 4 }

/** Reads User-Agent headers, each once. */
export class UserAgents {
  readonly #names: NameLists
  readonly #known = new LRUCache<string, UserAgent>({ max: USER_AGENTS_MAX })

  /** @param names Each counts as a whole word only. */
  constructor(names: NameLists) {
    this.#names = names
  }

  read(header: string | undefined): UserAgent {
    const text = (header ?? '').slice(0, USER_AGENT_CHARS_MAX)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const read = this.#read(text)
    this.#known.set(text, read)
    return read
  }

  #read(text: string): UserAgent {
    const words = wordsOf(text)
    const kind = this.#classOf(text, words)
    return {
      ...browserKind(text),
      class: kind,
      version: OTHER_ENGINE.test(text) ? 0 : Number(ENGINE.exec(text)?.[1] ?? 0),
      isMobile: text.includes('Mobile'),
      isWebView: WEB_VIEW.test(text),
      isLateSafari: isLateSafari(text),
      hasContact: !PEOPLES.has(kind) && hasContact(text),
      purpose: purposeIn(words, this.#names),
    }
  }

  #classOf(text: string, words: readonly string[]): UserAgentClass {
    if (text.trim() === '') return 'empty'
    if (words.some((word) => this.#names.aiCrawlers.has(word))) return 'ai-crawler'
    if (HEADLESS.test(text)) return 'headless'
    if (isTextBrowser(text)) return 'text-browser'
    if (isbot(text)) return CRAWLER.test(text) ? 'bot' : 'tool'
    return BROWSER.test(text) ? 'browser' : 'tool'
  }
}

function isLateSafari(text: string): boolean {
  const [, major, minor] = SAFARI.exec(text) ?? []
  if (major === undefined) return false
  const { major: since, minor: sinceMinor } = LATE_SAFARI
  return Number(major) > since || (Number(major) === since && Number(minor) >= sinceMinor)
}
