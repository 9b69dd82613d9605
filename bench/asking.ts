import { type ChildProcess } from 'node:child_process'

/** Sends one message to a program of ours and waits for its answer. */
export function askProgram<T>(child: ChildProcess, message: object, withinMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('a client of the benchmark does not answer'))
    const timer = setTimeout(fail, withinMs)
    child.once('exit', fail)
    child.once('message', (answer: T) => {
      clearTimeout(timer)
      child.removeListener('exit', fail)
      resolve(answer)
    })
    child.send(message)
  })
}
