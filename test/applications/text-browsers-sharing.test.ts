import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startTextBrowser } from '../support/applications/text-browser.ts'
import { startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

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
      const origin = await startOrigin({
        respond: ({ target }) =>
          answer({
            status: 200,
            headers: { 'Content-Type': 'text/html' },
            body: `<title>App</title><h1>In at ${target}</h1>`,
          }),
      })
      const route = 'routes: [{ name: all, policy: checked }]'
      const gate = await startTestGate({
        backendPort: origin.port,
        text: `version: 1
listen: [{ address: 0.0.0.0:0 }]
workers: 1
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
languages: [en]
log: { to: access.log }
doors: { slow: { wait: 1s } }
backends: { app: { servers: ["{backend}"] } }
sites:
  - { name: first, hosts: [127.0.0.1], backend: app, ${route} }
  - { name: second, hosts: [127.0.0.2], backend: app, pass: { share: [first] }, ${route} }
policies: { checked: { challenge: always } }
`,
      })
      t.teardown(async () => {
        await gate.stop(0)
        await origin.close()
      })
      const reader = startTextBrowser(command(`http://127.0.0.1:${gate.port}/one`))
      t.teardown(reader.stop)
      await reader.shows('Continue with a short wait')
      reader.press(press('Continue with a short'))
      await reader.shows('In at /one')
      reader.press(goTo(`http://127.0.0.2:${gate.port}/two?a=1`))
      await reader.shows('I have already done this check at: first')
      reader.press(press('I have already done'))
      await reader.shows('In at /two?a=1')
      t.match(origin.requests.at(-1)?.headers.get('paart-client'), /^pass=waited/)
      t.match(origin.requests.at(-1)?.headers.get('host'), '127.0.0.2')
    })
  })
}
