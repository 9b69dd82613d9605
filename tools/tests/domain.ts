/**
 * In the place of `async-hook-domain`, by which tap learns in which test something was thrown that nobody has caught.
 * That package follows every promise and every callback by Node's hooks, which takes longer than most of what tests do.
 * Here such an error is of the test that began last and is not over: nearly all tests of a file run one after the other.
 */
import { AsyncResource, executionAsyncResource } from 'node:async_hooks'

type Kind = 'uncaughtException' | 'unhandledRejection'
type OnError = (error: unknown, kind: Kind) => void

/** That of the test that began last. */
const latest: { domain: Domain | null } = { domain: null }

/** Of one test; tap makes it before the test begins, and destroys it when it is over. */
export class Domain {
  readonly around = living()
  isOver = false
  readonly #onError: OnError

  /** A test is run in the scope of the resource in whose scope this is called; the first one is of all. */
  constructor(onError: OnError) {
    this.#onError = onError
    listen()
    const scope: unknown = executionAsyncResource()
    if (scope instanceof AsyncResource) this.#beginWith(scope)
    else latest.domain = this
  }

  get onerror(): OnError {
    return this.#onError
  }

  destroy(): void {
    this.isOver = true
  }

  #beginWith(scope: AsyncResource): void {
    const run = scope.runInAsyncScope.bind(scope)
    const runInAsyncScope: typeof run = (...given) => {
      latest.domain = this
      return run(...given)
    }
    Object.assign(scope, { runInAsyncScope })
  }
}

/** That of the test that runs, or of the one around it; null where none is left. */
function living(): Domain | null {
  let { domain } = latest
  while (domain?.isOver === true) domain = domain.around
  return domain
}

let isListening = false

/** Where a test listens for itself, it alone is told. */
function listen(): void {
  if (isListening) return
  isListening = true
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    const isTakenElsewhere =
      process.hasUncaughtExceptionCaptureCallback() || process.listenerCount(origin) > 0
    if (origin === 'uncaughtException' && !isTakenElsewhere && tell(error, origin)) captureOnce()
  })
  process.on('unhandledRejection', (reason) => {
    if (process.listenerCount('unhandledRejection') > 1) return
    if (!tell(reason, 'unhandledRejection')) throw reason
  })
}

/** False where no test is left. */
function tell(error: unknown, kind: Kind): boolean {
  const domain = living()
  domain?.onerror(error, kind)
  return domain !== null
}

/** The program goes on: a test has failed by it, and the next one begins. */
function captureOnce(): void {
  process.setUncaughtExceptionCaptureCallback(() => {
    process.setUncaughtExceptionCaptureCallback(null)
  })
}
