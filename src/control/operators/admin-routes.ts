import { type Answer, type Ending, failure } from './answer.ts'
import { type Asker, spellAsker } from './asker.ts'
import { type CodeDesk, type CodeWish } from './code-desk.ts'
import { type ComplaintWish } from './complaints.ts'
import { type LocalReply, type LocalRequest } from './local-server.ts'
import { type OrderDesk } from './order-desk.ts'
import { type ClientWish, clientWish, drainWish, modeWish, passWish } from './wishes.ts'
import { NotFound, Refused } from '../system/refused.ts'
import { messageOf } from '../system/start-error.ts'

/** What an operator can change of a gate that runs, and its keys. */
export interface Changes {
  readonly reload: () => Promise<Answer>
  readonly rollback: () => Promise<Answer>
  /** Lets the program that is on the disk now take this one's place. */
  readonly upgrade: () => Promise<Answer>
  /** Then nothing may be changed. */
  readonly isBeingUpgraded: boolean
  readonly restartWorker: (id: number, how: { readonly abrupt: boolean }) => Promise<Answer>
  readonly listKeys: () => Answer
  readonly rotateKeys: () => Promise<Answer>
  readonly revokeKey: (id: string) => Promise<Answer>
}

/** What an operator can ask of a gate that runs. */
export interface Operations {
  readonly status: () => Promise<Answer>
  readonly changes: Changes
  readonly explain: (reference: string) => Promise<Answer>
  /** Of the helpdesk. */
  readonly codes: Pick<CodeDesk, 'issue'>
  readonly noteComplaints: (wish: ComplaintWish) => Answer
  /** Bans, allowances, modes, drains and revoked passes. */
  readonly orders: Pick<
    OrderDesk,
    'order' | 'withdraw' | 'setMode' | 'drain' | 'undrain' | 'revoke' | 'list' | 'export'
  >
  /** Told of all that somebody has done or tried to, however it ended. */
  readonly onDone: (did: string, asker: Asker, ending: Ending) => void
}

interface AdminRoute {
  readonly method: 'GET' | 'POST'
  /** What is done, as logs have it; of a POST alone. */
  readonly does?: string
  readonly path: RegExp
  readonly run: (
    operations: Operations,
    /** What the path's group matched. */
    part: string,
    request: LocalRequest,
  ) => Answer | Promise<Answer>
}

const ROUTES: readonly AdminRoute[] = [
  { method: 'GET', path: /^\/status$/, run: (gate) => gate.status() },
  { method: 'POST', does: 'reload', path: /^\/reload$/, run: ({ changes }) => changes.reload() },
  {
    method: 'POST',
    does: 'rollback',
    path: /^\/rollback$/,
    run: ({ changes }) => changes.rollback(),
  },
  { method: 'POST', does: 'upgrade', path: /^\/upgrade$/, run: ({ changes }) => changes.upgrade() },
  {
    method: 'POST',
    does: 'worker restart',
    path: /^\/workers\/(\d{1,3})\/restart$/,
    run: ({ changes }, id, { query }) =>
      changes.restartWorker(Number(id), { abrupt: query.has('abrupt') }),
  },
  { method: 'GET', path: /^\/keys$/, run: ({ changes }) => changes.listKeys() },
  {
    method: 'POST',
    does: 'keys rotate',
    path: /^\/keys\/rotate$/,
    run: ({ changes }) => changes.rotateKeys(),
  },
  {
    method: 'POST',
    does: 'keys revoke',
    path: /^\/keys\/([0-9a-f]{8})\/revoke$/,
    run: ({ changes }, id) => changes.revokeKey(id),
  },
  { method: 'GET', path: /^\/explain\/([^/]+)$/, run: (gate, part) => gate.explain(part) },
  {
    method: 'POST',
    does: 'pass issue',
    path: /^\/codes$/,
    run: (gate, _, { query }) => gate.codes.issue(wishOf(query)),
  },
  {
    method: 'POST',
    does: 'complaint',
    path: /^\/complaints$/,
    run: (gate, _, { query }) =>
      gate.noteComplaints({ site: query.get('site'), count: countIn(query) }),
  },
  { method: 'GET', path: /^\/orders$/, run: (gate) => gate.orders.list() },
  { method: 'GET', path: /^\/bans\/export$/, run: (gate) => gate.orders.export() },
  { method: 'POST', does: 'ban', path: /^\/bans$/, run: orders('ban') },
  { method: 'POST', does: 'allow', path: /^\/allowances$/, run: orders('allow') },
  {
    method: 'POST',
    does: 'unban',
    path: /^\/bans\/withdraw$/,
    run: ({ orders: desk }, _, { query, asker }) =>
      desk.withdraw(query.get('what') ?? '', spellAsker(asker)),
  },
  {
    method: 'POST',
    does: 'mode',
    path: /^\/mode$/,
    run: (gate, _, { query, asker }) => gate.orders.setMode(modeWish(query, asker)),
  },
  {
    method: 'POST',
    does: 'server drain',
    path: /^\/servers\/drain$/,
    run: (gate, _, { query, asker }) => gate.orders.drain(drainWish(query, asker)),
  },
  {
    method: 'POST',
    does: 'server up',
    path: /^\/servers\/up$/,
    run: ({ orders: desk }, _, { query, asker }) =>
      desk.undrain(query.get('backend') ?? '', query.get('server') ?? '', spellAsker(asker)),
  },
  {
    method: 'POST',
    does: 'pass revoke',
    path: /^\/passes\/revoke$/,
    run: (gate, _, { query, asker }) => gate.orders.revoke(passWish(query, asker)),
  },
]

/** One target stands in the query, a list of them in the body, one a line. */
function orders(kind: ClientWish['kind']): AdminRoute['run'] {
  return (gate, _, request) => {
    const target = request.query.get('target')
    const targets = target === null ? linesIn(request.body) : [target]
    return gate.orders.order(clientWish(kind, targets, request))
  }
}

function linesIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}

function wishOf(query: URLSearchParams): CodeWish {
  return { site: query.get('site'), count: countIn(query), askedBy: query.get('by') ?? '' }
}

/** One unless it says otherwise; no number for what is none. */
function countIn(query: URLSearchParams): number {
  const count = query.get('count') ?? '1'
  return /^\d{1,4}$/.test(count) ? Number(count) : Number.NaN
}

/** Why nothing is changed while another gate is about to take this one's place. */
export const BEING_UPGRADED = 'the gate is being upgraded'

/** By how an answer ended; the commands turn it into their exit codes. */
const STATUS: Readonly<Record<Ending, number>> = {
  done: 200,
  missing: 404,
  refused: 409,
  invalid: 422,
  failed: 500,
}

/** Answers what operators ask through the admin socket: JSON, or text where that is asked for. */
export async function serveOperator(
  request: LocalRequest,
  operations: Operations,
): Promise<LocalReply> {
  const { method, path, wantsText } = request
  const matching = ROUTES.filter((route) => route.path.test(path))
  const route = matching.find((each) => each.method === method)
  if (route === undefined) {
    const allow = matching.map((each) => each.method).join(', ')
    const { report } = failure('missing', 'there is no such operation')
    return { ...jsonReply(allow === '' ? 404 : 405, report), ...(allow === '' ? {} : { allow }) }
  }
  const answer = await settle(() => {
    // What is changed now, the gate that takes over would not know of.
    if (route.does !== undefined && operations.changes.isBeingUpgraded)
      throw new Refused(BEING_UPGRADED)
    const part = decodeURIComponent(route.path.exec(path)?.[1] ?? '')
    return route.run(operations, part, request)
  })
  // What is not there was not touched.
  if (route.does !== undefined && answer.ending !== 'missing') {
    operations.onDone(route.does, request.asker, answer.ending)
  }
  const status = STATUS[answer.ending]
  if (!wantsText) return jsonReply(status, answer.report)
  return { status, type: 'text/plain; charset=utf-8', body: answer.text }
}

function jsonReply(status: number, report: object): LocalReply {
  return { status, type: 'application/json', body: `${JSON.stringify(report)}\n` }
}

async function settle(run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    return failure(endingOf(error), messageOf(error))
  }
}

function endingOf(error: unknown): Ending {
  if (error instanceof Refused) return 'refused'
  return error instanceof NotFound || error instanceof URIError ? 'missing' : 'failed'
}
