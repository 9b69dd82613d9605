import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { request } from '../test/support/http.ts'
import { BROWSER, PLAIN, SCRIPT, cookiesWith } from './browser.ts'
import { type Fleet, type RunningServer } from './fleet.ts'
import { type LoadJob } from './load-job.ts'
import { type ScenarioName } from './options.ts'
import { startOther } from './beside/others.ts'
import { senderCost } from './beside/sender-cost.ts'
import { type Outsider, startOutsider } from './beside/outsider.ts'

/** Servers that answer the same load in turn. */
export interface Scenario {
  readonly name: ScenarioName
  readonly title: string
  readonly job: Omit<LoadJob, 'port' | 'seconds'>
  readonly servers: ReadonlyMap<string, RunningServer>
  readonly ratios: readonly RatioAim[]
  /** What else is found out once all turns are over: a line. */
  readonly remark?: (seconds: number) => Promise<string>
  readonly close: () => Promise<void>
}

/** The gate's CPU for one request, measured against another server's. */
export interface RatioAim {
  readonly label: string
  /** Default: the gate. */
  readonly of?: string
  readonly against: string
  /** What it may be at most; null where it only informs. */
  readonly target: number | null
}

/** As many as a busy office's browsers keep open. */
const CONNECTIONS = 64

/** Uploads of one mebibyte fill buffers, not queues. */
const UPLOAD_CONNECTIONS = 16
const UPLOAD_BYTES = 1024 * 1024

const PAGE = { method: 'GET', path: '/page', bodyBytes: 0, status: 200 } as const

const FORWARDED = {
  pass: {
    title: 'pass: a known pass where the policy challenges, with limits; 1 KiB answer',
    job: { ...PAGE, headers: PLAIN, connections: CONNECTIONS },
    ratios: [
      { label: 'gate/undici', against: 'undici', target: 1.15 },
      { label: 'gate/nginx', against: 'nginx', target: 2.4 },
      { label: 'gate/haproxy', against: 'haproxy', target: null },
      { label: 'gate/caddy', against: 'caddy', target: null },
      { label: 'gate/http-proxy-3', against: 'http-proxy-3', target: null },
    ],
  },
  browser: {
    title: "browser: the same with a browser's 15 fields and an application's cookies",
    job: { ...PAGE, headers: BROWSER, connections: CONNECTIONS },
    ratios: [
      { label: 'browser/undici', against: 'undici', target: 1.15 },
      { label: 'browser/nginx', against: 'nginx', target: null },
    ],
  },
  connect: {
    title: 'connect: the same, each request on a connection of its own',
    job: { ...PAGE, headers: BROWSER, connections: CONNECTIONS, reconnects: true },
    ratios: [
      { label: 'connect/undici', against: 'undici', target: 1.15 },
      { label: 'connect/nginx', against: 'nginx', target: null },
      { label: 'connect/caddy', against: 'caddy', target: 1 },
    ],
  },
  large: {
    title: 'large: the same with an answer of 100 KiB',
    job: { ...PAGE, headers: BROWSER, path: '/large', connections: CONNECTIONS },
    ratios: [
      { label: 'large/undici', against: 'undici', target: null },
      { label: 'large/nginx', against: 'nginx', target: null },
    ],
  },
  upload: {
    title: 'upload: the same with a POST of 1 MiB',
    job: {
      ...PAGE,
      headers: BROWSER,
      method: 'POST',
      path: '/upload',
      bodyBytes: UPLOAD_BYTES,
      connections: UPLOAD_CONNECTIONS,
    },
    ratios: [
      { label: 'upload/undici', against: 'undici', target: null },
      { label: 'upload/nginx', against: 'nginx', target: null },
    ],
  },
} as const satisfies Partial<Record<ScenarioName, object>>

/** A gate beside itself, of which there is more. */
const PAIRS = {
  workers: {
    title: "workers: the browser's request, with one worker and with two",
    small: 'one worker',
    large: 'two workers',
    more: { workers: 2 },
    ratio: { label: 'two/one', target: 1.15 },
  },
  routes: {
    title: "routes: the browser's request, with two routes, and with 998 others before them",
    small: 'two routes',
    large: '1000 routes',
    more: { routes: 998 },
    ratio: { label: 'routes/few', target: 1.05 },
  },
} as const

const ANSWERED = {
  challenge: {
    title: 'challenge: the check page, against a text of the same size',
    path: '/page',
    headers: BROWSER,
    status: 403,
    target: 3,
  },
  limit: {
    title: 'limit: a 429 problem document, against a text of the same size',
    path: '/limited',
    headers: SCRIPT,
    status: 429,
    target: null,
  },
} as const

/** Starts a scenario's servers; null where it needs none. `outsiders` are asked where requests are forwarded. */
export async function openScenario(
  name: ScenarioName,
  fleet: Fleet,
  outsiders: readonly Outsider[] = [],
): Promise<Scenario | null> {
  switch (name) {
    case 'pass':
    case 'browser':
    case 'connect':
    case 'large':
    case 'upload':
      return openForwarded(name, fleet, outsiders)
    case 'workers':
    case 'routes':
      return openPair(name, fleet)
    case 'challenge':
    case 'limit':
      return openAnswered(name, fleet)
    case 'proof':
      return null
  }
}

async function openForwarded(
  name: keyof typeof FORWARDED,
  fleet: Fleet,
  outsiders: readonly Outsider[],
): Promise<Scenario> {
  const { title, job, ratios } = FORWARDED[name]
  const origin = await fleet.server('servers/origin.ts', [])
  const gate = await startGate(fleet, origin)
  const servers = new Map([['gate', gate]])
  for (const { against } of ratios) {
    const other = await startOther(against, fleet, origin.port)
    if (other !== null) servers.set(against, other)
  }
  for (const outsider of outsiders) {
    const asked = { originPort: origin.port, headers: job.headers }
    servers.set(outsider.name, await startOutsider(outsider, fleet, asked))
  }
  const cookies = gate.passes.map((pass) => cookiesWith(pass, job.headers.Cookie))
  const theirs = outsiders.map((outsider) => ({
    label: `${name}/${outsider.name}`,
    against: outsider.name,
    target: null,
  }))
  return {
    name,
    title,
    job: { ...job, cookies },
    servers,
    ratios: [...ratios, ...theirs],
    close: () => stopAll([origin, ...servers.values()]),
  }
}

async function openPair(name: keyof typeof PAIRS, fleet: Fleet): Promise<Scenario> {
  const { job } = FORWARDED.browser
  const { title, small, large, more, ratio } = PAIRS[name]
  const origin = await fleet.server('servers/origin.ts', [])
  const [one, other] = [await startGate(fleet, origin), await startGate(fleet, origin, more)]
  return {
    name,
    title,
    job: { ...job, cookies: [] },
    servers: new Map([
      [small, one],
      [large, other],
    ]),
    ratios: [{ ...ratio, of: large, against: small }],
    close: () => stopAll([origin, one, other]),
  }
}

async function openAnswered(name: keyof typeof ANSWERED, fleet: Fleet): Promise<Scenario> {
  const { title, path, headers, status, target } = ANSWERED[name]
  const origin = await fleet.server('servers/origin.ts', [])
  const gate = await startGate(fleet, origin)
  // The first one is within the limit.
  await request(gate.port, { path, headers })
  const answer = await request(gate.port, { path, headers })
  const type = answer.headers.get('content-type') ?? ''
  const bytes = String(answer.body.length)
  const hello = await fleet.server('servers/hello.ts', [String(status), type, bytes])
  return {
    name,
    title: `${title} (${bytes} bytes)`,
    job: { ...PAGE, path, headers, status, cookies: [], connections: CONNECTIONS },
    servers: new Map([
      // Nobody shows a pass here.
      ['gate', { ...gate, passes: [] }],
      ['hello', hello],
    ]),
    ratios: [{ label: `${name}/hello`, against: 'hello', target }],
    ...(name === 'challenge' && {
      remark: (seconds: number) => senderCost(gate, fleet, seconds),
    }),
    close: () => stopAll([origin, gate, hello]),
  }
}

function startGate(
  fleet: Fleet,
  origin: RunningServer,
  { workers = 1, routes = 0 }: { readonly workers?: number; readonly routes?: number } = {},
): Promise<RunningServer> {
  const folder = join(fleet.folder, `gate-${workers}-${routes}`)
  mkdirSync(folder, { recursive: true })
  const numbers = [workers, routes].map(String)
  return fleet.server('servers/gate.ts', [String(origin.port), folder, ...numbers])
}

async function stopAll(servers: readonly RunningServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()))
}
