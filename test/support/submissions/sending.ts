import { createHash } from 'node:crypto'
import { type Test } from 'tap'
import { type Tab, until, untilShown, untilTitled, untilVisible } from '../browsers/driven.ts'
import { type RecordedRequest } from '../recording-origin.ts'
import { type AnswerName, fingerprintOf } from './application.ts'
import { type Caching, type Form, type FormName, FORMS, TYPED } from './forms.ts'
import { type SentForm } from './front.ts'
import { type Scheme, type Stage } from './stage.ts'

/** One form that somebody sends. */
export interface Sending {
  /** Stands in its address, and nowhere else. */
  readonly id: string
  readonly form: FormName
  readonly caching: Caching
  readonly scheme: Scheme
  /** Default `page`. */
  readonly answeredBy?: AnswerName
}

/** What the check is to a citizen: nothing to do with JavaScript, a press without it. */
export type Pass = (tab: Tab) => Promise<void>

/** The slow door, which holds its answer for 10 s. */
export async function pressSlowDoor(tab: Tab): Promise<void> {
  await untilVisible(tab, '#slow button')
  await tab.click('#slow button')
}

/** Opens the page of a form, fills it in and presses its button. */
export async function fillAndSend(stage: Stage, tab: Tab, sending: Sending): Promise<void> {
  const { id, form, caching, scheme, answeredBy = 'page' } = sending
  const path = stage.application.pagePath(form, caching, id, answeredBy)
  await tab.open(stage.fronts[scheme].origin + path)
  await untilVisible(tab, '#send')
  const { isTyped = false, hasFiles = false }: Form = FORMS[form]
  if (isTyped) {
    await tab.type('#typed', TYPED)
    const typed = `document.querySelector('#typed').value`
    await until(tab, 'typed', async () => (await tab.run(typed)) === TYPED)
  }
  if (hasFiles) {
    await tab.attach('#large', [stage.files.large])
    await tab.attach('#empty', [stage.files.empty])
  }
  await tab.click('#send')
}

/** Header fields that the gate and what stands before it have of their own. */
const OWN =
  /^(?:connection|host|transfer-encoding|content-length|x-forwarded-|x-real-ip|x-request-id|paart-|via|forwarded)/

/** By lower-case name, in their order, without the cookies of the gate. */
function fieldsOf(pairs: readonly (readonly [string, string])[]): readonly string[] {
  return pairs
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !OWN.test(name))
    .map(([name, value]) => `${name}: ${name === 'cookie' ? withoutOwnCookies(value) : value}`)
    .filter((line) => line !== 'cookie: ')
}

function withoutOwnCookies(value: string): string {
  return value
    .split('; ')
    .filter((cookie) => !/^(?:__Host-)?paart/.test(cookie))
    .join('; ')
}

function pairsOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : []))
}

/**
 * Holds that the application got once, to the byte, what the browser sent first: the form itself. What
 * it sent afterwards, if anything, is between browser and gate.
 */
export function holdDelivery(t: Test, stage: Stage, { id, form, scheme }: Sending): void {
  const posted = stage.application.posted(id)
  t.equal(posted.length, 1, `${id}: delivered once`)
  const [got] = posted
  const [sent, ...later] = stage.fronts[scheme].sent(id)
  t.equal(later.length > 0, stage.challenge === 'always', `${id}: checked, if anybody is`)
  if (got === undefined || sent === undefined) return void t.fail(`${id}: nothing came`)
  holdSame(t, got, sent, id)
  if (form === 'multipart') {
    t.ok(got.body.includes(stage.files.largeBytes), `${id}: the file is in it`)
    t.match(got.body.toString(), 'filename="nothing.txt"', `${id}: the empty file too`)
  }
}

function holdSame(t: Test, got: RecordedRequest, sent: SentForm, id: string): void {
  t.equal(got.target, sent.target, `${id}: to where it was sent`)
  t.equal(got.body.length, sent.length, `${id}: as long`)
  t.equal(createHash('sha256').update(got.body).digest('hex'), sent.sha256, `${id}: every byte`)
  t.strictSame(fieldsOf(got.rawHeaders), fieldsOf(pairsOf(sent.rawHeaders)), `${id}: its fields`)
}

/** Sends a form, passes the check, and holds that one sees what the application answers to it. */
export async function holdSending(
  t: Test,
  stage: Stage,
  tab: Tab,
  { pass, ...sending }: Sending & { readonly pass: Pass },
): Promise<void> {
  await fillAndSend(stage, tab, sending)
  await pass(tab)
  await untilTitled(tab, 'Answer')
  holdDelivery(t, stage, sending)
  const [got] = stage.application.posted(sending.id)
  await untilShown(tab, fingerprintOf(got?.body ?? Buffer.alloc(0)))
}
