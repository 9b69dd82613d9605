import { type Row, cpuSecondsOf, lostWhere } from '../row.ts'
import { type Met, Scene, metLine, nothingMet } from './scene.ts'

/** Citizens of each kind; each loads so many pages. */
const CITIZENS = 500
const PAGES = 10

/**
 * The tables that all workers share, at their full size, with so many entries that nobody asks for again, as if
 * header names had made them: by sockets that takes too long, and one network has 1,024 places for each limit.
 * There are some 3.6 million places for rates, and 650,000 for counts.
 */
export function tablesRow({ rates, counts }: { rates: number; counts: number }): Row {
  const started = process.cpuUsage()
  const control = visit(new Scene())
  const scene = new Scene()
  scene.fill(rates, counts)
  const { holders, readers } = visit(scene)
  return {
    name: `tables of the full size with ${rates} rates and ${counts} counts made up, by a clock`,
    lost: lostWhere({
      'a holder of a pass was not let through': holders.decisions.pass === holders.requests,
      'a reader was not let through': readers.decisions.pass === readers.requests,
    }),
    attacker: [
      'places, made by the bench: one network is given 1,024 for each limit that asks for header fields',
    ],
    citizens: [
      metLine('holders of passes', holders, control.holders),
      metLine('others', readers, control.readers),
    ],
    gate: `${cpuSecondsOf(process.cpuUsage(started)).toFixed(1)} CPU s with filling them, no sockets`,
  }
}

function visit(scene: Scene): { readonly holders: Met; readonly readers: Met } {
  const holders = nothingMet()
  const readers = nothingMet()
  for (let i = 0; i < CITIZENS * PAGES; i++) {
    const [place, afterMs] = [i % CITIZENS, i * 10]
    const from = (half: number): string => `${half}.${place >> 8}.${place & 255}.9`
    const person = { holdsPass: false, solves: false }
    const path = `/information?page=${i}`
    scene.visit({ ...person, address: from(192), holdsPass: true }, path, { afterMs, met: holders })
    scene.visit({ ...person, address: from(193) }, path, { afterMs, met: readers })
  }
  return { holders, readers }
}
