import { type AgentPlan } from '../../building/index.ts'
import { rangesOf, readRanges, readWordList, sharedRanges } from '../../client/index.ts'
import { agentPlacesOf } from './agent-places.ts'
import { type FileRead, type Surroundings, fileAt, textIn } from './file-read.ts'
import { quote } from '../text/mistake.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { type Config } from '../schema/schema.ts'

/** Checks that each crawler can prove itself, and its list. A list that is no good stops nobody. */
export function checkAgents(root: Place, report: Report, around: Surroundings): void {
  for (const agent of agentPlacesOf(root)) {
    const isMap = typeof agent.value === 'object' && agent.value !== null
    if (isMap && !agent.children.has('ranges') && !agent.children.has('hostNames')) {
      report.error(agent.keyOffset, {
        code: 'PAART_AGENT',
        message: 'a crawler without "ranges" and "hostNames" can never prove who it is',
      })
    }
    checkRanges(agent, report, around)
  }
  checkWordList(root, report, around)
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

function checkWordList(root: Place, report: Report, around: Surroundings): void {
  const place = root.children.get('lists')?.children.get('aiCrawlers')
  if (place === undefined || typeof place.value !== 'string') return
  const read = fileAt(place.value, around)
  const say = (message: string): void => report.error(place.offset, { code: 'PAART_LIST', message })
  if ('problem' in read) return say(`the file ${quote(place.value)} ${read.problem}`)
  const list = readWordList(read.text)
  if (!list.ok) say(`line ${list.line} of ${quote(place.value)} ${list.why}`)
}

export function planAgents(written: Config['agents'], around: Surroundings): readonly AgentPlan[] {
  return Object.entries(written ?? {}).map(([name, { userAgent, ranges, hostNames = [] }]) => {
    const text = textIn(ranges, around)
    const known = text === null ? null : readRanges(text)
    const networks = known?.ok === true ? known.networks : []
    const ranged = sharedRanges(rangesOf(networks))
    return { name, words: userAgent, ranges: ranged, hostSuffixes: hostNames }
  })
}

/** Null where the list that comes with the gate is not replaced. */
export function readAiCrawlers(
  { aiCrawlers }: Config['lists'],
  around: Surroundings,
): ReadonlySet<string> | null {
  if (aiCrawlers === undefined) return null
  const list = readWordList(textIn(aiCrawlers, around) ?? '')
  return list.ok ? list.words : null
}
