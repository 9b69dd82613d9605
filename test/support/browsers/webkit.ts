import { join } from 'node:path'
import { findFreePort } from '../applications/application.ts'
import { eventually } from '../eventually.ts'
import { type BrowserSettings, type DrivenBrowser, type Tab, type Visitor } from './driven.ts'
import { readDownload, startHelper } from './process.ts'
import { startScreen } from './screen.ts'
import { type WebDriverSession, beginSession } from './webdriver.ts'

/** WebKitGTK by WebDriver. It draws in any case, so it gets a screen. */
export async function startWebKit(settings: BrowserSettings = {}): Promise<DrivenBrowser> {
  const screen = await startScreen()
  const visitors = new Set<Visitor>()
  return {
    async newVisitor() {
      const visitor = await startVisit(settings, screen.display)
      visitors.add(visitor)
      return visitor
    },
    async close() {
      for (const visitor of visitors) await visitor.leave()
      await screen.stop()
    },
  }
}

/** Without layers, which a processor draws in the place of a graphics card: half of the work, and nobody looks. */
const PLAINLY = { WEBKIT_DISABLE_COMPOSITING_MODE: '1' }

/** A driver has one session at a time, so each visitor has a driver. */
async function startVisit(settings: BrowserSettings, display: string): Promise<Visitor> {
  const { javaScript = true, cookies = true } = settings
  const port = await findFreePort()
  const origin = `http://127.0.0.1:${port}`
  const { home, stop } = startHelper({
    program: 'WebKitWebDriver',
    args: [`--port=${port}`],
    env: { DISPLAY: display, ...PLAINLY },
  })
  await eventually('WebKitWebDriver listens', () => isReady(origin))
  const session = await beginSession(origin, {
    acceptInsecureCerts: true,
    'webkitgtk:browserOptions': {
      args: [
        '--automation',
        `--enable-javascript=${javaScript}`,
        `--cookies-policy=${cookies ? 'no-third-party' : 'never'}`,
      ],
    },
  })
  const windows = new Windows(session)
  let isFirst = true
  return {
    async newTab() {
      const handle = isFirst
        ? await session.get<string>('/window')
        : (await session.post<{ handle: string }>('/window/new', { type: 'tab' })).handle
      isFirst = false
      return new WebKitTab(windows, handle)
    },
    loseCookies: () => windows.loseCookies(),
    downloaded: async (name) => readDownload(join(home, name)),
    async leave() {
      await session.end().catch(() => undefined)
      await stop()
    },
  }
}

async function isReady(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/status`).catch(() => null)
  return response?.ok === true
}

/** A session looks at one window at a time, so commands wait for each other. */
class Windows {
  readonly #session: WebDriverSession
  #last: Promise<unknown> = Promise.resolve()

  constructor(session: WebDriverSession) {
    this.#session = session
  }

  /** Of the site that is shown. */
  async loseCookies(): Promise<void> {
    await this.#session.delete('/cookie')
  }

  in<Result>(handle: string, act: (session: WebDriverSession) => Promise<Result>): Promise<Result> {
    const acted = this.#last.then(async () => {
      await this.#session.post('/window', { handle })
      return act(this.#session)
    })
    this.#last = acted.catch(() => undefined)
    return acted
  }
}

/** What WebDriver calls an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

class WebKitTab implements Tab {
  readonly #windows: Windows
  readonly #handle: string

  constructor(windows: Windows, handle: string) {
    this.#windows = windows
    this.#handle = handle
  }

  async open(url: string): Promise<void> {
    await this.#goes('/url', { url })
  }

  async back(): Promise<void> {
    await this.#goes('/back')
  }

  async forward(): Promise<void> {
    await this.#goes('/forward')
  }

  async reload(): Promise<void> {
    await this.#goes('/refresh')
  }

  async click(selector: string): Promise<void> {
    await this.#at(selector, 'click', {})
  }

  async type(selector: string, text: string): Promise<void> {
    await this.#at(selector, 'value', { text })
  }

  /** Several files are lines of one text. */
  async attach(selector: string, files: readonly string[]): Promise<void> {
    await this.#at(selector, 'value', { text: files.join('\n') })
  }

  url(): Promise<string> {
    return this.#windows.in(this.#handle, (session) => session.get('/url'))
  }

  async run<T>(expression: string): Promise<T> {
    const text = await this.#asks<string>('/execute/sync', {
      script: `return JSON.stringify([${expression}])`,
      args: [],
    })
    return (JSON.parse(text) as readonly T[])[0] as T
  }

  async #at(selector: string, what: string, parameters: object): Promise<void> {
    const options = { using: 'css selector', value: selector }
    const element = await this.#asks<Readonly<Record<string, string>>>('/element', options)
    await this.#asks(`/element/${element[ELEMENT]}/${what}`, parameters)
  }

  /** Where it leads to no page, WebKit calls that an error. */
  async #goes(path: string, parameters?: object): Promise<void> {
    await this.#asks(path, parameters).catch(() => undefined)
  }

  #asks<Result>(path: string, parameters?: object): Promise<Result> {
    return this.#windows.in(this.#handle, (session) => session.post<Result>(path, parameters))
  }
}
