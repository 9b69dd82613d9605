import { CODE_PATH } from '../../model/index.ts'
import { Fixed } from '../wire/index.ts'
import { type Frame, secondsShown } from './frame.ts'
import {
  DOOR_CONTENT_SECURITY_POLICY,
  KEPT_CONTENT_SECURITY_POLICY,
  PLAIN_DOOR_CONTENT_SECURITY_POLICY,
} from './headers.ts'
import { ICONS } from './emblem.ts'
import { escapeHtml, fillHoles, heading, namesIn, paragraph } from './html.ts'
import { createKeptNote } from './kept/index.ts'
import { claimForm } from './page-form.ts'
import { type Texts } from './texts/index.ts'
import { type CodePage, type CodeProblem, type Page } from './types.ts'

/** Builds the page of the human door: one field for a code of the helpdesk, and what was wrong with it. */
export function createCodePage(frame: Frame): (page: CodePage) => Page {
  const { texts, openWithSmallScript, close } = frame
  const opening = openWithSmallScript(texts.codeTitle)
  const openingAfterProblem = openWithSmallScript(texts.codeStopped)
  const start = new Fixed(heading(texts.codeTitle) + paragraph(texts.codeBody))
  const note = createKeptNote(frame)
  return (page) => {
    const { wayToken, reference, problem = null, kept = null } = page
    return close({
      opening: problem === null ? opening : openingAfterProblem,
      form: kept === null ? null : claimForm(kept, null),
      isFormOfSwitch: true,
      wayToken,
      main: [
        start,
        ...(kept === null || reference === null ? [] : note(kept, reference)),
        form(texts, page),
      ],
      help: 'here',
      reference,
      contentSecurityPolicy: policyOf(page),
    })
  }
}

function policyOf({ kept = null, ask = null }: CodePage): string {
  if (kept !== null) return KEPT_CONTENT_SECURITY_POLICY
  return ask?.isPlain === true ? PLAIN_DOOR_CONTENT_SECURITY_POLICY : DOOR_CONTENT_SECURITY_POLICY
}

/** A button that asks at other sites; of the form's buttons the first is pressed by the key Enter. */
function askButton(texts: Texts, { ask = null }: CodePage): string {
  if (ask === null) return ''
  const label = fillHoles(texts.askCodeButton, { sites: namesIn(ask.names) })
  return `<p class="actions"><button name="ask">${label}</button></p>`
}

/**
 * What is wrong stands between the label and the field, in a frame with a sign, and is announced; the
 * field, which has the focus, says so itself.
 */
function form(texts: Texts, page: CodePage): string {
  const { formToken, problem = null, typed = '', ask = null } = page
  const claim = page.kept?.claim ?? null
  const kept = claim === null ? '' : `<input type="hidden" name="paart-claim" value="${claim}">`
  const error =
    problem === null
      ? ''
      : `<p class="error" id="code-problem" role="alert">${ICONS.error}<span>${escapeHtml(problemText(texts, problem))}</span></p>`
  const state =
    problem === null
      ? 'aria-describedby="code-hint"'
      : 'aria-describedby="code-problem code-hint" aria-invalid="true" autofocus'
  return (
    `<form class="code" action="${CODE_PATH}" method="post"${ask?.byItself === true ? ' data-ask=""' : ''}>` +
    `<input type="hidden" name="token" value="${formToken}">${kept}` +
    `<p><label for="code">${escapeHtml(texts.codeLabel)}</label></p>${error}` +
    `<p id="code-hint">${escapeHtml(texts.codeHint)}</p>` +
    `<p><input id="code" name="code" value="${escapeHtml(typed)}" dir="ltr" inputmode="numeric" autocomplete="one-time-code" ${state}></p>` +
    `<button class="main">${escapeHtml(texts.codeButton)}</button>${askButton(texts, page)}</form>`
  )
}

/** Unknown, used and expired are told in the same words: who guesses learns nothing. */
function problemText(texts: Texts, problem: CodeProblem): string {
  switch (problem.kind) {
    case 'mistyped':
      return texts.codeMistyped
    case 'refused':
      return texts.codeRefused
    case 'unreachable':
      return texts.codeUnreachable
    case 'locked':
      return texts.codeLocked.replace('{n}', secondsShown(problem.waitSeconds))
  }
}
