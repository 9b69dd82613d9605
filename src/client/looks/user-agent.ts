import { isbot } from 'isbot'
import { LRUCache } from 'lru-cache'
import { type UserAgent, type UserAgentClass } from '../../model/index.ts'
import { USER_AGENT_CHARS_MAX, browserKind } from './browser.ts'
import { isTextBrowser } from './programs.ts'
import { wordsOf } from './words.ts'

/** User agents remembered by a worker, about 600 bytes each; a site sees a few hundred. */
const USER_AGENTS_MAX = 2_000

const HEADLESS = /HeadlessChrome|PhantomJS|HtmlUnit|Playwright|Puppeteer|Cypress|Selenium/i

/** A crawler says so, or says where to complain. */
const CRAWLER = /bot|crawl|spider|slurp|archiv|preview|monitor|https?:\/\/|[\w.]@[\w.]/i

/** What every browser begins with, of Opera the old one. */
const BROWSER = /^(?:Mozilla|Opera)\//

const ENGINE = /(?:Chrome|Chromium|Firefox|Version)\/(\d{1,4})/

/** Reads User-Agent headers, each once. */
export class UserAgents {
  readonly #aiCrawlers: ReadonlySet<string>
  readonly #known = new LRUCache<string, UserAgent>({ max: USER_AGENTS_MAX })

  /** @param aiCrawlers Names of AI crawlers in lower case; each counts as a whole word only. */
  constructor(aiCrawlers: ReadonlySet<string>) {
    this.#aiCrawlers = aiCrawlers
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
    return {
      ...browserKind(text),
      class: this.#classOf(text),
      version: Number(ENGINE.exec(text)?.[1] ?? 0),
      isMobile: text.includes('Mobile'),
      isWebView: text.includes('; wv)'),
    }
  }

  #classOf(text: string): UserAgentClass {
    if (text.trim() === '') return 'empty'
    if (this.#namesAiCrawler(text)) return 'ai-crawler'
    if (HEADLESS.test(text)) return 'headless'
    if (isTextBrowser(text)) return 'text-browser'
    if (isbot(text)) return CRAWLER.test(text) ? 'bot' : 'tool'
    return BROWSER.test(text) ? 'browser' : 'tool'
  }

  #namesAiCrawler(text: string): boolean {
    return wordsOf(text).some((word) => this.#aiCrawlers.has(word))
  }
}
