import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { loadAssets, PROOF_PARAMETERS, UNITS_AT_RISK } from '../../src/challenge-pages/index.ts'
import { launchBrowser } from '../../test/support/browser.ts'
import { assembleSearch } from './search-module.ts'

/** The page's own script does the first two; the others are what pages with SHA-256 do. */
export const BROWSER_WAYS = ['walk', 'derivation', 'subtle', 'script', 'wasm'] as const

export type BrowserWay = (typeof BROWSER_WAYS)[number]

/** How a browser looks for leading zeros. */
export type SearchWay = Extract<BrowserWay, 'subtle' | 'script' | 'wasm'>

/** One browser, in which the work is done in one worker at a time. */
export interface Citizen {
  readonly version: string
  /** Tags of the units from `from` on, by the script of the check page. */
  readonly tags: (units: TagsWanted) => Promise<readonly number[]>
  /** The least number from `first` on with which the hash begins with so many zeros. */
  readonly find: (way: SearchWay, job: SearchJob) => Promise<number>
  /** Units, or hashes, a second of one worker. */
  readonly rate: (way: BrowserWay, seconds: number) => Promise<number>
  readonly close: () => Promise<void>
}

export interface TagsWanted {
  readonly algorithm: 1 | 2
  readonly seed: Uint8Array
  readonly from: number
  readonly count: number
}

export interface SearchJob {
  /** 64 characters of ASCII. */
  readonly challenge: string
  readonly bits: number
  readonly first: number
}

/** 16 digits, as the attacker's. */
export const FIRST_NONCE = 10 ** 15

const SEED = new Uint8Array(32).fill(7)
const CHALLENGE = '0123456789abcdef'.repeat(4)

/** Starts Chromium at its normal speed, with a page of ours in it. */
export async function startCitizen(): Promise<Citizen> {
  const server = createServer()
  const files = await filesToServe()
  server.on('request', ({ url = '' }, response) => {
    const [type, body] = files.get(url) ?? ['text/plain', 'nothing here']
    response.writeHead(files.has(url) ? 200 : 404, { 'Content-Type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const browser = await launchBrowser({ isWhole: true })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const call = (name: string, ...words: readonly unknown[]): Promise<unknown> =>
    page.evaluate(`${name}(${words.map((word) => JSON.stringify(word)).join(', ')})`)
  return {
    version: browser.version(),
    async tags({ algorithm, seed, from, count }) {
      return numbersOf(await call('unitTags', workOf(seed), { algorithm, from, count }))
    },
    find: async (way, job) => Number(await call('search', way, job)),
    async rate(way, seconds) {
      const ms = 1000 * seconds
      if (way === 'walk') return Number(await call('unitRate', workOf(SEED), 1, ms))
      if (way === 'derivation') return Number(await call('unitRate', workOf(SEED), 2, ms))
      const job = { challenge: CHALLENGE, first: FIRST_NONCE, bits: 0, ms }
      return Number(await call('search', way, job))
    },
    async close() {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function filesToServe(): Promise<ReadonlyMap<string, readonly [string, string | Buffer]>> {
  const javascript = 'text/javascript; charset=utf-8'
  const { files, scriptPath } = loadAssets()
  const script = files.get(scriptPath.slice(scriptPath.lastIndexOf('/') + 1))
  if (script === undefined) throw new Error('the check page has no script')
  return new Map([
    ['/', ['text/html; charset=utf-8', '<!doctype html><script src="page.js"></script>']],
    ['/page.js', [javascript, readOwn('page.js')]],
    ['/search.worker.js', [javascript, readOwn('search.worker.js')]],
    ['/script.js', [javascript, script.file.body]],
    ['/search.wasm', ['application/wasm', await assembleSearch()]],
  ])
}

function readOwn(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'browser', name))
}

/** What the page's script makes of a token with this seed. */
function workOf(seed: Uint8Array): object {
  const { sizeLog2, passes, iterations, derivedUnitsFactor } = PROOF_PARAMETERS
  const units = UNITS_AT_RISK[1]
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength)
  return {
    seed: Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i, true)),
    table: { sizeLog2, passes, units },
    derived: { iterations, units: derivedUnitsFactor * units },
  }
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : []
}
