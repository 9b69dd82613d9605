import { CODE_TABLES, type CodeTable } from './tables.ts'

const TABLE = /<!-- table: (\w+) -->\n([^]*?)<!-- end of table -->/g

/** By table and code, what the page says: all columns behind the code. */
export type ReadTables = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

/** Reads the tables of docs/codes.md. */
export function readTables(page: string): ReadTables {
  return new Map([...page.matchAll(TABLE)].map(([, name = '', body = '']) => [name, rowsOf(body)]))
}

function rowsOf(body: string): ReadonlyMap<string, readonly string[]> {
  const lines = body.split('\n').filter((line) => line.startsWith('| `'))
  return new Map(
    lines.map((line) => {
      const [, code = '', ...cells] = line.split('|').map((cell) => cell.trim())
      return [code.replaceAll('`', ''), cells.slice(0, -1)]
    }),
  )
}

/**
 * Makes the tables of docs/codes.md anew: a row for each code there is, in the order of the alphabet.
 * What people wrote beside a code stays; a code that is new has nothing beside it.
 */
export function withTables(page: string): string {
  return page.replaceAll(TABLE, (whole, name: string, body: string) => {
    const table = CODE_TABLES[name]
    if (table === undefined) return whole
    return `<!-- table: ${name} -->\n\n${made(table, rowsOf(body))}\n<!-- end of table -->`
  })
}

function made({ known, written, rows }: CodeTable, before: ReturnType<typeof rowsOf>): string {
  const heads = [...known, ...written]
  const lines = [...rows].toSorted(byCode).map(([code, cells]) => {
    const kept = (before.get(code) ?? []).slice(-written.length)
    return [`\`${code}\``].concat(
      cells,
      written.map((_, at) => kept[at] ?? ''),
    )
  })
  return [heads, heads.map(() => '---'), ...lines].map((row) => `| ${row.join(' | ')} |\n`).join('')
}

/** Capitals among the others: an operator looks a word up. */
function byCode([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1
}
