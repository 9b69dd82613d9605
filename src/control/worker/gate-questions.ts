import { type GateAnswers, type GateQuestion, type GateTold } from '../../model/index.ts'
import { type GateSpeech } from '../../proxy/index.ts'
import { type FromWorker } from '../crew/messages.ts'

/** Of the time in which an answer is wanted, what the way between two threads takes on a machine that is busy. */
const WAY_MS = 20

/** Nobody has answered in time. */
const LATE: GateAnswers = { answers: [], unanswered: 1 }

/** What a worker asks other gates, through the main thread. Bounded by `OtherGates`, which alone asks here. */
export class GateQuestions implements GateSpeech {
  readonly #say: (message: FromWorker) => void
  readonly #waiting = new Map<number, (answers: GateAnswers) => void>()
  #last = 0

  constructor(say: (message: FromWorker) => void) {
    this.#say = say
  }

  ask(question: GateQuestion): Promise<GateAnswers> {
    const { promise, resolve } = Promise.withResolvers<GateAnswers>()
    const id = ++this.#last
    const { deadlineMs } = question
    const settle = (answers: GateAnswers): void => {
      clearTimeout(timer)
      this.#waiting.delete(id)
      resolve(answers)
    }
    const timer = setTimeout(() => settle(LATE), deadlineMs)
    this.#waiting.set(id, settle)
    this.#say({ kind: 'asks', id, question: { ...question, deadlineMs: deadlineMs - WAY_MS } })
    return promise
  }

  tell(told: GateTold): void {
    this.#say({ kind: 'tells', told })
  }

  /** What comes after its time is for nobody. */
  hear(id: number, answers: GateAnswers): void {
    this.#waiting.get(id)?.(answers)
  }
}
