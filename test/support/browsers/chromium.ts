import { X509Certificate, createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Download, type Page } from 'playwright-core'
import { launchBrowser, launchProfile } from '../browser.ts'
import { type BrowserSettings, type DrivenBrowser, type Tab, type Visitor } from './driven.ts'
import { newHome } from './process.ts'
import { SharedPrograms } from './shared.ts'

/** Chromium by Playwright, with the memory of pages (bfcache) that people have. */
export async function startChromium(settings: BrowserSettings = {}): Promise<DrivenBrowser> {
  const { javaScript = true, cookies = true, language = 'en', isWhole = true } = settings
  if (!cookies) return startWithoutCookies(settings)
  const { program, giveBack } = await PROGRAMS.use(String(isWhole), () =>
    launchBrowser({
      isWhole,
      args: [trustFlag()],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    }),
  )
  const contexts: BrowserContext[] = []
  return {
    async newVisitor() {
      const context = await program.newContext({ javaScriptEnabled: javaScript, locale: language })
      contexts.push(context)
      return visitorOf(context)
    },
    async close() {
      for (const context of contexts) await context.close()
      await giveBack()
    },
  }
}

/** Scripts and language are a visitor's own: one program does for all of them. */
const PROGRAMS = new SharedPrograms<Browser>((browser) => browser.close())

/**
 * Trusts the key of the tests, as if it were known to everybody: what Chromium is told to take in spite of
 * its certificate it does not keep in its cache.
 */
function trustFlag(): string {
  const { publicKey } = new X509Certificate(readFileSync(CERTIFICATE))
  const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }))
  return `--ignore-certificate-errors-spki-list=${hash.digest('base64')}`
}

const CERTIFICATE = new URL('../../data/tls/server.pem', import.meta.url)

/** What a person blocks stands in the profile, and of that a program has one: for each visitor another. */
function startWithoutCookies({ javaScript = true, language = 'en' }: BrowserSettings) {
  const visitors = new Set<Visitor>()
  return {
    async newVisitor() {
      const profile = newHome()
      mkdirSync(join(profile, 'Default'))
      const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
      writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked))
      const options = { language, javaScript, args: [trustFlag()] }
      const inside = visitorOf(await launchProfile(profile, options))
      const visitor = {
        ...inside,
        async leave() {
          await inside.leave()
          rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
        },
      }
      visitors.add(visitor)
      return visitor
    },
    async close() {
      for (const visitor of visitors) await visitor.leave()
    },
  }
}

function visitorOf(context: BrowserContext): Visitor {
  const downloads = new Map<string, Download>()
  context.on('page', (page) =>
    page.on('download', (download) => downloads.set(download.suggestedFilename(), download)),
  )
  return {
    newTab: async () => new ChromiumTab(await context.newPage()),
    async downloaded(name) {
      const download = downloads.get(name)
      return download === undefined ? null : readFileSync(await download.path())
    },
    loseCookies: () => context.clearCookies(),
    leave: () => context.close(),
  }
}

/** Nothing that a person asks for is waited for longer than this, whatever the browser waits for. */
const GO_MS_MAX = 15_000

class ChromiumTab implements Tab {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(url: string): Promise<void> {
    await this.#goes(this.#page.goto(url, { timeout: GO_MS_MAX }))
  }

  /** A page from memory is not loaded again: that it is there is all there is to wait for. */
  async back(): Promise<void> {
    await this.#goes(this.#page.goBack({ timeout: GO_MS_MAX, waitUntil: 'commit' }))
  }

  async forward(): Promise<void> {
    await this.#goes(this.#page.goForward({ timeout: GO_MS_MAX, waitUntil: 'commit' }))
  }

  async reload(): Promise<void> {
    await this.#goes(this.#page.reload({ timeout: GO_MS_MAX }))
  }

  click(selector: string): Promise<void> {
    return this.#page.click(selector, { noWaitAfter: true })
  }

  type(selector: string, text: string): Promise<void> {
    return this.#page.locator(selector).pressSequentially(text)
  }

  attach(selector: string, files: readonly string[]): Promise<void> {
    return this.#page.setInputFiles(selector, [...files])
  }

  async url(): Promise<string> {
    return this.#page.url()
  }

  async run<T>(expression: string): Promise<T> {
    const text = await this.#page.evaluate<string>(`JSON.stringify([${expression}])`)
    return (JSON.parse(text) as readonly T[])[0] as T
  }

  /** Where it leads to no page, Playwright calls that an error. */
  async #goes(going: Promise<unknown>): Promise<void> {
    await going.catch(() => undefined)
  }
}
