import { type Folder, type Place, type Use, houseOf, type Imports } from './house.ts'

/** As wide as the lines of the sources are at most. */
const WIDTH = 100

const BEGIN = '<!-- house -->\n'
const END = '<!-- end of house -->'

/** The page with its picture drawn anew. @throws Error where the page has no place for it. */
export function withHouse(page: string, imports: Imports): string {
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error('the page has no place for the house')
  const picture = `\n\`\`\`\n${pictureOf(imports)}\`\`\`\n\n`
  return page.slice(0, from) + BEGIN + picture + page.slice(to)
}

/**
 * The folders as boxes, each on a floor above all that it imports; in a box what it stands on, and
 * its rooms in the order of their imports.
 */
export function pictureOf(imports: Imports): string {
  const floors = Map.groupBy(houseOf(imports), ({ height }) => height)
  return [...floors.values()].map((folders) => `${floorOf(folders)}\n`).join('')
}

function floorOf(folders: readonly Folder[]): string {
  const width = Math.floor((WIDTH - (folders.length - 1)) / folders.length)
  const texts = folders.map((folder) => linesOf(folder, width - '│  │'.length))
  const height = Math.max(...texts.map((lines) => lines.length))
  const boxes = folders.map(({ name }, at) => box(name, texts[at] ?? [], width, height))
  const rows = boxes[0]?.map((_, row) => boxes.map((lines) => lines[row]).join(' '))
  return rows?.join('\n') ?? ''
}

function box(
  name: string,
  lines: readonly string[],
  width: number,
  height: number,
): readonly string[] {
  const inner = width - '││'.length
  const padded = Array.from({ length: height }, (_, row) => ` ${lines[row] ?? ''}`.padEnd(inner))
  return [
    `┌─ ${name} `.padEnd(width - 1, '─') + '┐',
    ...padded.map((line) => `│${line}│`),
    `└${'─'.repeat(inner)}┘`,
  ]
}

function linesOf({ uses, rooms }: Folder, width: number): readonly string[] {
  const stands = uses.length === 0 ? ['on nothing'] : wrap(`on ${namesOf(uses)}`, '   ', width)
  return [...stands, ...rooms.flatMap((room) => roomLines(room, width))]
}

function roomLines({ name, uses }: Place, width: number): readonly string[] {
  const text = uses.length === 0 ? `▪ ${name}` : `▪ ${name} → ${namesOf(uses)}`
  return wrap(text, '    ', width)
}

function namesOf(uses: readonly Use[]): string {
  return uses.map(({ name, isUpward }) => (isUpward ? `↑${name}` : name)).join(' ')
}

/** Lines of whole words; those that follow the first are indented. */
function wrap(text: string, indent: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > width && line !== '') {
      lines.push(line)
      line = indent + word
    } else line = longer
  }
  return [...lines, line]
}
