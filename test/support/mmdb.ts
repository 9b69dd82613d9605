/** What a test's database can hold. */
export type Entry = string | number | { readonly [key: string]: Entry }

/** Types of the data section (MaxMind DB 2.0). */
const TEXT = 2
const SHORT = 5
const WHOLE = 6
const MAP = 7
const LONG = 9
const LIST = 11

const META_MARKER = Buffer.from('\u{ab}\u{cd}\u{ef}MaxMind.com', 'latin1')
const SEPARATOR = Buffer.alloc(16)

type Child = number | { readonly data: number } | null

/** Writes a database of IPv4 and IPv6 networks as MaxMind's, with records of 32 bits. */
export function writeDatabase(entries: Readonly<Record<string, Entry>>): Buffer {
  const nodes: [Child, Child][] = [[null, null]]
  const data: Buffer[] = []
  let length = 0
  for (const [network, entry] of Object.entries(entries)) {
    place(nodes, bitsOf(network), { data: length })
    data.push(encode(entry))
    length += data.at(-1)?.length ?? 0
  }
  const tree = Buffer.alloc(nodes.length * 8)
  for (const [index, node] of nodes.entries()) {
    tree.writeUInt32BE(recordOf(node[0], nodes.length), index * 8)
    tree.writeUInt32BE(recordOf(node[1], nodes.length), index * 8 + 4)
  }
  return Buffer.concat([tree, SEPARATOR, ...data, META_MARKER, metadata(nodes.length)])
}

/** The same in memory that threads share. */
export function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length)
  new Uint8Array(memory).set(bytes)
  return memory
}

function place(nodes: [Child, Child][], bits: readonly (0 | 1)[], entry: Child): void {
  let at = 0
  for (const [depth, bit] of bits.entries()) {
    const node = nodes[at]
    if (node === undefined) throw new Error('a node is missing')
    if (depth === bits.length - 1) {
      node[bit] = entry
      return
    }
    const next = node[bit]
    at = typeof next === 'number' ? next : nodes.push([next, next]) - 1
    node[bit] = at
  }
}

/** IPv4 lies at the start of the tree: 96 zeros before it. */
function bitsOf(network: string): readonly (0 | 1)[] {
  const [address = '', length = '0'] = network.split('/')
  const isFour = !address.includes(':')
  const groups = isFour ? address.split('.').map(Number) : sixteenBitGroups(address)
  const text = groups.map((group) => group.toString(2).padStart(isFour ? 8 : 16, '0')).join('')
  const bits = (isFour ? '0'.repeat(96) : '') + text.slice(0, Number(length))
  return bits.split('').map((bit) => (bit === '1' ? 1 : 0))
}

function sixteenBitGroups(address: string): readonly number[] {
  const [left = [], right = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const filler = Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...filler, ...right].map((group) => parseInt(group, 16))
}

function recordOf(child: Child, nodeCount: number): number {
  if (child === null) return nodeCount
  return typeof child === 'number' ? child : nodeCount + SEPARATOR.length + child.data
}

function metadata(nodeCount: number): Buffer {
  const fields: readonly (readonly [string, Buffer])[] = [
    ['binary_format_major_version', whole(SHORT, 2)],
    ['binary_format_minor_version', whole(SHORT, 0)],
    ['build_epoch', whole(LONG, 1_800_000_000)],
    ['database_type', text('Test')],
    ['description', control(MAP, 0)],
    ['ip_version', whole(SHORT, 6)],
    ['languages', control(LIST, 0)],
    ['node_count', whole(WHOLE, nodeCount)],
    ['record_size', whole(SHORT, 32)],
  ]
  return Buffer.concat([
    control(MAP, fields.length),
    ...fields.flatMap(([name, value]) => [text(name), value]),
  ])
}

function encode(entry: Entry): Buffer {
  if (typeof entry === 'string') return text(entry)
  if (typeof entry === 'number') return whole(WHOLE, entry)
  const members = Object.entries(entry)
  return Buffer.concat([
    control(MAP, members.length),
    ...members.flatMap(([name, value]) => [text(name), encode(value)]),
  ])
}

function text(value: string): Buffer {
  return Buffer.concat([control(TEXT, value.length), Buffer.from(value)])
}

function whole(type: number, value: number): Buffer {
  const digits = value === 0 ? '' : value.toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([control(type, bytes.length), bytes])
}

/** Sizes below 29 stand in the first byte, sizes below 285 in one more. */
function control(type: number, size: number): Buffer {
  const written = Math.min(size, 29)
  const more = size >= 29 ? [size - 29] : []
  return type > 7
    ? Buffer.from([written, type - 7, ...more])
    : Buffer.from([(type << 5) | written, ...more])
}
