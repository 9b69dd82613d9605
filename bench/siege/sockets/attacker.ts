import { type AttackJob, type AttackOrder, type Spoils } from './attacks.ts'
import { Member, type MemberEvents } from './member.ts'

/** An attacker, in a process of its own; obeys one order after the other. */

/** Whoever is lost comes again after this pause: sooner would cost the attacker as much as the gate. */
const AGAIN_MS = 4_000

/** Opened at the same time: the queue of a listening socket holds 511. */
const OPENING_MAX = 64

/** Each takes a sip so often; a part of them at a time. */
const SIP_MS = 1_000
const PARTS = 20

const MIB = 1024 * 1024

class Attacker {
  readonly #job: AttackJob
  readonly #members = new Set<Member>()
  readonly #statuses: Record<number, number> = {}
  readonly #sipping: NodeJS.Timeout
  readonly #events: MemberEvents = {
    onAsked: () => this.#asked++,
    onSent: (bytes) => void (this.#sent += bytes),
    onReceived: (bytes) => void (this.#received += bytes),
    onStatus: (status) => this.#count(status),
    onOpened: () => this.#opened(),
    onClosed: (member) => this.#lose(member),
  }
  #waiting: number
  #opening = 0
  #joined = 0
  #asked = 0
  #sent = 0
  #received = 0
  #part = 0
  #isOver = false

  constructor(job: AttackJob) {
    this.#job = job
    this.#waiting = job.connections
    this.#sipping = setInterval(() => this.#sip(), SIP_MS / PARTS)
    this.#fill()
  }

  end(): Spoils {
    this.#isOver = true
    clearInterval(this.#sipping)
    const open = this.#members.size
    for (const member of this.#members) member.leave()
    return {
      open,
      asked: this.#asked,
      statuses: this.#statuses,
      sentMiB: this.#sent / MIB,
      receivedMiB: this.#received / MIB,
    }
  }

  #fill(): void {
    while (!this.#isOver && this.#waiting > 0 && this.#opening < OPENING_MAX) {
      this.#waiting--
      this.#opening++
      this.#members.add(new Member(this.#job, this.#joined++, this.#events))
    }
  }

  #opened(): void {
    this.#opening--
    this.#fill()
  }

  #lose(member: Member): void {
    this.#members.delete(member)
    if (this.#isOver) return
    if (member.isUnanswered) this.#count(0)
    setTimeout(() => {
      this.#waiting++
      this.#fill()
    }, AGAIN_MS)
  }

  #count(status: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1
  }

  #sip(): void {
    if (this.#job.manner !== 'sip') return
    this.#part = (this.#part + 1) % PARTS
    let place = 0
    for (const member of this.#members) if (place++ % PARTS === this.#part) member.sip()
  }
}

let attacker: Attacker | null = null

function obey(order: AttackOrder): Spoils | null {
  if (order.order === 'end') return attacker?.end() ?? null
  attacker = new Attacker(order.job)
  return null
}

process.once('disconnect', () => process.exit())
process.on('message', (order: AttackOrder) => process.send?.({ spoils: obey(order) }))
