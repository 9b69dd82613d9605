import t, { type Test } from 'tap'
import { startFileGate } from '../support/file-gate.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { type RawAnswer } from '../support/http.ts'
import { challenged, startKeptStage } from '../support/kept-stage.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { Sender, claimIn, formTokenIn } from '../support/sender.ts'
import { codeTokenIn } from '../support/visitor.ts'

t.test(
  'of a form that has been passed on, or may have been, nobody says that it was not',
  async (t) => {
    const { newSender, pass, posts, broken } = await startKeptStage(t)
    const sender = newSender()
    const arrived = await challenged(t, sender, '/arrived')
    await pass(sender)
    const delivered = await sender.claim('/arrived', arrived.claim)
    const told = await sender.claim('/arrived', arrived.claim, 'delete')
    t.equal(told.status, 409, 'by a page that was left open in another tab')
    t.match(told.text, 'It arrived at the service once')
    t.equal(
      (await sender.claim('/arrived', claimIn(told.text), 'answer')).text,
      delivered.text,
      'its answer can still be seen',
    )
    const asked = await sender.claim('/arrived', arrived.claim, 'code')
    t.equal(asked.text, delivered.text, 'where a code would change nothing none is asked for')
    t.equal(posts('/arrived').length, 1)

    broken.add('/breaks')
    const other = newSender()
    const lost = await challenged(t, other, '/breaks')
    await pass(other)
    t.equal((await other.claim('/breaks', lost.claim)).status, 502)
    const unknown = await other.claim('/breaks', lost.claim, 'delete')
    t.equal(unknown.status, 409)
    t.match(unknown.text, 'We cannot tell whether it reached the service')
  },
)

t.test('whose pass has served its number gets a form through without a script', async (t) => {
  const { newSender, posts } = await startKeptStage(
    t,
    'pass: { requestsMax: { waited: 1 } }\ndoors: { slow: { wait: 1ms } }',
  )
  const sender = newSender()
  for (const path of ['/first', '/second', '/third']) {
    const { page, claim } = await challenged(t, sender, path)
    const token = formTokenIn(page.text) ?? ''
    t.equal((await sender.claim(path, claim, 'slow', { token })).text, 'received 3')
    t.equal(posts(path).length, 1, path)
  }
})

/** The check page of a kept form once its language has been changed. */
async function inFrench(t: Test, clearance: string): Promise<string> {
  const origin = await startOrigin({ respond: () => answer({ status: 200 }) })
  t.teardown(origin.close)
  const gate = await startTestGate({
    backendPort: origin.port,
    routes: '- { name: everything, policy: write }',
    policies: `write: { challenge: always, clearance: ${clearance} }`,
  })
  t.teardown(() => gate.stop())
  const sender = new Sender(gate.port)
  const { claim } = await challenged(t, sender, '/send')
  const { status, text } = await sender.claim('/send', claim, { language: 'fr' })
  t.equal(status, 403)
  t.match(text, '<html lang="fr"')
  t.equal(claimIn(text), claim)
  return text
}

t.test('another language changes nothing of what the route asks for', async (t) => {
  const slow = 'value="slow"'
  t.match(await inFrench(t, 'waited'), slow)
  const worked = await inFrench(t, 'worked')
  t.match(worked, 'id="check"')
  t.notMatch(worked, slow, 'a door that does not lead there is not offered')
  const vouched = await inFrench(t, 'vouched')
  t.match(vouched, '<input id="code"')
  t.notMatch(vouched, 'id="check"')
})

t.test('a code of the helpdesk gets a form through, by the page that asked for it', async (t) => {
  const origin = await startOrigin({
    respond: ({ body }) => answer({ status: 200, body: `received ${body.length}` }),
  })
  t.teardown(origin.close)
  const policies = 'write: { challenge: always, clearance: vouched }'
  const routes = '- { name: everything, policy: write }'
  const gate = await startFileGate(t, configText({ backendPort: origin.port, routes, policies }))
  const sender = new Sender(gate.port)
  const { page, claim } = await challenged(t, sender, '/vouched')
  const type = async (code: string): Promise<RawAnswer> => {
    const token = codeTokenIn(page.text) ?? ''
    const body = new URLSearchParams({ token, 'paart-claim': claim, code }).toString()
    return sender.post('/.paart/code', { body })
  }
  const newCode = async (): Promise<string> => {
    const { report } = await gate.ask('POST', '/codes')
    return (report as unknown as { codes: { code: string }[] }).codes[0]?.code ?? ''
  }
  const mistyped = await type('1')
  t.equal(mistyped.status, 400)
  t.equal(claimIn(mistyped.text), claim, 'nothing is lost by a slip')
  const done = await type(await newCode())
  t.equal(done.status, 200)
  t.equal(claimIn(done.text), claim)
  t.match(done.text, 'action="/vouched"')
  t.equal((await sender.claim('/vouched', claim)).text, 'received 3')
  const late = await type(await newCode())
  t.equal(claimIn(late.text), undefined, 'nor is it promised what has happened')
  t.equal(origin.requests.length, 1)
})
