import { fork } from 'node:child_process'
import { decodeToken, solve } from '../../src/challenge-pages/index.ts'

/**
 * Solves challenges in a process of its own: under coverage the same work takes ten times as long.
 * Run as a program it is that process.
 */
export function startSolver(): { readonly solve: (token: string) => Promise<Buffer> } {
  const child = fork(import.meta.filename, { env: { PATH: process.env['PATH'] }, execArgv: [] })
  // A test that is over need not wait for it; without its parent it ends.
  child.unref()
  child.channel?.unref()
  return {
    solve: (token) =>
      new Promise((resolve, reject) => {
        child.channel?.ref()
        const take = (answer: { readonly token: string; readonly proof: string }): void => {
          if (answer.token !== token) return
          child.off('message', take)
          if (child.listenerCount('message') === 0) child.channel?.unref()
          resolve(Buffer.from(answer.proof, 'base64'))
        }
        child.on('message', take)
        child.once('error', reject)
        child.send(token)
      }),
  }
}

if (import.meta.main) {
  process.on('message', (token: string) => {
    const bytes = decodeToken(token)
    const proof = bytes === null ? [] : [bytes, solve(bytes)]
    process.send?.({ token, proof: Buffer.concat(proof).toString('base64') })
  })
  process.on('disconnect', () => process.exit(0))
}
