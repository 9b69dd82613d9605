import { randomBytes } from 'node:crypto'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import {
  createPages,
  loadAssets,
  pageHeaders,
  PROOF_PARAMETERS,
  solve,
} from '../../src/challenge-pages/index.ts'
import { referenceFrom } from '../../src/model/index.ts'
import { SCENE_SITE, serveScene } from './scene-server.ts'

const reference = referenceFrom(new Uint8Array(5), 0)

/** How the server behaves in one case. */
export interface SceneOptions {
  /** The answers to proofs, first to last; the last one is repeated. 0 breaks the connection. */
  readonly proofs?: readonly number[]
  readonly setsCookie?: boolean
  /** Whether whoever has a pass is let through; else a policy wants still more. */
  readonly trustsPass?: boolean
  readonly hasSlowDoor?: boolean
  /** Whether forms come from another site, once more. */
  readonly fromElsewhere?: boolean
  /** The script as it is, missing, or with something before it. */
  readonly script?: 'served' | 'missing' | `broken: ${string}`
  /** Until somebody chooses another. */
  readonly language?: 'en' | 'fr' | 'de'
  /** Units of work of a token; a multiple of 256. */
  readonly units?: number
  /** Proofs are answered when this is resolved: what a person does before is in time. */
  readonly gateOpens?: Promise<void>
}

/** A gate in small, and what it saw: the check page until a cookie arrives, then the application. */
export interface Scene {
  readonly origin: string
  readonly proofsSeen: number
  readonly pagesSeen: number
  readonly wrongProofs: number
  readonly close: () => void
}

const DEFAULTS = {
  proofs: [204],
  setsCookie: true,
  trustsPass: true,
  hasSlowDoor: true,
  fromElsewhere: false,
  script: 'served',
  language: 'en',
  units: 256,
  gateOpens: Promise.resolve(),
} as const

export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const play = new Play({ ...DEFAULTS, ...options })
  return Object.assign(play.seen, await serveScene(play))
}

// The same in all scenes: to pack them takes longer than to serve them.
const ASSETS = loadAssets()
const PAGES = createPages(SCENE_SITE, ASSETS)

interface Seen {
  proofsSeen: number
  pagesSeen: number
  readonly wrongProofs: number
}

function isWrong(proof: Uint8Array): boolean {
  return !Buffer.from(proof.subarray(TOKEN_BYTES)).equals(solve(proof.subarray(0, TOKEN_BYTES)))
}

/** Of tokens whose way back is none. */
const TOKEN_BYTES = 60

class Play {
  readonly seen: Seen
  readonly #options: Required<SceneOptions>
  readonly #proofs: Uint8Array[] = []
  #passedMs = 0

  constructor(options: Required<SceneOptions>) {
    this.#options = options
    const proofs = this.#proofs
    this.seen = {
      proofsSeen: 0,
      pagesSeen: 0,
      // To do all their work again is work for whoever asks.
      get wrongProofs() {
        return proofs.filter(isWrong).length
      },
    }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const hasPass = request.headers.cookie?.includes('pass=1') === true
    if (pathname.startsWith('/.paart/assets/')) return this.#answerAsset(pathname, response)
    if (pathname.startsWith('/.paart/'))
      return this.#answerOwn(pathname, hasPass, request, response)
    await text(request)
    if (pathname === '/favicon.ico') return response.writeHead(404).end()
    response.setHeader('Content-Type', 'text/html')
    if (pathname === '/other') return response.end('<title>Other</title><a href="/page">Go</a>')
    if (pathname === '/form' && request.method === 'GET') {
      return response.end('<title>Form</title><form method=post><input id=i><button>')
    }
    if (hasPass && this.#options.trustsPass) {
      return response.end('<title>Application</title><a href="">This page</a>')
    }
    return this.#answerCheck(request, response)
  }

  async #answerOwn(
    pathname: string,
    hasPass: boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<unknown> {
    switch (pathname) {
      case '/.paart/proof':
        return this.#answerProof(request, response)
      case '/.paart/challenge':
        return response.end(JSON.stringify({ token: this.#token() }))
      case '/.paart/pass': {
        const provedSecondsAgo = hasPass ? Math.floor((Date.now() - this.#passedMs) / 1000) : null
        return response.end(JSON.stringify({ provedSecondsAgo }))
      }
      default: {
        const language = new URLSearchParams(await text(request)).get('language')
        if (language === null) return this.#leadBack(response, 'pass=1; Path=/')
        return this.#leadBack(response, `language=${language}; Path=/`)
      }
    }
  }

  #answerAsset(pathname: string, response: ServerResponse): unknown {
    const { script } = this.#options
    const asset = ASSETS.files.get(pathname.slice('/.paart/assets/'.length))
    const isStyle = asset?.type.startsWith('text/css') === true
    if (asset === undefined || (!isStyle && script === 'missing')) {
      return response.writeHead(404).end()
    }
    response.writeHead(200, { 'Content-Type': asset.type })
    if (isStyle || script === 'served') return response.end(asset.file.body)
    return response.end(script.slice('broken: '.length) + asset.file.body.toString())
  }

  #answerCheck(request: IncomingMessage, response: ServerResponse): unknown {
    this.seen.pagesSeen++
    const isFrench = request.headers.cookie?.includes('language=fr') === true
    const language = isFrench ? 'fr' : this.#options.language
    const page = PAGES.check({
      language,
      reference,
      token: this.#token(),
      hasSilent: true,
      hasSlow: this.#options.hasSlowDoor,
      stepsBack: request.method === 'POST' ? 1 : 0,
      fromElsewhere: this.#options.fromElsewhere && request.method === 'POST',
    })
    const policy = ['Content-Security-Policy', page.contentSecurityPolicy]
    return response.writeHead(403, [...pageHeaders(language), ...policy]).end(page.html)
  }

  async #answerProof(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { proofs, gateOpens, setsCookie } = this.#options
    this.#proofs.push(await buffer(request))
    const status = proofs[this.seen.proofsSeen++] ?? proofs.at(-1) ?? 204
    await gateOpens
    if (status === 0) return request.socket.destroy()
    if (status === 429) response.setHeader('Retry-After', '1')
    if (status === 204) this.#passedMs = Date.now()
    if (status === 204 && setsCookie) response.setHeader('Set-Cookie', 'pass=1; Path=/; HttpOnly')
    return response.writeHead(status).end()
  }

  #leadBack(response: ServerResponse, cookie: string): unknown {
    const headers = this.#options.setsCookie ? { 'Set-Cookie': cookie } : {}
    return response.writeHead(303, { Location: '/page?a=1', ...headers }).end()
  }

  #token(): string {
    const { sizeLog2, passes } = PROOF_PARAMETERS
    const bytes = randomBytes(TOKEN_BYTES)
    bytes.set([1, 1, 1, sizeLog2, passes, 2, 0, this.#options.units >> 8])
    return bytes.toString('base64url')
  }
}

/** A promise and what resolves it: when a scene's proofs are answered. */
export function closedGate(): { readonly gateOpens: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { gateOpens: promise, open: resolve }
}
