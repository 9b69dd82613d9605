import { type ClockedGate } from './clocked-gate.ts'
import { type TestGate, startTestGate } from './gate.ts'
import { type RawAnswer } from './http.ts'
import { type RecordingOrigin, answer, startOrigin } from './recording-origin.ts'
import { type Traveller, askLinkIn, leadsTo } from './traveller.ts'

export const A = 'https://a.example.lu'
export const B = 'https://b.example.org'
export const C = 'https://c.example.com'
export const D = 'https://d.example.com'

/** What a browser sends with a page that another site leads to. */
export const CROSS = { 'Sec-Fetch-Site': 'cross-site' }

/** Four sites: passes of `a` count on `b` and `c`, of `b` on `c` and `d`. */
export function sharingConfig(backendPort: number): string {
  return `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${backendPort}"] } }
pass: { requestsMax: { waited: 5, worked: 10 } }
sites:
  - { name: a, hosts: [a.example.lu], backend: app, routes: [{ name: vouched, path: "/vouched/**", policy: vouched }, { name: all, policy: checked }] }
  - name: b
    hosts: [b.example.org, "*.b.example.org", "*"]
    backend: app
    brand: { name: Permits & more }
    pass: { share: [a] }
    routes:
      - { name: worked, path: "/worked/**", policy: worked }
      - { name: vouched, path: "/vouched/**", policy: vouched }
      - { name: all, policy: checked }
  - { name: c, hosts: [c.example.com], backend: app, pass: { share: [b, a] }, routes: [{ name: all, policy: checked }] }
  - { name: d, hosts: [d.example.com], backend: app, pass: { share: [b] }, routes: [{ name: all, policy: checked }] }
policies:
  checked: { challenge: always, keepSubmission: false }
  worked: { challenge: always, clearance: worked, keepSubmission: false }
  vouched: { challenge: always, clearance: vouched, keepSubmission: false }
`
}

/** Two sites that a browser reaches by addresses of this machine alone: passes of the first count on the second. */
export async function startTwoSites(workers: number): Promise<{
  readonly gate: TestGate
  readonly origin: RecordingOrigin
  readonly first: string
  readonly second: string
  readonly stop: () => Promise<void>
}> {
  const origin = await startOrigin({
    respond: ({ target }) =>
      answer({
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: `<title>App</title><h1>In at ${target}</h1>`,
      }),
  })
  const route = 'routes: [{ name: all, policy: checked }]'
  const gate = await startTestGate({
    backendPort: origin.port,
    text: `version: 1
listen: [{ address: 0.0.0.0:0 }]
workers: ${workers}
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
languages: [en]
log: { to: access.log }
doors: { slow: { wait: 1s } }
backends: { app: { servers: ["{backend}"] } }
sites:
  - { name: first, hosts: [127.0.0.1], backend: app, ${route} }
  - { name: second, hosts: [127.0.0.2], backend: app, pass: { share: [first] }, ${route} }
policies: { checked: { challenge: always } }
`,
  })
  const stop = async (): Promise<void> => {
    await gate.stop(0)
    await origin.close()
  }
  const at = (host: string): string => `http://${host}:${gate.port}`
  return { gate, origin, first: at('127.0.0.1'), second: at('127.0.0.2'), stop }
}

/** Loads a page and goes where its script goes: what that is answered. */
export async function ask(who: Traveller, url: string): Promise<RawAnswer> {
  const page = await who.go(url)
  const link = askLinkIn(page.text)
  if (link === undefined) throw new Error(`the page at ${url} (${page.status}) asks nobody`)
  return who.go(new URL(link, url).href, { 'Sec-Fetch-Site': 'same-origin' })
}

/** The same, and on to the site that is asked: where that leads back to. */
export async function handOver(who: Traveller, url: string): Promise<string> {
  return leadsTo(await who.go(leadsTo(await ask(who, url)), CROSS))
}

/** Follows redirections, from whatever answer, to the one that is none. */
export async function follow(who: Traveller, from: RawAnswer, url: string): Promise<RawAnswer> {
  let answer = from
  let at = url
  for (let hops = 0; answer.status === 303; hops++) {
    if (hops > 20) throw new Error('it leads round and round')
    at = new URL(leadsTo(answer), at).href
    answer = await who.go(at, CROSS)
  }
  return answer
}

/** The names of the reasons of what has been asked since the last call. */
export function reasonsIn({ outcomes }: ClockedGate): readonly string[] {
  return outcomes.splice(0).map(({ reason }) => reason.name)
}
