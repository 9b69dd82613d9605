import {
  type Met,
  type Person,
  Scene,
  metLine,
  nothingMet,
  paidSeconds,
  passesText,
  refusedOf,
} from './scene.ts'
import { randomFrom } from '../../../test/support/random.ts'
import { type Row, cpuSecondsOf, lostWhere, paidText, shareOf } from '../row.ts'

/** Citizens of each kind; each loads a page in 40 seconds, so 15 in ten minutes. */
const CITIZENS = 100
const CITIZEN_MS = 40_000
const HOME_MS = 10_000

/** What the application can be asked for without passes in a minute (`whole route` of the example). */
const BUDGET_PER_MINUTE = 3_000
const BUDGET_BURST = 1_000
const FREE_LOOKS = 20

interface Citizens {
  /** With a pass, in a network of their own. */
  readonly holders: Met
  /** Without, and within the looks that are free. */
  readonly readers: Met
  /** Without, each in a network of the swarm. */
  readonly neighbours: Met
}

/** So many networks ask once in ten seconds each for the same route; `solves`: with a browser that earns passes. */
export function swarmRow(
  { homes, minutes, passMs }: { homes: number; minutes: number; passMs: number },
  solves: boolean,
): Row {
  const control = run({ homes, minutes }, 'none')
  const started = process.cpuUsage()
  const { swarm, citizens } = run({ homes, minutes }, solves ? 'solves' : 'solves nothing')
  const cpu = cpuSecondsOf(process.cpuUsage(started))
  const through = swarm.decisions.pass
  const allowed = homes * FREE_LOOKS * (minutes / 10) + BUDGET_BURST + BUDGET_PER_MINUTE * minutes
  const paid = paidSeconds(swarm, passMs)
  return {
    name: `swarm of ${homes} networks x one request in 10 s, ${minutes} min${solves ? ', with a browser' : ''}`,
    lost: lostWhere({
      'more than the limit and the free looks came through': through <= allowed,
      'a holder of a pass was not let through': isAllLetThrough(citizens.holders),
      'a free look was not let through': isAllLetThrough(citizens.readers),
      'a citizen was refused': refusedOf(citizens.neighbours) === 0,
    }),
    attacker: [
      `${through} of ${swarm.requests} requests let through (${shareOf(through, swarm.requests)}); ${Math.round(through / minutes / 60)}/s`,
      `${swarm.decisions.challenge} checks, ${passesText(swarm)}, 0 forms, ${refusedOf(swarm)} refused`,
      paidText(paid, through),
    ],
    citizens: [
      metLine('holders of passes', citizens.holders, control.citizens.holders),
      metLine('within free looks', citizens.readers, control.citizens.readers),
      metLine('in networks of the swarm', citizens.neighbours, control.citizens.neighbours),
    ],
    gate: `${cpu.toFixed(1)} CPU s of the gate's policies, no sockets`,
  }
}

function run(
  { homes, minutes }: { homes: number; minutes: number },
  swarms: 'none' | 'solves' | 'solves nothing',
): { readonly swarm: Met; readonly citizens: Citizens } {
  const scene = new Scene()
  const swarm = nothingMet()
  const citizens = { holders: nothingMet(), readers: nothingMet(), neighbours: nothingMet() }
  const bots = Array.from({ length: homes }, (_, i) =>
    personAt(swarmAddress(i), { solves: swarms === 'solves' }),
  )
  const people = Array.from({ length: 3 * CITIZENS }, (_, i) => citizenOf(i, homes))
  const groups = [citizens.holders, citizens.readers, citizens.neighbours]
  const random = randomFrom(14)
  let visits = 0
  let comesMs = 0
  for (let turn = 0; (turn * HOME_MS) / homes < minutes * 60_000; turn++) {
    const afterMs = (turn * HOME_MS) / homes
    for (; comesMs <= afterMs; visits++) {
      const next = visits % people.length
      const person = people[next]
      const met = groups[next % groups.length]
      if (person === undefined || met === undefined) break
      scene.visit(person, `/search?q=${visits}`, { afterMs, met })
      // At any moment of their share of the time, so that they meet the swarm as it comes.
      comesMs = ((visits + 1 + random()) * CITIZEN_MS) / people.length
    }
    const bot = bots[turn % homes]
    if (swarms === 'none' || bot === undefined) continue
    scene.visit(bot, `/search?q=a&page=${turn}`, { afterMs, met: swarm })
  }
  return { swarm, citizens }
}

function isAllLetThrough({ decisions, requests }: Met): boolean {
  return decisions.pass === requests
}

function personAt(address: string, given: Partial<Person> = {}): Person {
  return { address, holdsPass: false, solves: false, ...given }
}

function swarmAddress(index: number): string {
  return `100.${64 + (index >> 8)}.${index & 255}.7`
}

function citizenOf(index: number, homes: number): Person {
  switch (index % 3) {
    case 0:
      return personAt(`192.${index >> 8}.${index & 255}.9`, { holdsPass: true })
    case 1:
      return personAt(`193.${index >> 8}.${index & 255}.9`)
    default: {
      const address = swarmAddress(index % homes).replace(/7$/, '9')
      return personAt(address, { solves: true })
    }
  }
}
