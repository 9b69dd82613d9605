import { resolve } from 'node:path'
import { type NetworkPlan } from '../../building/index.ts'
import { type NetworkRanges, isNetwork, rangesOf, sharedRanges } from '../../client/index.ts'
import { NETWORK_LINES_MAX } from '../schema/bounds.ts'
import { type FileRead, type Surroundings, fileAt, textIn } from './file-read.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { networkEntriesOf, networkListsOf } from './network-places.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Bad lines of one file that are named: whoever sees these knows what is wrong. */
const BAD_LINES_MAX = 5

/** Networks as the file writes them: a text is a network or the name of a list. */
export type NetworksConfig = readonly (string | NetworkFile)[]

interface NetworkFile {
  readonly file: string
}

/** Numbers lists of networks: each list and each file is read once, however many conditions name it. */
export class NetworkLists {
  readonly #around: Surroundings
  readonly #named: ReadonlyMap<string, readonly string[] | NetworkFile>
  /** By name, or by absolute path. */
  readonly #numbers = new Map<string, number>()
  readonly #all: NetworkRanges[] = []

  constructor(
    around: Surroundings,
    named: Readonly<Record<string, readonly string[] | NetworkFile>> = {},
  ) {
    this.#around = around
    this.#named = new Map(Object.entries(named))
  }

  /** All that have been named, by their numbers. */
  get all(): readonly NetworkRanges[] {
    return this.#all
  }

  /** The networks that are written out, and the numbers of the lists. */
  plan(written: NetworksConfig): NetworkPlan {
    const listed: number[] = []
    const networks: string[] = []
    for (const entry of written) {
      if (typeof entry !== 'string') listed.push(this.#file(entry))
      else if (isNetwork(entry)) networks.push(entry)
      else listed.push(this.#list(entry))
    }
    return { written: networks, listed }
  }

  #list(name: string): number {
    const list = this.#named.get(name) ?? []
    return 'file' in list ? this.#file(list) : this.#numberOf(name, () => list)
  }

  #file({ file }: NetworkFile): number {
    const path = resolve(this.#around.folder, file)
    return this.#numberOf(path, () => {
      return linesOf(textIn(file, this.#around) ?? '').map(({ network }) => network)
    })
  }

  #numberOf(key: string, read: () => readonly string[]): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#all.push(sharedRanges(rangesOf(read()))) - 1
    this.#numbers.set(key, number)
    return number
  }
}

/** One line that says something. */
interface Line {
  readonly number: number
  readonly network: string
}

/** Without remarks, which begin with `#` or, as in some published lists, with `;`. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const network = line.split(/[#;]/, 1)[0]?.trim() ?? ''
    if (network !== '') lines.push({ number: index + 1, network })
  }
  return lines
}

/** Checks every file of networks and every name of a list. */
export function checkNetworks(root: Place, report: Report, around: Surroundings): void {
  const lists = networkListsOf(root)
  const entries = networkEntriesOf(root)
  const checked = new Set<string>()
  for (const place of [...lists.values(), ...entries]) {
    const file = textAt(place, 'file')
    const path = file === null ? '' : resolve(around.folder, file)
    if (file === null || checked.has(path)) continue
    checked.add(path)
    reportBadFile(place, { file, read: fileAt(file, around), report })
  }
  for (const entry of entries) checkListName(entry, lists, report)
}

function checkListName(place: Place, lists: ReadonlyMap<string, Place>, report: Report): void {
  const name = place.value
  if (typeof name !== 'string' || isNetwork(name) || lists.has(name) || !/^[A-Za-z]/.test(name))
    return
  report.error(place.offset, {
    code: 'PAART_UNKNOWN_NETWORKS',
    message: `no list of networks ${quote(name)} is described`,
    hint: meant(name, lists.keys()) ?? 'lists are described under "networks"',
  })
}

function reportBadFile(
  place: Place,
  { file, read, report }: { file: string; read: FileRead; report: Report },
): void {
  const at = place.children.get('file')?.offset ?? place.offset
  const say = (message: string): void => report.error(at, { code: 'PAART_NETWORK_FILE', message })
  if ('problem' in read) return say(`the file ${quote(file)} ${read.problem}`)
  const lines = linesOf(read.text)
  if (lines.length > NETWORK_LINES_MAX) {
    return say(`${quote(file)} holds more than ${NETWORK_LINES_MAX} networks`)
  }
  const bad = lines.filter(({ network }) => !isNetwork(network))
  for (const { number, network } of bad.slice(0, BAD_LINES_MAX)) {
    say(`line ${number} of ${quote(file)} is no address and no network: ${quote(network)}`)
  }
  if (bad.length > BAD_LINES_MAX)
    say(`and ${bad.length - BAD_LINES_MAX} more lines of ${quote(file)}`)
}
