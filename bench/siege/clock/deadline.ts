import { randomFrom, wholeBelow } from '../../../test/support/random.ts'
import { type Row, cpuSecondsOf, lostWhere, shareOf } from '../row.ts'
import {
  type Met,
  type Person,
  Scene,
  metLine,
  nothingMet,
  passesOf,
  passesText,
  refusedOf,
} from './scene.ts'

/** What each citizen loads within the hour: the form and pages on the way to it. */
const PAGES = ['/', '/search?q=form', '/inquiries/1', '/information', '/inquiries/1', '/account']
const TURNS = 3
const HOUR_MS = 3_600_000

/** From the first page to the last one; citizens come at any time of the hour that leaves them this. */
const STAY_MS = 600_000

/** A bot loads a page a second, and solves nothing. */
const BOT_MS = 1_000

interface Visit {
  readonly person: Person
  readonly path: string
  readonly afterMs: number
  readonly met: Met
}

/**
 * A deadline day: half of the citizens in one IPv4 /20, half in one IPv6 /32, an hour; with bots among them
 * or without. Every citizen solves the check where it is asked for.
 */
export function deadlineRow({ citizens, bots }: { citizens: number; bots: number }): Row {
  const control = run({ citizens, bots: 0 })
  const started = process.cpuUsage()
  const { people, robots, busiest } = run({ citizens, bots })
  const cpu = cpuSecondsOf(process.cpuUsage(started))
  const through = robots.decisions.pass
  return {
    name: `deadline day: ${citizens} citizens of one /20 and one IPv6 /32 in an hour, ${bots} bots among them`,
    lost: lostWhere({
      'a citizen was refused': refusedOf(people) === 0,
      'a citizen was checked twice': passesOf(people) <= citizens,
    }),
    attacker: [
      bots === 0
        ? 'none'
        : `${through} of ${robots.requests} requests let through (${shareOf(through, robots.requests)}), ${refusedOf(robots)} refused`,
    ],
    citizens: [
      metLine('all', people, control.people),
      `${passesText(people)} for ${citizens}; the busiest network earned ${busiest} in ten minutes`,
    ],
    gate: `${cpu.toFixed(1)} CPU s of the gate's policies, no sockets`,
  }
}

function run({ citizens, bots }: { citizens: number; bots: number }): {
  readonly people: Met
  readonly robots: Met
  readonly busiest: number
} {
  const scene = new Scene()
  const random = randomFrom(20)
  const people = nothingMet()
  const robots = nothingMet()
  const visits: Visit[] = []
  for (let i = 0; i < citizens; i++) {
    const person = { address: addressOf(i), holdsPass: false, solves: true }
    const comesMs = wholeBelow(random, HOUR_MS - STAY_MS)
    for (let page = 0; page < PAGES.length * TURNS; page++) {
      const path = PAGES[page % PAGES.length] ?? '/'
      visits.push({ person, path, afterMs: comesMs + wholeBelow(random, STAY_MS), met: people })
    }
  }
  for (let i = 0; i < bots; i++) {
    const person = { address: addressOf(i * 39), holdsPass: false, solves: false }
    for (let afterMs = 0; afterMs < HOUR_MS; afterMs += BOT_MS) {
      visits.push({ person, path: `/search?q=${afterMs}`, afterMs, met: robots })
    }
  }
  const earned = new Map<string, number>()
  for (const visit of visits.toSorted((a, b) => a.afterMs - b.afterMs)) {
    const before = passesOf(people)
    scene.visit(visit.person, visit.path, visit)
    if (passesOf(people) > before) noteEarned(earned, visit)
  }
  return { people, robots, busiest: Math.max(0, ...earned.values()) }
}

/** By network and ten minutes, as passes of a network are counted. */
function noteEarned(earned: Map<string, number>, { person, afterMs }: Visit): void {
  const network = person.address.replace(/(?:\.\d+|[0-9a-f]{2}::\d+)$/, '')
  const slot = `${network} ${Math.floor(afterMs / 600_000)}`
  earned.set(slot, (earned.get(slot) ?? 0) + 1)
}

/** All networks of a /20, in turns; homes of a /32, each with a /56. */
function addressOf(index: number): string {
  const half = index >> 1
  if (index % 2 === 1) {
    return `2001:db8:${(half >> 8).toString(16)}:${((half & 255) << 8).toString(16)}::7`
  }
  return `198.51.${96 + (half % 16)}.${(half >> 4) % 256}`
}
