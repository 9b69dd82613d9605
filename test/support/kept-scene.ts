import { type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import {
  type Claim,
  createPages,
  encodeToken,
  type KeptForm,
  type KeptPageState,
  loadAssets,
  type Page,
  pageHeaders,
  type PageLanguage,
  PROOF_PARAMETERS,
  readClaim,
  SEND_PATH,
  type UnkeptForm,
} from '../../src/challenge-pages/index.ts'
import { referenceFrom } from '../../src/model/index.ts'
import { SCENE_SITE, serveScene } from './scene-server.ts'

/** What the service answers to a form. */
export type ServiceAnswer = 'page' | 'nothing' | 'file' | { readonly leadsTo: string }

export interface KeptSceneOptions {
  readonly answer?: ServiceAnswer
  /** Whether a pass is enough; else every claim is answered with the check. */
  readonly trustsPass?: boolean
  readonly setsPass?: boolean
  /** Forms are not kept, for this reason. */
  readonly unkept?: UnkeptForm | null
  /** What a GET at the form's address is answered before the form was delivered; null for nothing special. */
  readonly toGet?: KeptPageState | null
  /** Proofs are answered when this is resolved. */
  readonly gateOpens?: Promise<void>
  /** Answers of the service come when this is resolved. */
  readonly serviceAnswers?: Promise<void>
  /** Instead of the service's redirection the page that leads onward. */
  readonly isForeign?: boolean
}

/** A gate that keeps forms, in small, and what it saw. */
export interface KeptScene {
  readonly origin: string
  /** Bodies of forms that reached the service, without those of repeated claims. */
  readonly delivered: string[]
  readonly claims: Claim[]
  readonly checksSeen: number
  readonly deleted: number
  /** `Sec-Fetch-Site` and cookies of requests for `/next`. */
  readonly next: string[]
  readonly close: () => void
}

const DEFAULTS: Required<KeptSceneOptions> = {
  answer: 'page',
  trustsPass: true,
  setsPass: true,
  unkept: null,
  toGet: null,
  gateOpens: Promise.resolve(),
  serviceAnswers: Promise.resolve(),
  isForeign: false,
}

const FORM =
  '<title>Form</title><form method=post action="/send?a=1&b=2"><input id=i name=submit><button>Send</button></form>'

/** Units of work of a token; a multiple of 256. */
const UNITS = 256

export async function startKeptScene(options: KeptSceneOptions = {}): Promise<KeptScene> {
  const play = new Play({ ...DEFAULTS, ...options })
  return Object.assign(play.seen, await serveScene(play))
}

interface Kept {
  readonly body: string
  isDelivered: boolean
}

// The same in all scenes: to pack them takes longer than to serve them.
const ASSETS = loadAssets()
const PAGES = createPages({ ...SCENE_SITE, languages: ['en', 'fr'] }, ASSETS)

class Play {
  readonly seen = {
    delivered: [] as string[],
    claims: [] as Claim[],
    checksSeen: 0,
    deleted: 0,
    next: [] as string[],
  }
  readonly #options: Required<KeptSceneOptions>
  readonly #kept = new Map<string, Kept>()

  constructor(options: Required<KeptSceneOptions>) {
    this.#options = options
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const body = await buffer(request)
    if (pathname.startsWith('/.paart/')) return this.#answerOwn(pathname, request, response)
    response.setHeader('Content-Type', 'text/html')
    if (pathname === '/form') return response.end(FORM)
    if (pathname === '/other') return response.end('<title>Other</title>')
    if (pathname === '/next') {
      this.seen.next.push(`${request.headers['sec-fetch-site']} ${request.headers.cookie ?? ''}`)
      return response.end('<title>Next</title>')
    }
    if (pathname !== '/send') return response.writeHead(404).end()
    if (request.method === 'GET') return this.#answerGet(response)
    const claim = readClaim(body)
    if (claim !== null) return this.#answerClaim(claim, request, response)
    if (this.#options.unkept !== null && hasPass(request)) {
      return this.#deliver({ body: body.toString(), isDelivered: false }, response)
    }
    const id = `Form${String(this.#kept.size).padStart(12, '0')}`
    this.#kept.set(id, { body: body.toString(), isDelivered: false })
    response.setHeader('Set-Cookie', `strict=1; Path=/; HttpOnly; SameSite=Strict`)
    return this.#sendCheck(response, id, 'en')
  }

  async #answerOwn(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<unknown> {
    const asset = ASSETS.files.get(pathname.slice('/.paart/assets/'.length))
    if (asset !== undefined) {
      return response.setHeader('Content-Type', asset.type).end(asset.file.body)
    }
    switch (pathname) {
      case SEND_PATH:
        return this.#sendPage(response, 200, PAGES.send({ language: 'en' }))
      case '/.paart/challenge':
        return response.end(JSON.stringify({ token: token() }))
      case '/.paart/pass':
        return response.end(JSON.stringify({ provedSecondsAgo: hasPass(request) ? 0 : null }))
      case '/.paart/proof':
        await this.#options.gateOpens
        if (this.#options.setsPass) response.setHeader('Set-Cookie', 'pass=1; Path=/; HttpOnly')
        return response.writeHead(204).end()
      default:
        return response.writeHead(404).end()
    }
  }

  #answerGet(response: ServerResponse): unknown {
    const { toGet } = this.#options
    const [id] = [...this.#kept].findLast(([, { isDelivered }]) => !isDelivered) ?? []
    if (id === undefined || toGet === null) return response.end('<title>Asked for</title>')
    const page = PAGES.kept({
      language: 'en',
      reference: REFERENCE,
      state: toGet,
      atMs: 0,
      minutes: 30,
      form: null,
      id,
    })
    return this.#sendPage(response, 409, page)
  }

  async #answerClaim(
    claim: Claim,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<unknown> {
    this.seen.claims.push(claim)
    const kept = this.#kept.get(claim.id)
    if (kept === undefined) return response.writeHead(410).end()
    if (claim.language !== null) {
      return this.#sendCheck(response, claim.id, claim.language as PageLanguage)
    }
    if (claim.door === 'delete') {
      this.seen.deleted++
      const state = { state: 'deleted', atMs: null, minutes: 30, form: null } as const
      const page = PAGES.kept({ language: 'en', reference: REFERENCE, ...state })
      return this.#sendPage(response, 200, page)
    }
    const isLetIn = claim.door === 'slow' || (hasPass(request) && this.#options.trustsPass)
    if (!isLetIn) return this.#sendCheck(response, claim.id, 'en')
    if (claim.door === 'slow') response.setHeader('Set-Cookie', 'pass=1; Path=/; HttpOnly')
    return this.#deliver(kept, response)
  }

  async #deliver(kept: Kept, response: ServerResponse): Promise<unknown> {
    if (!kept.isDelivered) this.seen.delivered.push(kept.body)
    kept.isDelivered = true
    await this.#options.serviceAnswers
    const { answer, isForeign } = this.#options
    switch (answer) {
      case 'page':
        return response.end('<title>Answer</title>')
      case 'nothing':
        return response.writeHead(204).end()
      case 'file':
        response.setHeader('Content-Type', 'application/octet-stream')
        response.setHeader('Content-Disposition', 'attachment; filename="answer.bin"')
        return response.end('file')
      default: {
        if (!isForeign) return response.writeHead(303, { Location: answer.leadsTo }).end()
        const target = answer.leadsTo
        const page = PAGES.onward({ language: 'en', reference: REFERENCE, target })
        return this.#sendPage(response, 200, page)
      }
    }
  }

  #sendCheck(response: ServerResponse, id: string, language: PageLanguage): unknown {
    this.seen.checksSeen++
    const { unkept } = this.#options
    const kept: KeptForm = {
      claim: `${id}.abcdefghij-_0123456789`,
      action: '/send?a=1&b=2',
      atMs: 0,
      minutes: 30,
    }
    const page = PAGES.check({
      language,
      reference: REFERENCE,
      token: token(),
      hasSilent: true,
      hasSlow: true,
      stepsBack: unkept === null ? 0 : 1,
      kept: unkept === null ? kept : null,
      unkept,
    })
    return this.#sendPage(response, 403, page)
  }

  #sendPage(response: ServerResponse, status: number, page: Page): unknown {
    const policy = ['Content-Security-Policy', page.contentSecurityPolicy]
    response.statusCode = status
    const headers = [...pageHeaders('en'), ...policy]
    for (let i = 0; i < headers.length; i += 2) {
      response.setHeader(headers[i] ?? '', headers[i + 1] ?? '')
    }
    return response.end(page.html)
  }
}

const REFERENCE = referenceFrom(new Uint8Array(5), 0)

function hasPass(request: IncomingMessage): boolean {
  return request.headers.cookie?.includes('pass=1') === true
}

/** Of a page whose way back is `/`. */
function token(): string {
  const { sizeLog2, passes } = PROOF_PARAMETERS
  const bytes = crypto.getRandomValues(new Uint8Array(61))
  bytes.set([1, 4, 1, sizeLog2, passes, 2, 0, UNITS >> 8])
  return encodeToken(bytes)
}
