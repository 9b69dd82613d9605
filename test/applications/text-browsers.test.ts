import t, { type Test } from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import {
  type Steps,
  TEXT_BROWSERS,
  type TextBrowserKeys,
} from '../support/applications/text-browser-keys.ts'
import { startTextBrowser } from '../support/applications/text-browser.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const HTML = { 'Content-Type': 'text/html' }
const FORM =
  '<title>App</title><h1>The form</h1>' +
  '<form method=post action=/send><input name=text><input type=submit value="Send it"></form>'

/** Opens an address in a text browser, and drives it. */
function open(t: Test, command: string, { begin, look }: TextBrowserKeys) {
  const browser = startTextBrowser(command)
  t.teardown(browser.stop)
  const sees = async (words: string): Promise<void> => {
    if (look !== '') browser.press(look)
    await browser.shows(words)
  }
  return {
    ...browser,
    sees,
    async begins(words: string) {
      await sees(words)
      if (begin !== '') browser.press(begin)
    },
    async follows(steps: Steps) {
      for (const [keys, shows] of steps) {
        browser.press(keys)
        if (shows !== '') await browser.shows(shows)
      }
    },
  }
}

/** The same way to the same button, which is called otherwise where a form waits. */
function forKept({ wait, keptButton }: TextBrowserKeys): Steps {
  const renamed = (text: string): string =>
    text.replace('Continue with a short', keptButton).replace('/Continue/', `/${keptButton}/`)
  return wait.map(([keys, shows]) => [renamed(keys), renamed(shows)])
}

for (const keys of TEXT_BROWSERS) {
  const { name, command, withoutCookies, enterCode } = keys
  await withPackages(t, [keys.package], async () => {
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
        policies:
          'checked: { challenge: always, keepSubmission: false }\nopen: { challenge: never }',
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

      const reader = open(t, command(`${gate.url}/page?a=1`), keys)
      await reader.begins('Continue with a short wait')
      if (!keys.hasScripts) {
        t.notMatch(reader.drawn(), /you do not have to do anything|small calculation/)
      }
      t.notMatch(reader.drawn(), /\(BUTTON\)\s*\n/, 'no button that only a script would answer')
      await reader.follows(keys.wait)
      await reader.sees('The form')
      t.same(seen(), ['GET /page?a=1  pass=waited'], 'the page that was asked for, with its query')

      const writer = open(t, command(`${gate.url}/form`), keys)
      await writer.begins('The form')
      await writer.follows(keys.write)
      await writer.sees('Your form has not been sent yet')
      await writer.follows(keys.wait)
      await writer.sees('Check done')
      await writer.follows(keys.back)
      await writer.sees('The form')
      await writer.follows(keys.again)
      await eventually('the form arrives', () => origin.requests.at(-1)?.method === 'POST')
      t.match(seen().at(-1), /^POST \/send text=Moien.* pass=waited$/)
    })

    t.test(`${name} sends a kept form by one press of the slow door`, async (t) => {
      const origin = await startOrigin({
        respond: ({ method, body }) => {
          const text = method === 'POST' ? `<h1>Received ${body.length}</h1>` : FORM
          return answer({ status: 200, headers: HTML, body: text })
        },
      })
      const gate = await startTestGate({
        backendPort: origin.port,
        site: 'languages: [en, fr]',
        routes: `
- { name: send, path: /send, policy: checked }
- { name: form, policy: open }`,
        policies: 'checked: { challenge: always }\nopen: { challenge: never }',
        rest: 'doors: { slow: { wait: 1s } }',
      })
      t.teardown(async () => {
        await gate.stop(0)
        await origin.close()
      })
      const writer = open(t, command(`${gate.url}/form`), keys)
      await writer.begins('The form')
      await writer.follows(keys.write)
      await writer.sees('Your form arrived here')
      await writer.follows(forKept(keys))
      await writer.sees('Received')
      const [post, ...others] = origin.requests.filter(({ method }) => method === 'POST')
      t.same(others, [], 'once')
      t.match(post?.body.toString(), /^text=Moien/)
      t.match(post?.headers.get('paart-client'), /^pass=waited/)
    })

    if (withoutCookies !== null) {
      t.test(`${name} without cookies is told what is missing`, async (t) => {
        const origin = await startOrigin()
        const gate = await startTestGate({
          backendPort: origin.port,
          site: 'languages: [en, fr]',
          policies: 'open: { challenge: always }',
          rest: 'doors: { slow: { wait: 1s } }',
        })
        t.teardown(async () => {
          await gate.stop(0)
          await origin.close()
        })
        const reader = open(t, withoutCookies(`${gate.url}/page?a=1`), keys)
        await reader.begins('Continue with a short wait')
        await reader.follows(keys.wait)
        await reader.sees('Your browser is not storing cookies')
        t.same(origin.requests, [])
      })
    }

    if (enterCode !== null) {
      t.test(`${name} gets through by a code, typed wrong at first`, async (t) => {
        const origin = await startOrigin({
          respond: () => answer({ status: 200, headers: HTML, body: FORM }),
        })
        t.teardown(origin.close)
        const policies = 'open: { challenge: always, clearance: vouched }'
        const gate = await startFileGate(t, configText({ backendPort: origin.port, policies }))
        const { report } = await gate.ask('POST', '/codes')
        const { codes } = report as { codes: readonly { code: string }[] }
        const reader = open(t, command(`${gate.addresses[0]}/page?a=1`), keys)
        await reader.begins('Ten digits. Spaces and hyphens do not matter.')
        reader.press(enterCode('527 183 9041'))
        // The title: of a page that is much like the one before, some draw only what differs.
        await reader.sees('The code did not work')
        t.same(origin.requests, [])
        reader.press(enterCode(codes[0]?.code ?? ''))
        await reader.sees('The form')
        const [{ target, headers } = { target: '', headers: new Map() }] = origin.requests
        t.match([target, headers.get('paart-client')], ['/page?a=1', /^pass=vouched/])
      })
    }
  })
}
