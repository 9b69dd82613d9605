import { type AskOffer, type CodeProblem, type PageLanguage } from '../../challenge-pages/index.ts'
import { languageOf, send, sendPage } from './answers.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { pageHeadersOfOwn } from './own-pages.ts'
import { codePageToken, wayToken } from './tokens.ts'

/** Of what was typed, no more is shown again. */
const TYPED_CHARS_MAX = 64

/** The page where a code is typed in, because it was asked for. */
export function sendCodePage(exchange: Exchange, gate: Gate): void {
  const language = languageOf(exchange)
  const tokens = tokensOf(exchange, gate)
  const page = gate.pages(exchange.site).code({ language, ...tokens, reference: null })
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}

/** The same in place of a page that no other door leads to. */
export function sendCodeCheck(
  exchange: Exchange,
  gate: Gate,
  how: {
    readonly language?: PageLanguage
    readonly setCookies?: readonly string[]
    readonly ask?: AskOffer | null
  } = {},
): void {
  const { language = languageOf(exchange), setCookies = [], ask = null } = how
  const { reference } = exchange
  const page = gate
    .pages(exchange.site)
    .code({ language, ...tokensOf(exchange, gate), reference, kept: exchange.form, ask })
  sendPage(exchange, { told: 'challenge', status: 403, page, language, setCookies })
}

const STATUS = { mistyped: 400, refused: 403, locked: 429, unreachable: 409 } as const

/** Gates that were away are back by then, or known to be gone. */
const AGAIN_SECONDS = 60

/** The same with what was wrong with a code, and with what was typed. */
export function sendCodeProblem(
  exchange: Exchange,
  gate: Gate,
  { problem, typed }: { readonly problem: CodeProblem; readonly typed: string },
): void {
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).code({
    language,
    ...tokensOf(exchange, gate),
    reference: exchange.reference,
    kept: exchange.form,
    problem,
    typed: typed.slice(0, TYPED_CHARS_MAX),
  })
  const { kind } = problem
  sendPage(exchange, {
    told: kind === 'locked' ? 'limit' : 'error',
    status: STATUS[kind],
    page,
    language,
    retryAfterSeconds: againSeconds(problem),
  })
}

function againSeconds(problem: CodeProblem): number {
  if (problem.kind === 'locked') return problem.waitSeconds
  return problem.kind === 'unreachable' ? AGAIN_SECONDS : 0
}

/** The form leads to where one came from; the language switch to this page, which knows the same. */
function tokensOf(
  exchange: Exchange,
  gate: Gate,
): { readonly formToken: string; readonly wayToken: string | null } {
  const formToken = wayToken(exchange, gate, exchange.form?.action) ?? ''
  return { formToken, wayToken: codePageToken(exchange, gate, formToken) }
}
