import { type Frame, secondsShown } from './frame.ts'
import { DOOR_CONTENT_SECURITY_POLICY } from './headers.ts'
import { ICONS } from './emblem.ts'
import { CODE_PATH } from './help.ts'
import { escapeHtml } from './html.ts'
import { type Texts } from './texts/index.ts'
import { type CodePage, type CodeProblem, type Page } from './types.ts'

/** Builds the page of the human door: one field for a code of the helpdesk, and what was wrong with it. */
export function createCodePage({
  texts,
  openWithSmallScript,
  close,
}: Frame): (page: CodePage) => Page {
  const opening = openWithSmallScript(texts.codeTitle)
  const openingAfterProblem = openWithSmallScript(texts.codeStopped)
  const start = `<h1>${escapeHtml(texts.codeTitle)}</h1><p>${escapeHtml(texts.codeBody)}</p>`
  return ({ formToken, wayToken, reference, problem = null, typed = '' }) =>
    close({
      opening: problem === null ? opening : openingAfterProblem,
      wayToken,
      main: start + form(texts, { formToken, problem, typed }),
      help: 'here',
      reference,
      contentSecurityPolicy: DOOR_CONTENT_SECURITY_POLICY,
    })
}

/**
 * What is wrong stands between the label and the field, in a frame with a sign, and is announced; the
 * field, which has the focus, says so itself.
 */
function form(
  texts: Texts,
  { formToken, problem, typed }: Required<Pick<CodePage, 'formToken' | 'problem' | 'typed'>>,
): string {
  const error =
    problem === null
      ? ''
      : `<p class="error" id="code-problem" role="alert">${ICONS.error}<span>${escapeHtml(problemText(texts, problem))}</span></p>`
  const state =
    problem === null
      ? 'aria-describedby="code-hint"'
      : 'aria-describedby="code-problem code-hint" aria-invalid="true" autofocus'
  return (
    `<form class="code" action="${CODE_PATH}" method="post">` +
    `<input type="hidden" name="token" value="${formToken}">` +
    `<p><label for="code">${escapeHtml(texts.codeLabel)}</label></p>${error}` +
    `<p id="code-hint">${escapeHtml(texts.codeHint)}</p>` +
    `<p><input id="code" name="code" value="${escapeHtml(typed)}" dir="ltr" inputmode="numeric" autocomplete="one-time-code" ${state}></p>` +
    `<button class="main">${escapeHtml(texts.codeButton)}</button></form>`
  )
}

/** Unknown, used and expired are told in the same words: who guesses learns nothing. */
function problemText(texts: Texts, problem: CodeProblem): string {
  switch (problem.kind) {
    case 'mistyped':
      return texts.codeMistyped
    case 'refused':
      return texts.codeRefused
    case 'locked':
      return texts.codeLocked.replace('{n}', secondsShown(problem.waitSeconds))
  }
}
