import { type Imports, type Place, type Use, houseOf } from './house.ts'

/** How many lines a file has. */
export type LinesOf = (path: string) => number

/** How full the house is: the files of each folder and room, and the longest of them. */
export function tableOf(imports: Imports, linesOf: LinesOf): string {
  const rows: string[] = []
  const uses: Use[] = []
  for (const folder of houseOf(imports)) {
    rows.push(rowOf(folder.name, folder, linesOf))
    rows.push(...folder.rooms.map((room) => rowOf(`  ${room.name}`, room, linesOf)))
    uses.push(...folder.uses, ...folder.rooms.flatMap((room) => room.uses))
  }
  const upward = uses.filter(({ isUpward }) => isUpward).length
  return ['folder, room        files  longest', ...rows, `goes up: ${upward}`].join('\n')
}

function rowOf(title: string, { files }: Place, linesOf: LinesOf): string {
  const [longest = ''] = files.toSorted((a, b) => linesOf(b) - linesOf(a) || (a < b ? -1 : 1))
  const file = longest.slice(longest.lastIndexOf('/') + 1)
  return `${title.padEnd(20)}${String(files.length).padStart(5)}  ${linesOf(longest)} ${file}`
}
