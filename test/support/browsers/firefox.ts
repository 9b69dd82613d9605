import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserSettings, type DrivenBrowser, type Tab } from './driven.ts'
import { newHome, readDownload } from './process.ts'
import { type Remote, startRemote } from './remote.ts'
import { SharedPrograms } from './shared.ts'

export const FIREFOX = '/usr/bin/firefox-esr'

export interface FirefoxOptions extends BrowserSettings {
  /** Where its windows are drawn; null: nowhere. Default null. */
  readonly display?: string | null
  readonly env?: Readonly<Record<string, string>>
  readonly preferences?: Readonly<Record<string, string | number | boolean>>
  /** Runs in every page before its own scripts do. */
  readonly preload?: string
}

/** Firefox ESR by WebDriver BiDi, which it speaks itself. */
export async function startFirefox(options: FirefoxOptions = {}): Promise<DrivenBrowser> {
  const used = await PROGRAMS.use(JSON.stringify(options), () => startProgram(options))
  const { remote, home } = used.program
  const contexts = new Set<string>()
  const leave = async (userContext: string): Promise<void> => {
    if (contexts.delete(userContext)) {
      await remote.send('browser.removeUserContext', { userContext })
    }
  }
  return {
    async close() {
      for (const userContext of contexts) await leave(userContext)
      await used.giveBack()
    },
    async newVisitor() {
      const { userContext } = await remote.send<UserContext>('browser.createUserContext')
      contexts.add(userContext)
      return {
        newTab: () => newTab(remote, userContext),
        downloaded: async (name) => readDownload(join(home, 'Downloads', name)),
        async loseCookies() {
          const partition = { type: 'storageKey', userContext }
          await remote.send('storage.deleteCookies', { partition })
        },
        leave: () => leave(userContext),
      }
    },
  }
}

interface FirefoxProgram {
  readonly remote: Remote
  readonly home: string
}

const PROGRAMS = new SharedPrograms<FirefoxProgram>(({ remote }) => remote.close())

async function startProgram(options: FirefoxOptions): Promise<FirefoxProgram> {
  const { display = null, env = {} } = options
  const home = newHome()
  writeFileSync(join(home, 'user.js'), preferencesText(options))
  const remote = await startRemote({
    program: FIREFOX,
    args: [
      '--no-remote',
      '--remote-debugging-port=0',
      '--profile',
      '{home}',
      ...(display === null ? ['--headless'] : []),
    ],
    env: { ...env, ...(display === null ? {} : { DISPLAY: display }) },
    announces: /WebDriver BiDi listening on (ws:\/\/\S+)/,
    path: '/session',
    home,
  })
  await remote.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } })
  if (options.preload !== undefined) {
    const functionDeclaration = `() => { ${options.preload} }`
    await remote.send('script.addPreloadScript', { functionDeclaration })
  }
  return { remote, home }
}

interface UserContext {
  readonly userContext: string
}

/** What it does ahead of time, and how often it draws: nobody looks, and pages are told nothing of it. */
const QUIETLY = {
  'dom.ipc.processPrelaunch.enabled': false,
  'browser.newtab.preload': false,
  'layout.frame_rate': 10,
}

function preferencesText(options: FirefoxOptions): string {
  const { javaScript = true, cookies = true, language = 'en', preferences = {} } = options
  const all = {
    'javascript.enabled': javaScript,
    // 2 blocks all; the other one is what Firefox has unless told otherwise.
    'network.cookie.cookieBehavior': cookies ? 5 : 2,
    'intl.accept_languages': language,
    // It asks before it sends anything again; the answer is yes.
    'dom.confirm_repost.testing.always_accept': true,
    ...QUIETLY,
    ...preferences,
  }
  return Object.entries(all)
    .map((each) => `user_pref(${each.map((part) => JSON.stringify(part)).join(', ')});\n`)
    .join('')
}

async function newTab(remote: Remote, userContext: string): Promise<Tab> {
  const options = { type: 'tab', userContext }
  const { context } = await remote.send<Context>('browsingContext.create', options)
  return new FirefoxTab(remote, context)
}

interface Context {
  readonly context: string
}

interface Located {
  readonly nodes: readonly { readonly sharedId: string }[]
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value?: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } }

class FirefoxTab implements Tab {
  readonly #remote: Remote
  readonly #context: string

  constructor(remote: Remote, context: string) {
    this.#remote = remote
    this.#context = context
  }

  async open(url: string): Promise<void> {
    await this.#goes('browsingContext.navigate', { url, wait: 'complete' })
  }

  async back(): Promise<void> {
    await this.#goes('browsingContext.traverseHistory', { delta: -1 })
  }

  async forward(): Promise<void> {
    await this.#goes('browsingContext.traverseHistory', { delta: 1 })
  }

  async reload(): Promise<void> {
    await this.#goes('browsingContext.reload', { wait: 'complete' })
  }

  /**
   * As assistive programs press, at a person's wish: the mouse of WebDriver comes to where an element was before
   * the page scrolled, and its keys press no button of a tab behind others.
   */
  async click(selector: string): Promise<void> {
    await this.#focus(selector)
    await this.run(`void document.activeElement.click()`, true)
  }

  async type(selector: string, text: string): Promise<void> {
    await this.#focus(selector)
    await this.#press([END_KEY, ...Array.from(text)])
  }

  async attach(selector: string, files: readonly string[]): Promise<void> {
    const element = await this.#find(selector)
    await this.#asks('input.setFiles', { element, files })
  }

  async url(): Promise<string> {
    const { contexts } = await this.#remote.send<{ contexts: readonly { url: string }[] }>(
      'browsingContext.getTree',
      { root: this.#context, maxDepth: 0 },
    )
    return contexts[0]?.url ?? ''
  }

  async run<T>(expression: string, userActivation = false): Promise<T> {
    const evaluated = await this.#remote.send<Evaluated>('script.evaluate', {
      expression: `JSON.stringify([${expression}])`,
      target: { context: this.#context },
      awaitPromise: false,
      userActivation,
    })
    if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text)
    return (JSON.parse(evaluated.result.value ?? '[]') as readonly T[])[0] as T
  }

  async #find(selector: string): Promise<{ readonly sharedId: string }> {
    const locator = { type: 'css', value: selector }
    const { nodes } = await this.#asks<Located>('browsingContext.locateNodes', { locator })
    const [node] = nodes
    if (node === undefined) throw new Error(`there is no ${selector}`)
    return { sharedId: node.sharedId }
  }

  async #focus(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`
    const isFocused = await this.run(`(${element}.focus(), document.activeElement === ${element})`)
    if (isFocused !== true) throw new Error(`${selector} takes no focus`)
  }

  async #press(keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    await this.#asks('input.performActions', { actions: [{ type: 'key', id: 'keys', actions }] })
  }

  /** Where it leads to no page, Firefox calls that an error. */
  async #goes(method: string, params: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#asks(method, params).catch(() => undefined)
  }

  #asks<Result>(method: string, params: Readonly<Record<string, unknown>>): Promise<Result> {
    return this.#remote.send<Result>(method, { context: this.#context, ...params })
  }
}

/** Of the keyboard of WebDriver. */
const END_KEY = '\uE010'
