import { type Family, type Label, type Sample, single } from './exposition.ts'
import { Histogram } from './histogram.ts'

/** How the store that gates share is doing; what is counted is counted since the gate started. */
export interface StoreReadings {
  readonly isUp: boolean
  /** Gates that ask it, this one among them. */
  readonly gates: number
  readonly keysTold: number
  readonly takingsForgotten: number
  /** To and from other gates. */
  readonly questions: readonly QuestionReadings[]
  readonly faults: readonly { readonly fault: string; readonly count: number }[]
  readonly calls: readonly { readonly call: string; readonly seconds: Histogram }[]
}

/** What gates asked and told each other about one thing. */
export interface QuestionReadings {
  readonly topic: string
  readonly answered: number
  readonly unanswered: number
  readonly told: number
  readonly heard: number
}

/** From a store in the same room to one that is about to be given up, in seconds. */
const CALL_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

const QUESTION_RESULTS = ['answered', 'unanswered', 'told'] as const

/** For what calls to a store take. */
export function callHistogram(): Histogram {
  return new Histogram(CALL_BUCKETS)
}

/** None where no store is asked. */
export function storeFamilies(readings: StoreReadings | null): readonly Family[] {
  if (readings === null) return []
  const { isUp, gates, keysTold, takingsForgotten, questions, faults, calls } = readings
  return [
    single('paart_store_up', {
      type: 'gauge',
      help: 'Whether the store that gates share answers: 1, or 0 where limits count at this gate alone.',
      value: isUp ? 1 : 0,
    }),
    single('paart_store_gates', {
      type: 'gauge',
      help: 'Gates that ask the same store, this one among them.',
      value: gates,
    }),
    single('paart_store_keys_total', {
      type: 'counter',
      help: 'Keys of limits that the store was told of or asked after, each as often as it was.',
      value: keysTold,
    }),
    single('paart_store_takings_forgotten_total', {
      type: 'counter',
      help: 'Requests that limits counted here and the store was never told of.',
      value: takingsForgotten,
    }),
    {
      name: 'paart_store_questions_total',
      type: 'counter',
      help: 'What this gate asked others and told them, by what it is about and what came of it.',
      samples: questions.flatMap(({ topic, ...counts }) =>
        QUESTION_RESULTS.map((result) => ({
          labels: [
            ['topic', topic],
            ['result', result],
          ],
          value: counts[result],
        })),
      ),
    },
    {
      name: 'paart_store_questions_heard_total',
      type: 'counter',
      help: 'What other gates asked this one and told it, by what it is about.',
      samples: questions.map(({ topic, heard }) => ({ labels: [['topic', topic]], value: heard })),
    },
    {
      name: 'paart_store_faults_total',
      type: 'counter',
      help: 'Times that the store could not be asked, or did not do what it was asked for.',
      samples: faults.map(({ fault, count }) => ({
        labels: [['fault', fault]],
        value: count,
      })),
    },
    {
      name: 'paart_store_call_seconds',
      type: 'histogram',
      help: 'What the store takes to answer, by what it is asked for.',
      samples: calls.flatMap(callSamples),
    },
  ]
}

function callSamples({ call, seconds }: StoreReadings['calls'][number]): readonly Sample[] {
  const labels: readonly Label[] = [['call', call]]
  let total = 0
  const buckets = seconds.counts.map((count, at): Sample => {
    total += count
    const le: Label = ['le', String(CALL_BUCKETS[at] ?? '+Inf')]
    return { suffix: '_bucket', labels: [...labels, le], value: total }
  })
  return [
    ...buckets,
    { suffix: '_sum', labels, value: seconds.sum },
    { suffix: '_count', labels, value: total },
  ]
}
