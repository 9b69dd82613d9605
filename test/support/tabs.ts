import { type Page as Tab } from 'playwright-core'

/** Runs in the browser, whose globals the types of Node do not know. */
function hasTitle(title: string): boolean {
  return Reflect.get(Reflect.get(globalThis, 'document'), 'title').startsWith(title)
}

/** Else the page is asked, and drawn, 60 times a second. */
const POLL = { polling: 100 }

/** Waits until the tab's title begins so. */
export async function isTitled(tab: Tab, title: string): Promise<void> {
  await tab.waitForFunction(hasTitle, title, POLL)
}

/** Runs in the browser too. */
function hasWholeTitle(title: string): boolean {
  return Reflect.get(Reflect.get(globalThis, 'document'), 'title') === title
}

/** Waits until the tab's title is that and nothing more. */
export async function isTitledAs(
  tab: Tab,
  title: string,
  options: { readonly timeout?: number } = {},
): Promise<void> {
  await tab.waitForFunction(hasWholeTitle, title, { ...options, ...POLL })
}

/** Waits until the words can be seen in the tab. */
export async function shows(tab: Tab, words: string): Promise<void> {
  await tab.getByText(words).first().waitFor({ state: 'visible' })
}
