import { type BrowserContext, type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { closedGate } from '../support/check-scene.ts'
import { eventually } from '../support/eventually.ts'
import { type KeptScene, type KeptSceneOptions, startKeptScene } from '../support/kept-scene.ts'
import { isTitled, shows } from '../support/tabs.ts'

// Most of each case is waiting for the browser: several run side by side.
t.jobs = 3
t.setTimeout(180_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

interface Stage {
  readonly tab: Tab
  readonly visitor: BrowserContext
  readonly scene: KeptScene
}

interface Visit extends KeptSceneOptions {
  readonly javaScript?: boolean
  /** Runs before any script of a page does. */
  readonly before?: string
}

/** Somebody who has filled in a form. */
async function atForm(t: Test, { javaScript = true, before, ...options }: Visit): Promise<Stage> {
  const scene = await startKeptScene(options)
  const visitor = await newVisitor(browser, { javaScript, language: 'en' })
  if (before !== undefined) await visitor.addInitScript(before)
  t.teardown(async () => {
    await visitor.close()
    scene.close()
  })
  const tab = await visitor.newPage()
  await tab.goto(`${scene.origin}/form`)
  await tab.fill('#i', 'what I typed')
  return { tab, visitor, scene }
}

async function sends({ tab }: Pick<Stage, 'tab'>): Promise<void> {
  await tab.getByRole('button', { name: 'Send', exact: true }).click()
}

async function isBackAtForm({ tab }: Stage): Promise<void> {
  await isTitled(tab, 'Form')
  t.equal(await tab.inputValue('#i'), 'what I typed')
}

const DELIVERED = ['submit=what+I+typed']

t.test(
  'a form goes on by itself, and no page of the gate stays behind',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, {})
    const { tab, scene } = stage
    const before = Number(await tab.evaluate('history.length'))
    await sends(stage)
    await isTitled(tab, 'Answer')
    t.equal(tab.url(), `${scene.origin}/send?a=1&b=2`)
    t.same(scene.delivered, DELIVERED)
    t.equal(await tab.evaluate('history.length'), before + 1)
    await tab.reload()
    await isTitled(tab, 'Answer')
    await tab.goBack()
    await isBackAtForm(stage)
    t.same(scene.delivered, DELIVERED, 'once')
    t.match(scene.claims, [{ door: 'none' }, { door: 'none' }])
  },
)

t.test('wherever the service leads, it is followed', { buffered: true }, async (t) => {
  const elsewhere = await startKeptScene()
  t.teardown(elsewhere.close)
  for (const target of ['/next', `${elsewhere.origin}/next`]) {
    const stage = await atForm(t, { answer: { leadsTo: target } })
    await sends(stage)
    await isTitled(stage.tab, 'Next')
    await stage.tab.goBack()
    await isBackAtForm(stage)
  }
})

for (const answer of ['nothing', 'file'] as const) {
  t.test(
    `an answer that is ${answer} leaves words, and a way back`,
    { buffered: true },
    async (t) => {
      const stage = await atForm(t, { answer })
      await sends(stage)
      await shows(stage.tab, 'If it is a file, look in your downloads')
      t.same(stage.scene.delivered, DELIVERED)
      await stage.tab.getByRole('button', { name: 'Back to the form' }).click()
      await isBackAtForm(stage)
    },
  )
}

t.test(
  'without a script one press is answered by the service itself',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, { javaScript: false })
    await sends(stage)
    await shows(stage.tab, 'Your form arrived here at')
    await stage.tab.getByRole('button', { name: 'Send the form after a short wait' }).click()
    t.equal(await stage.tab.title(), 'Answer')
    t.same(stage.scene.delivered, DELIVERED)
    t.match(stage.scene.claims, [{ door: 'slow', token: /^[\w-]{82}$/ }])
  },
)

t.test(
  'where the tab keeps nothing the form goes on without the hop',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, {
      before: `Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('blocked') } })`,
    })
    await sends(stage)
    await isTitled(stage.tab, 'Answer')
    t.same(stage.scene.delivered, DELIVERED)
  },
)

t.test('another language keeps the form', { buffered: true }, async (t) => {
  const { gateOpens, open } = closedGate()
  const stage = await atForm(t, { gateOpens })
  await sends(stage)
  await stage.tab.getByRole('button', { name: 'Do not continue automatically' }).click()
  await stage.tab.getByRole('button', { name: 'Français' }).click()
  await stage.tab.locator('html[lang=fr]').waitFor()
  open()
  const send = stage.tab.getByRole('button', { name: 'Envoyer le formulaire maintenant' })
  await send.waitFor()
  t.same(stage.scene.delivered, [], 'the choice to stay is kept as well')
  t.notMatch(stage.tab.url(), 'paart-stay')
  await send.dblclick()
  await isTitled(stage.tab, 'Answer')
  t.same(stage.scene.delivered, DELIVERED)
})

t.test('a form is deleted on request', { buffered: true }, async (t) => {
  const { gateOpens } = closedGate()
  for (const javaScript of [true, false]) {
    const stage = await atForm(t, { gateOpens, javaScript })
    await sends(stage)
    await stage.tab.getByRole('button', { name: 'Delete my form' }).click()
    await shows(stage.tab, 'We have deleted your form')
    t.match({ ...stage.scene }, { delivered: [], deleted: 1 })
  }
})

t.test('several clicks are one', { buffered: true }, async (t) => {
  const { promise: serviceAnswers, resolve: answer } = Promise.withResolvers<void>()
  const { gateOpens } = closedGate()
  const stage = await atForm(t, { gateOpens, serviceAnswers })
  await sends(stage)
  await stage.tab.locator('#go').waitFor()
  await stage.tab.evaluate(`document.getElementById('slow').hidden = false`)
  const slow = stage.tab.locator('#slow button')
  await slow.click({ clickCount: 3, noWaitAfter: true })
  await eventually('the claim has come', () => stage.scene.claims.length > 0)
  await slow.click({ noWaitAfter: true }).catch(() => undefined)
  answer()
  await isTitled(stage.tab, 'Answer')
  t.equal(stage.scene.claims.length, 1)
})

t.test('a pass of one tab sends the forms of the others', { buffered: true }, async (t) => {
  const { gateOpens, open } = closedGate()
  const stage = await atForm(t, { gateOpens })
  const { tab, visitor, scene } = stage
  await tab.route('**/.paart/proof', () => undefined)
  await sends(stage)
  await tab.locator('#go').waitFor()
  const other = await visitor.newPage()
  await other.goto(`${scene.origin}/form`)
  await other.fill('#i', 'another')
  await sends({ tab: other })
  await other.locator('#go').waitFor()
  open()
  await Promise.all([tab, other].map((each) => isTitled(each, 'Answer')))
  t.same([...scene.delivered].toSorted(), ['submit=another', ...DELIVERED])
})

t.test(
  'where a pass is not enough, the second check waits for a press',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, { trustsPass: false })
    await sends(stage)
    const send = stage.tab.getByRole('button', { name: 'Send the form now' })
    await eventually('the check came back', () => stage.scene.checksSeen === 2)
    await shows(stage.tab, 'Press “Send the form now” when you are ready')
    t.equal(stage.scene.checksSeen, 2)
    await send.click()
    await eventually('a press asks again', () => stage.scene.checksSeen === 3)
  },
)

t.test(
  'who comes back before the answer goes on in the same tab',
  { buffered: true },
  async (t) => {
    const { promise: serviceAnswers, resolve: answer } = Promise.withResolvers<void>()
    const { gateOpens, open } = closedGate()
    const stage = await atForm(t, { toGet: 'recover', gateOpens, serviceAnswers })
    const { tab, visitor, scene } = stage
    await sends(stage)
    await tab.locator('#go').waitFor()
    const other = await visitor.newPage()
    await other.goto(`${scene.origin}/send?a=1&b=2`)
    await shows(other, 'it has not been passed on to the service')
    t.equal(await other.getByRole('button').count(), 0, 'another tab cannot send it')
    await tab.goto(`${scene.origin}/send?a=1&b=2`)
    await shows(tab, 'it has not been passed on to the service')
    await tab.goBack()
    open()
    answer()
    t.same(scene.delivered, [], 'nor a tab that was not sending it')
  },
)

t.test(
  'a claim that got lost is sent again by itself, and not for ever',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, { toGet: 'recover' })
    const { tab, scene } = stage
    let lost = 0
    await tab.route('**/send?a=1&b=2', async (route) => {
      const isClaim = route.request().postData()?.startsWith('paart-claim') === true
      if (!isClaim) return route.continue()
      lost++
      // As after a broken connection: the address is loaded without its form.
      return route.fulfill({ status: 303, headers: { Location: '/send?a=1&b=2' } })
    })
    await sends(stage)
    const send = tab.getByRole('button', { name: 'Send the form now' })
    await send.waitFor()
    await isTitled(tab, 'Your form has not been passed on yet')
    t.equal(lost, 3, 'three times by itself')
    await tab.unrouteAll()
    await send.click()
    await isTitled(tab, 'Answer')
    t.same(scene.delivered, DELIVERED)
  },
)

t.test(
  'without cookies nothing is promised and no door is offered',
  { buffered: true },
  async (t) => {
    const stage = await atForm(t, { setsPass: false })
    await sends(stage)
    await stage.tab.getByRole('alert').waitFor()
    t.match(await stage.tab.getByRole('alert').textContent(), 'Nothing was sent')
    await shows(stage.tab, 'Call us')
    for (const gone of ['#kept', '#slow', '#delete', '#go']) {
      t.notOk(await stage.tab.locator(gone).isVisible(), gone)
    }
    t.same(stage.scene.delivered, [])
  },
)

t.test('a form of another site is led on by a page of no site', { buffered: true }, async (t) => {
  const stage = await atForm(t, { answer: { leadsTo: '/next' }, isForeign: true })
  await sends(stage)
  await isTitled(stage.tab, 'Next')
  t.match(stage.scene.next, [/^cross-site /])
  t.notMatch(
    stage.scene.next[0],
    'strict=1',
    'no cookie that is only for requests of the site itself',
  )
  await stage.tab.goBack()
  await isBackAtForm(stage)
})

t.test('a form that is too large is sent again by a press', { buffered: true }, async (t) => {
  const unkept = { why: 'too-large', mebibytes: 25, isForeign: false } as const
  const { gateOpens, open } = closedGate()
  const stage = await atForm(t, { unkept, gateOpens })
  await sends(stage)
  // It is said until the check has passed.
  await shows(stage.tab, 'Your form is larger than what we can keep (25 MB)')
  open()
  await stage.tab.getByRole('button', { name: 'Send the form again' }).click()
  await isTitled(stage.tab, 'Answer')
  t.same(stage.scene.delivered, DELIVERED)
  await stage.tab.goBack()
  await isBackAtForm(stage)
})

t.test(
  'one of another site is not, nor by a script that would lose it',
  { buffered: true },
  async (t) => {
    const unkept = { why: 'full', mebibytes: 25, isForeign: true } as const
    const foreign = await atForm(t, { unkept })
    await sends(foreign)
    await foreign.tab.getByRole('button', { name: 'Back to the form' }).click()
    await isBackAtForm(foreign)
    const safari = await atForm(t, {
      unkept: { ...unkept, isForeign: false },
      before: `Object.defineProperty(navigator, 'vendor', { get: () => 'Apple Computer, Inc.' })`,
    })
    await sends(safari)
    await shows(safari.tab, 'Please reload this page')
    t.notOk(await safari.tab.locator('#go').isVisible())
  },
)

t.test('the hop says so where there is nothing to send', { buffered: true }, async (t) => {
  const { tab, scene } = await atForm(t, {})
  await tab.goto(`${scene.origin}/.paart/send`)
  await shows(tab, 'There is no form to send here')
  t.match(await tab.title(), 'There is no form to send here')
  t.same(scene.claims, [])
})
