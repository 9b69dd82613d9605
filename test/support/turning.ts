import { type Page as Tab } from 'playwright-core'

/**
 * Puts another page into the tab, without its scripts. To go there takes most of the time of a look: a document with
 * all that it loads. Resolves when the page is dressed: undressed it would be another one.
 */
export async function turnInto(tab: Tab, url: string): Promise<void> {
  const response = await fetch(url)
  const text = JSON.stringify(await response.text())
  await tab.evaluate(
    `new Promise((resolve, reject) => {
      const { documentElement } = new DOMParser().parseFromString(${text}, 'text/html')
      const style = documentElement.querySelector('link[rel=stylesheet]')
      Object.assign(style, { onload: resolve, onerror: reject })
      document.replaceChild(document.adoptNode(documentElement), document.documentElement)
    }).then(() => {})`,
  )
}
