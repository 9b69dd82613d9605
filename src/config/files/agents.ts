import { type AgentPlan } from '../../building/index.ts'
import { AI_PURPOSE, rangesOf, readRanges, readWordList, sharedRanges } from '../../client/index.ts'
import { type AgentPurpose, type MachineNames, type Snapshot } from '../../model/index.ts'
import { agentPlacesOf } from './agent-places.ts'
import { type FileRead, type Surroundings, fileAt, textIn } from './file-read.ts'
import { planSignature } from './signing-keys.ts'
import { quote } from '../text/mistake.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { type Config } from '../schema/schema.ts'

/** Checks that each crawler can prove itself, and its list. A list that is no good stops nobody. */
export function checkAgents(root: Place, report: Report, around: Surroundings): void {
  for (const agent of agentPlacesOf(root)) {
    checkProofs(agent, report)
    checkRanges(agent, report, around)
  }
  for (const key of LISTS) checkWordList(root, key, report, around)
}

function checkProofs({ value, keyOffset, children }: Place, report: Report): void {
  if (typeof value !== 'object' || value === null) return
  const isPlaced = children.has('ranges') || children.has('hostNames')
  if (!isPlaced && !children.has('signature')) {
    report.error(keyOffset, {
      code: 'PAART_AGENT',
      message: 'an agent without "ranges", "hostNames" and "signature" can never prove who it is',
    })
  }
  if (isPlaced && !children.has('userAgent')) {
    report.error(keyOffset, {
      code: 'PAART_AGENT',
      message:
        'an agent that is known by where it comes from has a "userAgent", which says that it is meant',
    })
  }
}

function checkRanges(agent: Place, report: Report, around: Surroundings): void {
  const file = textAt(agent, 'ranges')
  const why = file === null ? null : whyUnusable(fileAt(file, around))
  if (why === null) return
  report.warn(agent.children.get('ranges')?.offset ?? agent.offset, {
    code: 'PAART_RANGES',
    message: `the list ${quote(file)} ${why}: nobody is known by it`,
  })
}

/** Null for a list of ranges that can be used. */
export function whyUnusable(read: FileRead): string | null {
  if ('problem' in read) return read.problem
  const ranges = readRanges(read.text)
  return ranges.ok ? null : ranges.why
}

type ListKey = keyof typeof USUAL_PURPOSES

/** What a name is for that stands in a list without a purpose; null: it must have one. */
const USUAL_PURPOSES = { aiCrawlers: AI_PURPOSE, machines: null } as const satisfies Record<
  string,
  AgentPurpose | null
>

const LISTS = ['aiCrawlers', 'machines'] as const satisfies readonly ListKey[]

function checkWordList(root: Place, key: ListKey, report: Report, around: Surroundings): void {
  const place = root.children.get('lists')?.children.get(key)
  if (place === undefined || typeof place.value !== 'string') return
  const read = fileAt(place.value, around)
  const say = (message: string): void => report.error(place.offset, { code: 'PAART_LIST', message })
  if ('problem' in read) return say(`the file ${quote(place.value)} ${read.problem}`)
  const list = readWordList(read.text, USUAL_PURPOSES[key])
  if (!list.ok) say(`line ${list.line} of ${quote(place.value)} ${list.why}`)
}

export function planAgents(written: Config['agents'], around: Surroundings): readonly AgentPlan[] {
  return Object.entries(written ?? {}).map(([name, described]) => {
    const { userAgent: words = [], ranges, hostNames = [], purpose = null } = described
    const signature = planSignature(described.signature, around)
    const text = textIn(ranges, around)
    const known = text === null ? null : readRanges(text)
    const networks = known?.ok === true ? known.networks : []
    const ranged = sharedRanges(rangesOf(networks))
    return { name, purpose, words, ranges: ranged, hostSuffixes: hostNames, signature }
  })
}

/** Each null where the list that comes with the gate is not replaced. */
export function readNameLists(
  written: Config['lists'],
  around: Surroundings,
): Pick<Snapshot, 'aiCrawlers' | 'machineNames'> {
  const read = (key: ListKey): MachineNames | null => {
    if (written[key] === undefined) return null
    const list = readWordList(textIn(written[key], around) ?? '', USUAL_PURPOSES[key])
    return list.ok ? list.words : null
  }
  return { aiCrawlers: read('aiCrawlers'), machineNames: read('machines') }
}
