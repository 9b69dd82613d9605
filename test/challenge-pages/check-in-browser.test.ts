import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { type Page as Tab } from 'playwright-core'
import t from 'tap'
import {
  createPages,
  loadAssets,
  pageHeaders,
  PROOF_PARAMETERS,
  solve,
} from '../../src/challenge-pages/index.ts'
import { referenceFrom } from '../../src/model/index.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'

const assets = loadAssets()
const contact = { phone: '1', hours: '2', email: 'a@example.lu', address: '3' }
const pages = createPages({ brandName: 'Site', contact, languages: ['en', 'fr'] }, assets)
const reference = referenceFrom(new Uint8Array(5), 0)

/** How the server behaves in one case, and what it saw. */
interface Scene {
  /** The answers to proofs, first to last; the last one is repeated. 0 breaks the connection. */
  readonly proofs: readonly number[]
  readonly setsCookie: boolean
  readonly hasScript: boolean
  /** Proofs are answered when this is resolved: what a person does before is in time. */
  readonly gateOpens: Promise<void>
  proofsSeen: number
  pagesSeen: number
  wrongProofs: number
}

const plain = { proofs: [204], setsCookie: true, hasScript: true }
const units = 256

function tokenText(): string {
  const bytes = randomBytes(60)
  bytes.set([1, 1, 1, PROOF_PARAMETERS.sizeLog2, PROOF_PARAMETERS.passes, 2, 0, units >> 8])
  return bytes.toString('base64url')
}

/** A gate in small: the check page until a cookie arrives, then the application. */
async function answer(scene: Scene, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname.startsWith('/.paart/assets/')) return answerAsset(scene, pathname, response)
  if (pathname === '/.paart/proof') return answerProof(scene, request, response)
  if (pathname === '/.paart/challenge') return response.end(JSON.stringify({ token: tokenText() }))
  if (pathname === '/favicon.ico') return response.writeHead(404).end()
  await text(request)
  if (pathname === '/.paart/wait') {
    return response.writeHead(303, { Location: '/page', 'Set-Cookie': 'pass=1; Path=/' }).end()
  }
  response.setHeader('Content-Type', 'text/html')
  if (pathname === '/form' && request.method === 'GET') {
    return response.end('<title>Form</title><form method=post><input id=i><button>')
  }
  if (request.headers.cookie !== undefined) return response.end('<title>Application</title>')
  return answerCheck(scene, request.method === 'POST' ? 1 : 0, response)
}

function answerAsset(scene: Scene, pathname: string, response: ServerResponse) {
  const asset = assets.files.get(pathname.slice('/.paart/assets/'.length))
  const isServed = asset !== undefined && (scene.hasScript || asset.type.startsWith('text/css'))
  if (!isServed) return response.writeHead(404).end()
  return response.writeHead(200, { 'Content-Type': asset.type }).end(asset.body)
}

function answerCheck(scene: Scene, stepsBack: number, response: ServerResponse) {
  scene.pagesSeen++
  const silentToken = tokenText()
  const page = pages.check({ language: 'en', reference, silentToken, slowToken: 'slow', stepsBack })
  const headers = [...pageHeaders('en'), 'Content-Security-Policy', page.contentSecurityPolicy]
  return response.writeHead(403, headers).end(page.html)
}

async function answerProof(scene: Scene, request: IncomingMessage, response: ServerResponse) {
  const body = await buffer(request)
  const token = body.subarray(0, 60)
  if (!body.subarray(60).equals(solve(token))) scene.wrongProofs++
  const status = scene.proofs[scene.proofsSeen++] ?? scene.proofs.at(-1) ?? 204
  await scene.gateOpens
  if (status === 0) return request.socket.destroy()
  if (status === 429) response.setHeader('Retry-After', '1')
  if (status === 204 && scene.setsCookie)
    response.setHeader('Set-Cookie', 'pass=1; Path=/; HttpOnly')
  return response.writeHead(status).end()
}

// Most of each case is waiting for the browser: several run side by side.
t.jobs = 4
t.setTimeout(120_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

interface Case extends Partial<Pick<Scene, 'proofs' | 'setsCookie' | 'hasScript'>> {
  readonly title: string
  readonly javaScript?: boolean
  readonly path?: string
  readonly isHeld?: boolean
  readonly act: (tab: Tab, open: () => void) => Promise<void>
  /** What is true in the end. */
  readonly want: Readonly<Record<string, unknown>>
}

/** Runs in the browser, whose globals the types of Node do not know. */
function hasTitle(title: string): boolean {
  return Reflect.get(Reflect.get(globalThis, 'document'), 'title').startsWith(title)
}

async function isTitled(tab: Tab, title: string): Promise<void> {
  await tab.waitForFunction(hasTitle, title)
}

async function shows(tab: Tab, words: string): Promise<void> {
  await tab.getByText(words).first().waitFor({ state: 'visible' })
}

async function slowDoorOpens(tab: Tab): Promise<void> {
  await tab.locator('#slow button').waitFor({ state: 'visible' })
}

const cases: readonly Case[] = [
  {
    title: 'lets a person through without a touch',
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 1, wrongProofs: 0, url: '/page?a=1' },
  },
  {
    title: 'keeps the fragment',
    path: '/page#part',
    act: (tab) => isTitled(tab, 'Application'),
    want: { url: '/page#part' },
  },
  {
    title: 'stops after two checks in a row where the cookie is not kept',
    setsCookie: false,
    act: async (tab) => {
      await shows(tab, 'this page came back')
      await slowDoorOpens(tab)
    },
    want: { pagesSeen: 2, proofsSeen: 2 },
  },
  {
    title: 'stops after two checks where the page has a fragment',
    path: '/page#part',
    setsCookie: false,
    act: (tab) => shows(tab, 'this page came back'),
    want: { pagesSeen: 2 },
  },
  {
    title: 'stays when asked to, and goes on when told to',
    isHeld: true,
    act: async (tab, open) => {
      await tab.getByRole('button', { name: 'Do not continue automatically' }).click()
      open()
      await shows(tab, 'Press “Continue” when you are ready')
      await tab.getByRole('button', { name: 'Continue', exact: true }).click()
      await isTitled(tab, 'Application')
    },
    want: { pagesSeen: 1 },
  },
  {
    title: 'does not carry away who reads why',
    isHeld: true,
    act: async (tab, open) => {
      await tab.getByText('Why am I seeing this page?').click()
      open()
      await shows(tab, 'Press “Continue” when you are ready')
    },
    want: { pagesSeen: 1 },
  },
  {
    title: 'renews a stale challenge once',
    proofs: [409, 204],
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 2, wrongProofs: 0 },
  },
  {
    title: 'offers the slow door and a new try after a second stale challenge',
    proofs: [409, 409, 204],
    act: async (tab) => {
      await isTitled(tab, 'The check did not work')
      await slowDoorOpens(tab)
      t.equal(await tab.getByRole('alert').count(), 1)
      await tab.getByRole('button', { name: 'Try again' }).click()
      await isTitled(tab, 'Application')
    },
    want: { proofsSeen: 3 },
  },
  {
    title: 'waits as long as a busy server asks',
    proofs: [429, 204],
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 2 },
  },
  {
    title: 'offers the slow door when the proof is refused',
    proofs: [403],
    act: slowDoorOpens,
    want: { proofsSeen: 1 },
  },
  {
    title: 'shows the slow door where the script does not arrive',
    hasScript: false,
    act: async (tab) => {
      await slowDoorOpens(tab)
      await tab.locator('#slow button').click()
      await isTitled(tab, 'Application')
    },
    want: { proofsSeen: 0 },
  },
  {
    title: 'lets a person through without scripts',
    javaScript: false,
    act: async (tab) => {
      await tab.locator('#slow button').click()
      t.equal(await tab.title(), 'Application')
    },
    want: { proofsSeen: 0 },
  },
  {
    title: 'asks to send a form again, and leads back to it',
    path: '/form',
    act: async (tab) => {
      await tab.fill('#i', 'what I typed')
      await tab.locator('button').click()
      await shows(tab, 'Please go back to the form and send it again')
      t.match(tab.url(), '/form')
      await tab.getByRole('button', { name: 'Back to the form' }).click()
      await isTitled(tab, 'Form')
    },
    want: { pagesSeen: 1, proofsSeen: 1 },
  },
]

for (const { title, javaScript = true, path = '/page?a=1', act, want, ...rest } of cases) {
  t.test(`the check page ${title}`, { buffered: true }, async (t) => {
    const { isHeld = false, ...changes } = rest
    const { promise: gateOpens, resolve: open } = Promise.withResolvers<void>()
    if (!isHeld) open()
    const scene: Scene = {
      ...plain,
      ...changes,
      gateOpens,
      proofsSeen: 0,
      pagesSeen: 0,
      wrongProofs: 0,
    }
    const server = createServer((request, response) => void answer(scene, request, response))
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const visitor = await newVisitor(browser, { javaScript, language: 'en' })
    const tab = await visitor.newPage()
    await tab.goto(`http://127.0.0.1:${port}${path}`)
    await act(tab, open)
    const { pathname, search, hash } = new URL(tab.url())
    t.match({ ...scene, url: pathname + search + hash }, want)
    await visitor.close()
    server.closeAllConnections()
    server.close()
  })
}
