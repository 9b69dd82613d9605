/**
 * `npm run bench:policies`: what a decision costs, and what counting costs, beside
 * rate-limiter-flexible, in one run.
 *
 * **Decisions.** A site with as many routes as its policy has rules, each with a path of its own, one
 * policy; requests for paths all over them. Compiled by the same code as a gate's configuration. With a
 * pass, as most requests come; and without, where the header fields of a browser are judged as well.
 *
 * **Growth.** A decision with one route and with as many as there are at most here, and with the counters of a gate
 * for one client and for as many, in turns: their ratio is what counts.
 *
 * **Counting.** One table of the size a gate has, filled with so many keys beforehand, then asked in an
 * order that no cache foresees; on two workers at once, each asks all keys. rate-limiter-flexible
 * counts in the memory of its own process, so two workers would count twice: it runs on one.
 *
 * **What to trust.** Nanoseconds of CPU of the thread that works: decisions are medians of several
 * turns. Differences below a fifth are noise. `-- --short` only shows that it works.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { measureDecisions } from './policies/decisions.ts'
import { measureGrowth } from './policies/growth.ts'
import { type CountingJob, countOnce, measureCounting } from './policies/counting.ts'
import { SHORT, WHOLE } from './policies/scale.ts'

if (isMainThread) {
  const scale = process.argv.includes('--short') ? SHORT : WHOLE
  for (const line of measureDecisions(scale)) console.log(line)
  for (const line of measureGrowth(scale)) console.log(line)
  for await (const line of measureCounting(import.meta.filename, scale)) console.log(line)
} else {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `measureCounting` sends
  parentPort?.postMessage(countOnce(workerData as CountingJob))
}
