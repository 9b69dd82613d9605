import { createHmac } from 'node:crypto'
import {
  PROOF_PARAMETERS,
  type ProofKey,
  type TokenFields,
  createAuditor,
  createDerivation,
  createUnit,
  openToken,
  sealToken,
  nameTagOf,
  solve,
} from '../src/challenge-pages/index.ts'
import { median } from './statistics.ts'

/** CPU of one operation, turn by turn. */
export interface ProofFigures {
  readonly operation: Operation
  readonly cpuMicroseconds: number
  readonly turns: readonly number[]
}

const OPERATIONS = [
  'unit',
  'hmac',
  'issue',
  'bogus',
  'valid',
  'derivation',
  'bogus-derived',
  'valid-derived',
] as const

type Operation = (typeof OPERATIONS)[number]

/** Operations of one turn: each turn takes some tens of milliseconds. */
const REPEATS: Readonly<Record<Operation, number>> = {
  unit: 500,
  hmac: 10_000,
  issue: 5_000,
  bogus: 500,
  valid: 250,
  derivation: 100,
  'bogus-derived': 100,
  'valid-derived': 50,
}

/** Turns before those that count. */
const WARM_UP_ROUNDS = 2

/** Turns of a round: these are short, and many make a better median. */
const TURNS = 5

const KEY: ProofKey = {
  tag: 0x70617274,
  token: new Uint8Array(32).fill(1),
  audit: new Uint8Array(32).fill(2),
}

const FIELDS: TokenFields = {
  kind: 'silent',
  risk: 1,
  clearance: 'worked',
  issuedAtSeconds: 1_800_000_000,
  run: 1,
  serial: 1,
  familyTag: 1,
  platformTag: 2,
  siteTag: nameTagOf('procedures'),
  order: null,
  stepsBack: 0,
  wayBack: '/inquiries/2026/overview?lang=lb',
}

/** Measures what proofs cost the gate, in this process, in turns forwards and backwards. */
export function measureProofs(rounds: number): readonly ProofFigures[] {
  const operations = prepare()
  const turns = new Map<Operation, number[]>(OPERATIONS.map((name) => [name, []]))
  const order = [...OPERATIONS, ...OPERATIONS.toReversed()]
  for (let round = -WARM_UP_ROUNDS; round < rounds * TURNS; round++) {
    for (const name of order) {
      const spent = cpuOf(operations[name], REPEATS[name])
      if (round >= 0) turns.get(name)?.push(spent)
    }
  }
  return OPERATIONS.map((operation) => {
    const own = turns.get(operation) ?? []
    return { operation, cpuMicroseconds: median(own), turns: own }
  })
}

function cpuOf(operation: () => void, repeats: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < repeats; i++) operation()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / repeats
}

/** From the submitted bytes to the verdict: opening the token, then the audit. */
function prepare(): Readonly<Record<Operation, () => void>> {
  const auditor = createAuditor()
  const unit = createUnit(PROOF_PARAMETERS)
  const seed = new Int32Array(8)
  const output = new Int32Array(2)
  const sealed = sealToken(FIELDS, KEY)
  const valid = solve(sealed)
  const bogus = valid.map((byte) => byte ^ 0xff)
  const derivation = createDerivation(PROOF_PARAMETERS.iterations)
  const validDerived = solve(sealed, {}, 'derived')
  const bogusDerived = validDerived.map((byte) => byte ^ 0xff)
  const judge = (tags: Uint8Array): boolean => {
    const token = openToken(sealed, (tag) => (tag === KEY.tag ? KEY : undefined))
    return token !== null && auditor.verify(sealed, token, tags, KEY)
  }
  if (!judge(valid) || !judge(validDerived) || judge(bogus) || judge(bogusDerived)) {
    throw new Error('the auditor is wrong: nothing to measure')
  }
  return {
    unit: () => unit(seed, 0, output),
    hmac: () => void createHmac('sha256', KEY.token).update(sealed).digest(),
    issue: () => void sealToken(FIELDS, KEY),
    bogus: () => void judge(bogus),
    valid: () => void judge(valid),
    derivation: () => void derivation(KEY.token, 0),
    'bogus-derived': () => void judge(bogusDerived),
    'valid-derived': () => void judge(validDerived),
  }
}
