import { type ChildProcess, spawn } from 'node:child_process'
// Not the whole room: no page is needed here.
import { type Algorithm, decodeToken, solve } from '../../src/challenge-pages/proof/index.ts'

/**
 * Solves challenges in a process of its own, from the first one on: under coverage the same work takes ten times as long.
 * Run as a program it is that process.
 */
export function startSolver(): {
  readonly solve: (token: string, algorithm: Algorithm) => Promise<Buffer>
} {
  let started: ChildProcess | null = null
  return {
    solve: (token, algorithm) =>
      new Promise((resolve, reject) => {
        const child = (started ??= startProcess())
        child.channel?.ref()
        const take = (answer: { readonly token: string; readonly proof: string }): void => {
          if (answer.token !== token) return
          child.off('message', take).off('error', reject)
          if (child.listenerCount('message') === 0) child.channel?.unref()
          resolve(Buffer.from(answer.proof, 'base64'))
        }
        child.on('message', take)
        child.once('error', reject)
        child.send({ token, algorithm })
      }),
  }
}

function startProcess(): ChildProcess {
  // The test runner hands its coverage to every child; `env -i` takes all but the channel away.
  const channel = ['NODE_CHANNEL_FD=3', 'NODE_CHANNEL_SERIALIZATION_MODE=json']
  const child = spawn('env', ['-i', ...channel, process.execPath, import.meta.filename], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // A test that is over need not wait for it; without its parent it ends.
  child.unref()
  child.channel?.unref()
  return child
}

if (import.meta.main) {
  process.on('message', ({ token, algorithm }: { token: string; algorithm: Algorithm }) => {
    const bytes = decodeToken(token)
    const proof = bytes === null ? [] : [bytes, solve(bytes, {}, algorithm)]
    process.send?.({ token, proof: Buffer.concat(proof).toString('base64') })
  })
  process.on('disconnect', () => process.exit(0))
}
