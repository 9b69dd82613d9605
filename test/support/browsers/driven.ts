import { eventually } from '../eventually.ts'

export const BROWSER_NAMES = ['chromium', 'firefox', 'webkit'] as const
export type BrowserName = (typeof BROWSER_NAMES)[number]

/** How somebody has set up a browser. All of them trust the certificate of the tests. */
export interface BrowserSettings {
  /** Default true. */
  readonly javaScript?: boolean
  /** Default true; else those of every site are blocked. */
  readonly cookies?: boolean
  /** Of `Accept-Language`. Default `en`; WebKitGTK always sends `C`, as where nothing is set. */
  readonly language?: string
  /** Of Chromium: with what people have around the engine. Default true; others are always whole. */
  readonly isWhole?: boolean
}

/** One browser program. */
export interface DrivenBrowser {
  /** Somebody who was never there: no cookies, no cache, nothing shared with others. */
  readonly newVisitor: () => Promise<Visitor>
  readonly close: () => Promise<void>
}

export interface Visitor {
  readonly newTab: () => Promise<Tab>
  /** Loses all cookies, as time takes them. Some tab of this visitor is open. */
  readonly loseCookies: () => Promise<void>
  /** A file that was loaded down under this name; null until it is there. */
  readonly downloaded: (name: string) => Promise<Buffer | null>
  /** Closes all tabs and forgets everything. */
  readonly leave: () => Promise<void>
}

/**
 * What a person does with a tab. Going somewhere ends when a page is there, which may be an error page
 * of the browser, or at once where none comes (a download, 204). A selector is one of CSS.
 */
export interface Tab {
  readonly open: (url: string) => Promise<void>
  readonly back: () => Promise<void>
  readonly forward: () => Promise<void>
  /** Sends again what the page is the answer to. */
  readonly reload: () => Promise<void>
  /** Presses a button, a link or a summary. */
  readonly click: (selector: string) => Promise<void>
  /** Types at the end of what stands in a field. */
  readonly type: (selector: string, text: string) => Promise<void>
  readonly attach: (selector: string, files: readonly string[]) => Promise<void>
  readonly url: () => Promise<string>
  /**
   * What an expression is in the page, by way of JSON. Works without JavaScript too: it is the page's
   * that is switched off.
   */
  readonly run: <T>(expression: string) => Promise<T>
}

/** What is seen of a page. */
export function textOf(tab: Tab): Promise<string> {
  return tab.run(`document.body ? document.body.innerText : ''`)
}

export function titleOf(tab: Tab): Promise<string> {
  return tab.run('document.title')
}

/** The slow door alone holds its answer for 10 s, and three browsers at once make any machine a busy one. */
const WAIT_MS_MAX = 60_000

/** Waits for a page; one that is about to go does not answer, and is asked again. */
export async function until(
  tab: Tab,
  what: string,
  isSo: (tab: Tab) => Promise<boolean>,
): Promise<void> {
  const asked = eventually(what, () => isSo(tab).catch(() => false), WAIT_MS_MAX)
  await asked.catch(async (error: Error) => {
    const seen = await Promise.all([tab.url(), textOf(tab)]).catch(String)
    throw new Error(`${error.message}; the tab shows ${seen.toString().slice(0, 1_000)}`)
  })
}

export function untilShown(tab: Tab, words: string): Promise<void> {
  return until(tab, `"${words}" is shown`, async () => (await textOf(tab)).includes(words))
}

export function untilTitled(tab: Tab, title: string): Promise<void> {
  return until(tab, `titled "${title}"`, async () => (await titleOf(tab)).startsWith(title))
}

/** Waits until something stands there that can be pressed. */
export function untilVisible(tab: Tab, selector: string): Promise<void> {
  const box = `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().height`
  return until(tab, `${selector} is visible`, async () => (await tab.run<number>(box)) > 0)
}
