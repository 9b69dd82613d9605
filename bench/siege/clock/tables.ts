import { type Row, cpuSecondsOf, lostWhere } from '../row.ts'
import { type Met, Scene, metLine, nothingMet } from './scene.ts'

/** More than there are places for rates, and for counts (SECURITY.md). */
const RATES = 5_000_000
const COUNTS = 1_000_000

/** Citizens of each kind; each loads so many pages. */
const CITIZENS = 500
const PAGES = 10

/**
 * The tables that all workers share, full to the last place of what nobody asks for again, as if header names
 * had filled them: by sockets an hour would not do, and one network has 1,024 places for each limit.
 */
export function tablesRow(): Row {
  const started = process.cpuUsage()
  const control = visit(new Scene())
  const scene = new Scene()
  scene.fill(RATES, COUNTS)
  const { holders, readers } = visit(scene)
  return {
    name: `tables that are full: ${RATES} rates and ${COUNTS} counts made up`,
    lost: lostWhere({
      'a holder of a pass was not let through': holders.decisions.pass === holders.requests,
      'a reader was not let through': readers.decisions.pass === readers.requests,
    }),
    attacker: [
      'all places; one network is given 1,024 of them for each limit that asks for header fields',
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
