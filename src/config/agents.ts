import { resolve } from 'node:path'
import { compileNetworks, readRanges, readWordList } from '../client/index.ts'
import { type Agent } from '../model/index.ts'
import { agentPlacesOf } from './agent-places.ts'
import { type FileRead, type FilesRead } from './file-read.ts'
import { quote } from './mistake.ts'
import { type Place, textAt } from './place.ts'
import { type Report } from './report.ts'
import { type Config } from './schema.ts'

/** Where files stand and what was read of them. */
interface Given {
  readonly folder: string
  readonly files: FilesRead
}

/** Checks that each crawler can prove itself, and its list. A list that is no good stops nobody. */
export function checkAgents(root: Place, report: Report, given: Given): void {
  for (const agent of agentPlacesOf(root)) {
    const isMap = typeof agent.value === 'object' && agent.value !== null
    if (isMap && !agent.children.has('ranges') && !agent.children.has('hostNames')) {
      report.error(agent.keyOffset, {
        code: 'PAART_AGENT',
        message: 'a crawler without "ranges" and "hostNames" can never prove who it is',
      })
    }
    checkRanges(agent, report, given)
  }
  checkWordList(root, report, given)
}

function checkRanges(agent: Place, report: Report, { folder, files }: Given): void {
  const file = textAt(agent, 'ranges')
  if (file === null) return
  const why = whyUnusable(files.get(resolve(folder, file)))
  if (why === null) return
  report.warn(agent.children.get('ranges')?.offset ?? agent.offset, {
    code: 'PAART_RANGES',
    message: `the list ${quote(file)} ${why}: nobody is known by it`,
  })
}

/** Null for a list of ranges that can be used. */
export function whyUnusable(read: FileRead | undefined): string | null {
  if (read === undefined) return 'was not read'
  if ('problem' in read) return read.problem
  const ranges = readRanges(read.text)
  return ranges.ok ? null : ranges.why
}

function checkWordList(root: Place, report: Report, { folder, files }: Given): void {
  const place = root.children.get('lists')?.children.get('aiCrawlers')
  if (place === undefined || typeof place.value !== 'string') return
  const read = files.get(resolve(folder, place.value))
  const say = (message: string): void => report.error(place.offset, { code: 'PAART_LIST', message })
  if (read === undefined) return say(`the file ${quote(place.value)} was not read`)
  if ('problem' in read) return say(`the file ${quote(place.value)} ${read.problem}`)
  const list = readWordList(read.text)
  if (!list.ok) say(`line ${list.line} of ${quote(place.value)} ${list.why}`)
}

export function buildAgents(written: Config['agents'], { folder, files }: Given): Agent[] {
  return Object.entries(written ?? {}).map(([name, { userAgent, ranges, hostNames = [] }]) => {
    const read = ranges === undefined ? undefined : files.get(resolve(folder, ranges))
    const known = read !== undefined && 'text' in read ? readRanges(read.text) : null
    const networks = known?.ok === true ? known.networks : []
    return { name, words: userAgent, ranges: compileNetworks(networks), hostSuffixes: hostNames }
  })
}

/** Null where the list that comes with the gate is not replaced. */
export function buildAiCrawlers(
  { aiCrawlers }: Config['lists'],
  { folder, files }: Given,
): ReadonlySet<string> | null {
  if (aiCrawlers === undefined) return null
  const read = files.get(resolve(folder, aiCrawlers))
  const list = readWordList(read !== undefined && 'text' in read ? read.text : '')
  return list.ok ? list.words : null
}
