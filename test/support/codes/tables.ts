import { FAULTS } from '../../../src/backends/index.ts'
import { EXIT } from '../../../src/cli/index.ts'
import { MISTAKE_CODES } from '../../../src/config/index.ts'
import {
  BACKEND_REASONS,
  CLOSED_FOR,
  DECISION_KINDS,
  DOOR_OUTCOMES,
  GATE_REASONS,
  MODE_REASONS,
  ORDER_REASONS,
  type Outcome,
  PASS_REASONS,
  POLICY_REASONS,
  REQUEST_REASONS,
  SIGNATURE_OUTCOMES,
  VISITS,
} from '../../../src/model/index.ts'
import { TOLD } from '../../../src/proxy/answers/answers.ts'
import { RELOAD_RESULTS } from '../../../src/record/index.ts'
import { NOTES } from '../../../src/record/notes.ts'
import { STORE_FAULTS } from '../../../src/store/index.ts'
import { metricRows } from './metrics.ts'

/** One table of docs/codes.md: the source knows the first columns, people write the others. */
export interface CodeTable {
  readonly known: readonly string[]
  readonly written: readonly string[]
  /** By code, the other columns that the source knows. */
  readonly rows: ReadonlyMap<string, readonly string[]>
}

const DO = 'what to do'

const DECISIONS = [
  ...DECISION_KINDS,
  'own',
  'error',
] as const satisfies readonly Outcome['decision'][]

/** Every list of codes that somebody can meet, by the name it has in the page. */
export const CODE_TABLES: Readonly<Record<string, CodeTable>> = {
  mistakes: meaningTable('code', 'means', MISTAKE_CODES, ['such as', DO]),
  decisions: wordTable('decision', DECISIONS, ['status', 'means']),
  request: meaningTable('reason: request', 'what happened', REQUEST_REASONS, ['status', DO]),
  backend: meaningTable('reason: backend', 'what happened', BACKEND_REASONS, ['status', DO]),
  answers: meaningTable('behind `backend-broke`', 'what was wrong', FAULTS, [DO]),
  gate: meaningTable('reason: gate', 'what happened', GATE_REASONS, ['status', DO]),
  pass: meaningTable('behind the clearance', 'why', PASS_REASONS, [DO]),
  policy: meaningTable('reason: policy', 'why', POLICY_REASONS, [DO]),
  orders: meaningTable('reason', 'why', ORDER_REASONS, [DO]),
  mode: meaningTable('reason: mode', 'why', MODE_REASONS, [DO]),
  signatures: meaningTable('signature', 'what came of it', SIGNATURE_OUTCOMES, [DO]),
  notes: meaningTable('message', 'what it says', NOTES, [DO]),
  problems: wordTable(
    'type',
    TOLD.map((word) => `urn:paart:${word}`),
    ['status', 'means', 'what a client does'],
  ),
  exits: wordTable('exit code', Object.values(EXIT).map(String), ['means', DO]),
  metrics: {
    known: ['metric', 'type', 'labels', 'counts or measures'],
    written: ['what to watch for'],
    rows: metricRows(),
  },
  doors: meaningTable('outcome', 'what happened', DOOR_OUTCOMES, [DO]),
  visits: meaningTable('visit', 'what happened', VISITS, [DO]),
  closed: meaningTable('why', 'what happened', CLOSED_FOR, [DO]),
  store: meaningTable('fault', 'what happened', STORE_FAULTS, [DO]),
  reloads: wordTable('result', RELOAD_RESULTS, ['means', DO]),
}

function meaningTable(
  what: string,
  means: string,
  meanings: Readonly<Record<string, string>>,
  written: readonly string[],
): CodeTable {
  const rows = Object.entries(meanings).map(([code, meaning]) => [code, [meaning]] as const)
  return { known: [what, means], written, rows: new Map(rows) }
}

function wordTable(what: string, words: readonly string[], written: readonly string[]): CodeTable {
  return { known: [what], written, rows: new Map(words.map((word) => [word, []])) }
}
