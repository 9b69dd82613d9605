import t from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { startGallery } from '../support/gallery-server.ts'
import { turnInto } from '../support/turning.ts'

t.setTimeout(300_000)
const gallery = await startGallery()
const browser = await launchBrowser({ draws: false })
t.teardown(async () => {
  await browser.close()
  gallery.close()
})

/** What of a page is not seen whole, or is too small to be pressed (WCAG 1.4.10, 2.5.8). */
const FAULTS = `(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
  const faults = wide > 0 ? ['wider than the screen by ' + wide] : []
  for (const element of document.querySelectorAll('button, summary, a, p, h1, h2, li, dd')) {
    const { width, height } = element.getBoundingClientRect()
    const name = element.tagName + ' ' + element.textContent.slice(0, 40)
    if (width === 0 || getComputedStyle(element).visibility === 'hidden') continue
    if (element.className === 'unseen') continue
    if (/BUTTON|SUMMARY/.test(element.tagName) && height < 44) faults.push('low ' + height + ': ' + name)
    if (element.tagName === 'A' && height < 24) faults.push('low ' + height + ': ' + name)
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      faults.push('cut off: ' + name)
  }
  return faults
})()`

/** What a reader may change (WCAG 1.4.12). */
const SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }'

const SCREENS = [
  { title: 'at 320 by 256 pixels', width: 320, height: 256 },
  { title: 'at 768 pixels', width: 768, height: 1024 },
  { title: 'at 3840 pixels', width: 3840, height: 2160 },
  { title: 'at 640 pixels with text of 200 %', width: 640, style: 'html { font-size: 200% }' },
  { title: 'at 320 pixels with more space in the text', width: 320, style: SPACING },
]

const KINDS = [
  'check-press-again',
  'check-for-form',
  'limit',
  'code-refused',
  'denied',
  'privacy-keeping',
  'about',
  'mine',
  'error-502',
]

/** Not a style of the page, whose policy forbids it: as a reader's own tool does it. */
function dress(style: string): string {
  return `(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(style)}); document.adoptedStyleSheets = [sheet] })()`
}

for (const { title, width, height = 800, style = '' } of SCREENS) {
  t.test(`every page is whole ${title}`, async (t) => {
    const visitor = await newVisitor(browser, { width, height })
    const tab = await visitor.newPage()
    await tab.goto(`${gallery.origin}/dressed/denied/en`)
    await tab.evaluate(dress(style))
    for (const kind of KINDS) {
      for (const language of ['lb', 'de', 'fr-simple']) {
        await turnInto(tab, `${gallery.origin}/dressed/${kind}/${language}`)
        t.same(await tab.evaluate(FAULTS), [], `${kind} in ${language}`)
      }
    }
    await visitor.close()
  })
}

const SIDES = `[...document.querySelectorAll('.brand, .languages, .help li')].map((row) => {
  const [first, second] = [...row.children].filter((child) => child.getBoundingClientRect().width > 0)
  return first.getBoundingClientRect().left < second.getBoundingClientRect().left
})`

t.test('a language that is written from the right is shown from the right', async (t) => {
  const visitor = await newVisitor(browser, { width: 1280 })
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/dressed/denied/en`)
  t.same(await tab.evaluate(SIDES), [true, true, true, true, true])
  await tab.evaluate(`document.documentElement.dir = 'rtl'`)
  t.same(await tab.evaluate(SIDES), [false, false, false, false, false], 'all of it')
  t.same(await tab.evaluate(FAULTS), [])
  await tab.setViewportSize({ width: 320, height: 800 })
  t.same(await tab.evaluate(FAULTS), [])
  await visitor.close()
})

const FOCUSED = `document.activeElement === document.body ? 'the page' : document.activeElement.textContent`

t.test('by keyboard everything is reached in the order in which it is read', async (t) => {
  const visitor = await newVisitor(browser, { javaScript: false })
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/dressed/check/en`)
  const reached: string[] = [await tab.evaluate(FOCUSED)]
  for (let presses = 0; presses < 13; presses++) {
    await tab.keyboard.press('Tab')
    reached.push(await tab.evaluate(FOCUSED))
  }
  t.same(reached, [
    'the page',
    'Lëtzebuergesch',
    'Français',
    'Deutsch',
    'English',
    'Português',
    'In simple words',
    'Continue with a short wait',
    'Why am I seeing this page?',
    'What is stored about me?',
    '(+352) 247 82 000',
    'help@example.lu',
    'Privacy',
    'Accessibility',
  ])
  const outline = `(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return outlineStyle + ' ' + outlineWidth })()`
  t.equal(await tab.evaluate(outline), 'solid 3px', 'and is seen to be')
  await visitor.close()
})

t.test(
  'without style and script the page still says everything, in order, and no more',
  async (t) => {
    const visitor = await newVisitor(browser, { javaScript: false })
    const tab = await visitor.newPage()
    await tab.route('**/*.css', (route) => route.abort())
    await tab.goto(`${gallery.origin}/plain/check/en`)
    const said = await tab.locator('body').innerText()
    const order = [
      'MyGuichet.lu',
      'Short security check',
      'Your browser does not use JavaScript',
      'Continue with a short wait',
      'Why am I seeing this page?',
      'We will help you',
      '(+352) 247 82 000',
      'Reference:',
      'Privacy',
    ].map((words) => said.indexOf(words))
    t.notOk(order.includes(-1), said)
    t.same(
      order,
      order.toSorted((a, b) => a - b),
    )
    t.notMatch(said, /you do not have to do anything|is now doing a small calculation/)
    t.same(await tab.locator('main button').allInnerTexts(), ['Continue with a short wait'])
    await visitor.close()
  },
)

t.test('no motion where none is wanted, and none that lasts', async (t) => {
  const visitor = await newVisitor(browser, { moves: true })
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/plain/check/en`)
  const motion = `getComputedStyle(document.querySelector('.leaf')).transitionDuration`
  t.equal(await tab.evaluate(motion), '0.7s')
  await tab.emulateMedia({ reducedMotion: 'reduce' })
  t.equal(await tab.evaluate(motion), '0s')
  await visitor.close()
})

t.test('on paper there is what is needed to call, and no buttons', async (t) => {
  const visitor = await newVisitor(browser)
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/plain/denied/en`)
  await tab.emulateMedia({ media: 'print' })
  t.notOk(await tab.locator('.languages').isVisible())
  t.ok(await tab.locator('main .reference').isVisible())
  t.ok(await tab.getByText('(+352) 247 82 000').isVisible())
  t.equal(await tab.evaluate('getComputedStyle(document.body).color'), 'rgb(0, 0, 0)')
  await visitor.close()
})

t.test('in forced colours controls keep an edge', async (t) => {
  const visitor = await newVisitor(browser)
  const tab = await visitor.newPage()
  await tab.emulateMedia({ forcedColors: 'active' })
  await tab.goto(`${gallery.origin}/plain/check-press-again/en`)
  const border = `getComputedStyle(document.querySelector('#slow button')).borderTopWidth`
  t.equal(await tab.evaluate(border), '2px')
  t.equal(
    await tab.evaluate(`getComputedStyle(document.querySelector('.arch')).fill`),
    await tab.evaluate(`getComputedStyle(document.body).color`),
    'the emblem is drawn in the reader’s colour',
  )
  await visitor.close()
})
