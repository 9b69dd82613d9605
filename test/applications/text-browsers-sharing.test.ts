import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startTextBrowser } from '../support/applications/text-browser.ts'
import { startTwoSites } from '../support/sharing-scene.ts'

/** Takes out what stands in a field. */
const ERASE = '\x15'

/** How each opens an address, finds words that can be pressed, and goes to another address. */
const BROWSERS = [
  {
    name: 'lynx',
    command: (url: string) => `lynx -accept_all_cookies -nopause ${url}`,
    press: (words: string) => `/${words}\r\r`,
    goTo: (url: string) => `g${ERASE}${url}\r`,
  },
  {
    name: 'w3m',
    command: (url: string) => `w3m -cookie ${url}`,
    press: (words: string) => `/${words}\r\r`,
    goTo: (url: string) => `U${ERASE}${url}\r`,
  },
] as const

for (const { name, command, press, goTo } of BROWSERS) {
  await withPackages(t, [name], async () => {
    t.test(`${name} takes a pass from one site to the other by a button`, async (t) => {
      const { origin, first, second, stop } = await startTwoSites(1)
      t.teardown(stop)
      const reader = startTextBrowser(command(`${first}/one`))
      t.teardown(reader.stop)
      await reader.shows('Continue with a short wait')
      reader.press(press('Continue with a short'))
      await reader.shows('In at /one')
      reader.press(goTo(`${second}/two?a=1`))
      await reader.shows('I have already done this check at: first')
      reader.press(press('I have already done'))
      await reader.shows('In at /two?a=1')
      t.match(origin.requests.at(-1)?.headers.get('paart-client'), /^pass=waited/)
      t.match(origin.requests.at(-1)?.headers.get('host'), '127.0.0.2')
    })
  })
}
