import { type Test } from 'tap'
import { answer, type RecordingOrigin, startOrigin } from './recording-origin.ts'

/** A backend that keeps what asks for `/slow` waiting until it is let go. */
export interface WaitingOrigin extends RecordingOrigin {
  /** Those that wait, in the order in which they came; the test takes out whom it lets go. */
  readonly letGo: (() => void)[]
}

/** It answers with the target of the request. */
export async function startWaitingOrigin(t: Pick<Test, 'teardown'>): Promise<WaitingOrigin> {
  const letGo: (() => void)[] = []
  const origin = await startOrigin({
    async respond({ target }) {
      if (target === '/slow') await new Promise<void>((resolve) => letGo.push(resolve))
      return answer({ status: 200, body: target })
    },
  })
  t.teardown(origin.close)
  return { ...origin, letGo }
}
