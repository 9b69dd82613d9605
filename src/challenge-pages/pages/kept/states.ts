import { Fixed, type Piece } from '../../wire/index.ts'
import { type ClaimDoor, wordOfDoor } from '../../claim/index.ts'
import { type Frame } from '../frame.ts'
import { KEPT_CONTENT_SECURITY_POLICY } from '../headers.ts'
import { escapeHtml, heading, jsonAttribute } from '../html.ts'
import { type KeptPageState } from '../kept-state.ts'
import { buttonFor, claimForm } from '../page-form.ts'
import { type Texts } from '../texts/index.ts'
import { FORGET_PATH, type KeptPage, type Page } from '../types.ts'
import { sentence } from './sentence.ts'
import { createTimes } from './time.ts'

/** What a page of one state says and offers. */
interface State {
  readonly title: keyof Texts
  readonly body: keyof Texts
  /** Claims that can be made from here, the one that can do no harm first. */
  readonly offers: readonly (readonly [door: ClaimDoor, label: keyof Texts])[]
  /** What the tab that has the claim does by itself on such a page after a GET. */
  readonly goesOn?: boolean
  /** Whether the way back to the form is told. */
  readonly leadsBack?: boolean
}

const STATES: Readonly<Record<KeptPageState, State>> = {
  already: {
    title: 'alreadyTitle',
    body: 'alreadyBody',
    offers: [
      ['answer', 'keptAnswer'],
      ['again', 'alreadyAgain'],
    ],
  },
  repeated: {
    title: 'alreadyTitle',
    body: 'alreadyBody',
    // Nothing that deletes: it would seem to take back what has arrived.
    offers: [['again', 'alreadyAgain']],
  },
  recover: {
    title: 'recoverTitle',
    body: 'recoverBody',
    offers: [['none', 'keptSend']],
    goesOn: true,
    leadsBack: true,
  },
  pending: {
    title: 'pendingTitle',
    body: 'pendingBody',
    offers: [['answer', 'keptAnswer']],
    goesOn: true,
  },
  unknown: { title: 'unknownTitle', body: 'unknownBody', offers: [['again', 'unknownAgain']] },
  receipt: { title: 'receiptTitle', body: 'receiptBody', offers: [] },
  deleted: { title: 'deletedTitle', body: 'deletedBody', offers: [], leadsBack: true },
  expired: { title: 'expiredTitle', body: 'expiredBody', offers: [], leadsBack: true },
  elsewhere: { title: 'elsewhereTitle', body: 'elsewhereBody', offers: [['none', 'keptSend']] },
  'no-cookie': { title: 'noCookieTitle', body: 'keptUnmatched', offers: [] },
  foreign: { title: 'foreignTitle', body: 'foreignBody', offers: [], leadsBack: true },
  moved: { title: 'movedTitle', body: 'movedBody', offers: [], leadsBack: true },
}

/** Builds the pages that tell what became of a kept submission. */
export function createKeptPage(frame: Frame): (page: KeptPage) => Page {
  const made = new Map<KeptPageState, (page: KeptPage) => Page>()
  return (page) => {
    const build = made.get(page.state) ?? createStatePage(frame, STATES[page.state])
    made.set(page.state, build)
    return build(page)
  }
}

function createStatePage(
  { texts, language, open, close }: Frame,
  { title, body, offers, goesOn = false, leadsBack = false }: State,
): (page: KeptPage) => Page {
  const opening = open(texts[title], true)
  const times = createTimes(language)
  const said = sentence(texts[body], [`${heading(texts[title])}<p id="kept-state">`, '</p>'])
  const back = new Fixed(leadsBack ? `<p class="note">${escapeHtml(texts.backHint)}</p>` : '')
  const buttons = new Fixed(
    `<p class="actions">${offers.map(([door, label]) => claimButton(texts, door, label)).join(' ')}</p>`,
  )
  return ({ atMs, minutes, form, id = null, way = null, reference }) => {
    const fillings = {
      time: atMs === null ? '' : times.time(atMs),
      minutes: times.minutes(minutes),
      ref: `<bdi dir="ltr" class="reference">${reference}</bdi>`,
    }
    const own: readonly Piece[] = form === null ? found(texts, { id, offers, goesOn }) : [buttons]
    return close({
      opening,
      form: form === null ? null : claimForm(form, null),
      wayToken: null,
      main: [...said(fillings), ...(offers.length > 0 ? own : []), back, putAway(texts, id, way)],
      reference,
      contentSecurityPolicy: KEPT_CONTENT_SECURITY_POLICY,
    })
  }
}

function claimButton(texts: Texts, door: ClaimDoor, label: keyof Texts): string {
  const isFirst = door !== 'again'
  return `<button${isFirst ? ' class="main"' : ''}${buttonFor({ door }, 'claim')}>${escapeHtml(texts[label])}</button>`
}

/**
 * After a GET nobody knows the page's half of the key but the tab that has it: its script looks whether it
 * is this one, and then makes the buttons.
 */
function found(
  texts: Texts,
  {
    id,
    offers,
    goesOn,
  }: Pick<State, 'offers'> & { readonly id: string | null; readonly goesOn: boolean },
): readonly Piece[] {
  if (id === null) return []
  const doors = jsonAttribute(offers.map(([door, label]) => [wordOfDoor(door), texts[label]]))
  return [
    `<p class="actions" id="found" data-kept="${id}" data-sending="${escapeHtml(texts.sendTitle)}" data-goes-on="${goesOn ? 1 : 0}" data-doors='${doors}'></p>`,
  ]
}

/**
 * The address of a form may be that of the page it stands on: whoever wants that page gets it, with or
 * without a script, and the gate speaks of the form there no more.
 */
function putAway(texts: Texts, id: string | null, way: string | null): string {
  if (id === null || way === null) return ''
  return (
    `<form action="${FORGET_PATH}" method="post"><input type="hidden" name="id" value="${id}">` +
    `<input type="hidden" name="to" value="${escapeHtml(way)}">` +
    `<p class="actions"><button>${escapeHtml(texts.keptPutAway)}</button></p></form>`
  )
}
