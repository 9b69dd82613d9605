import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startTextBrowser } from '../support/applications/text-browser.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const DOWN = '\x1b[B'
const UP = '\x1b[A'
const LEFT = '\x1b[D'
const ESCAPE = '\x1b'
/** Takes out what stands in a field. */
const ERASE = '\x15'

const HTML = { 'Content-Type': 'text/html' }
const FORM =
  '<title>App</title><h1>The form</h1>' +
  '<form method=post action=/send><input name=text><input type=submit value="Send it"></form>'

/** How a person drives each: from the form's page, whose only field is where the cursor is. */
const BROWSERS = [
  {
    name: 'lynx',
    command: 'lynx -accept_all_cookies -nopause',
    withoutCookies: 'lynx -cookies=off -nopause',
    write: `Moien${DOWN}\r`,
    back: LEFT,
    // It comes back to the button it left, and the entry is still there.
    again: '\r',
    enterCode: (code: string) => `/Use the code\r${UP}${ERASE}${code}${DOWN}\r`,
  },
  {
    name: 'w3m',
    command: 'w3m -cookie',
    withoutCookies: 'w3m -no-cookie',
    write: `\t\rMoien\r\t\r`,
    back: 'B',
    again: `\t\rMoien\r\t\r`,
    enterCode: (code: string) => `/Use the code\r${ESCAPE}\t\r${ERASE}${code}\r\t\r`,
  },
]

await withPackages(t, ['lynx', 'w3m'], async () => {
  for (const { name, command, write, back, again, enterCode, withoutCookies } of BROWSERS) {
    t.test(`${name} gets through by the slow door, and back to a form`, async (t) => {
      const origin = await startOrigin({
        respond: () => answer({ status: 200, headers: HTML, body: FORM }),
      })
      const gate = await startTestGate({
        backendPort: origin.port,
        site: 'languages: [en, fr]',
        routes: `
- { name: page, path: /page, policy: checked }
- { name: send, path: /send, policy: checked }
- { name: form, policy: open }`,
        policies: 'checked: { challenge: always }\nopen: { challenge: never }',
        rest: 'doors: { slow: { wait: 1s } }',
      })
      t.teardown(async () => {
        await gate.stop(0)
        await origin.close()
      })
      const seen = (): readonly string[] =>
        origin.requests.map(
          ({ method, target, body, headers }) =>
            `${method} ${target} ${body.toString()} ${headers.get('paart-client')?.split(';', 1)[0]}`,
        )

      const reader = startTextBrowser(`${command} ${gate.url}/page?a=1`)
      t.teardown(reader.stop)
      await reader.shows('Continue without JavaScript')
      t.notMatch(reader.drawn(), /you do not have to do anything|small calculation/)
      t.notMatch(reader.drawn(), /\(BUTTON\)\s*\n/, 'no button that only a script would answer')
      reader.press('/Continue without\r\r')
      await reader.shows('The form')
      t.same(seen(), ['GET /page?a=1  pass=waited'], 'the page that was asked for, with its query')

      const writer = startTextBrowser(`${command} ${gate.url}/form`)
      t.teardown(writer.stop)
      await writer.shows('The form')
      writer.press(write)
      await writer.shows('Your form has not been sent yet')
      writer.press('/Continue without\r\r')
      await writer.shows('Check done')
      writer.press(back)
      writer.press(back)
      await writer.shows('The form')
      writer.press(again)
      await eventually('the form arrives', () => origin.requests.at(-1)?.method === 'POST')
      t.match(seen().at(-1), /^POST \/send text=Moien.* pass=waited$/)
    })

    t.test(`${name} without cookies is told what is missing`, async (t) => {
      const origin = await startOrigin()
      const gate = await startTestGate({
        backendPort: origin.port,
        policies: 'open: { challenge: always }',
        rest: 'doors: { slow: { wait: 1s } }',
      })
      t.teardown(async () => {
        await gate.stop(0)
        await origin.close()
      })
      const reader = startTextBrowser(`${withoutCookies} ${gate.url}/page?a=1`)
      t.teardown(reader.stop)
      await reader.shows('Continue without JavaScript')
      reader.press('/Continue without\r\r')
      await reader.shows('Your browser is not storing cookies')
      t.same(origin.requests, [])
    })

    t.test(`${name} gets through by a code, typed wrong at first`, async (t) => {
      const origin = await startOrigin({
        respond: () => answer({ status: 200, headers: HTML, body: FORM }),
      })
      t.teardown(origin.close)
      const policies = 'open: { challenge: always, clearance: vouched }'
      const gate = await startFileGate(t, configText({ backendPort: origin.port, policies }))
      const { report } = await gate.ask('POST', '/codes')
      const { codes } = report as { codes: readonly { code: string }[] }
      const reader = startTextBrowser(`${command} ${gate.addresses[0]}/page?a=1`)
      t.teardown(reader.stop)
      await reader.shows('Ten digits. Spaces and hyphens do not matter.')
      reader.press(enterCode('527 183 9041'))
      // The title: of a page that is much like the one before, some draw only what differs.
      await reader.shows('The code did not work')
      t.same(origin.requests, [])
      reader.press(enterCode(codes[0]?.code ?? ''))
      await reader.shows('The form')
      const [{ target, headers } = { target: '', headers: new Map() }] = origin.requests
      t.match([target, headers.get('paart-client')], ['/page?a=1', /^pass=vouched/])
    })
  }
})
