import { Fixed, type Piece } from '../../wire/index.ts'
import { fixedAround, secondsShown } from '../frame.ts'
import { escapeHtml, fillHoles, namesIn, paragraph, subheading } from '../html.ts'
import { type Spelling, buttonFor } from '../page-form.ts'
import { type Texts } from '../texts/index.ts'
import { type CheckPage } from '../types.ts'

/**
 * The block of the slow door: a button, and above it how long to wait where it was pressed too soon. For whoever has
 * done the check at another site that counts here, a second button that asks there.
 */
export function createSlowDoor(
  texts: Texts,
): (page: CheckPage, spelling: Spelling) => readonly Piece[] {
  const block = (spelling: Spelling) => ({
    quiet: new Fixed(slowBlock(texts, 'slow', spelling)),
    open: new Fixed(slowBlock(texts, 'slow open', spelling)),
  })
  const blocks = { own: block('own'), claim: block('claim') }
  const pressAgain = pressAgainAround(texts.pressAgain)
  const orderPressAgain = pressAgainAround(texts.orderPressAgain)
  const [askStart, askEnd] = fixedAround(askButton(texts), 'sites')
  return (page, spelling) => {
    const { hasSlow, hasSilent, pressAgainInSeconds = null, order = null, ask = null } = page
    if (!hasSlow) return []
    const { open, quiet } = blocks[spelling]
    const button = ask === null ? [] : [askStart, namesIn(ask.names), askEnd]
    if (pressAgainInSeconds === null) return [hasSilent ? quiet : open, ...button, END]
    const [start, end] = order === null ? pressAgain : orderPressAgain
    return [start, secondsShown(pressAgainInSeconds), end, open, ...button, END]
  }
}

const END = new Fixed('</div>')

function pressAgainAround(text: string): readonly [Fixed, Fixed] {
  return fixedAround(`<p class="note">${fillHoles(text, { n: '<strong>{n}</strong>' })}</p>`, 'n')
}

/** Whatever is only true where the script runs is left to the script: text browsers show what is hidden. */
function slowBlock(texts: Texts, className: string, spelling: Spelling): string {
  const label = spelling === 'claim' ? texts.keptWait : texts.slowButton
  return (
    `<div id="slow" class="${className}">` +
    `<noscript>${subheading(texts.noScriptHeading)}${paragraph(texts.noScriptReassurance)}</noscript>` +
    paragraph(texts.slowBody) +
    `<button class="main"${buttonFor({ door: 'slow' }, spelling)}>${escapeHtml(label)}</button>`
  )
}

/** A name and no value, as that of the slow door: some text browsers show a value as label. */
function askButton(texts: Texts): string {
  return `<p class="actions"><button name="ask">${escapeHtml(texts.askButton)}</button></p>`
}
