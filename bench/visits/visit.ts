/** A request a browser made, and when; the origin of time is the browser's own. */
export interface Sent {
  readonly method: string
  readonly url: string
  readonly atMs: number
}

/** One citizen's way through the check. */
export interface Visit {
  /** From the script's request to the proof's: loading, compiling, working. */
  readonly solveMs: number
  /** From the first request to the request that is let through. */
  readonly passMs: number
}

/** A browser in which each visit is the first. */
export interface Visitor {
  readonly visit: (url: string) => Promise<Visit>
  readonly close: () => Promise<void>
}

/** A slower visit has failed. */
const VISIT_MS_MAX = 180_000

/** Collects requests until the page that was asked for is asked for again. */
export function createTrail(url: string): {
  readonly add: (sent: Sent) => void
  readonly done: Promise<Visit>
} {
  const { promise, resolve, reject } = Promise.withResolvers<Visit>()
  const timer = setTimeout(() => reject(new Error('the check was not passed')), VISIT_MS_MAX)
  const seen: Sent[] = []
  return {
    done: promise,
    add(sent) {
      seen.push(sent)
      const [first, again] = seen.filter((one) => one.url === url)
      const script = seen.find((one) => one.url.endsWith('.js'))
      const proof = seen.findLast((one) => one.method === 'POST' && one.url.endsWith('/proof'))
      if (!first || !again || !script || !proof) return
      clearTimeout(timer)
      resolve({ solveMs: proof.atMs - script.atMs, passMs: again.atMs - first.atMs })
    },
  }
}
