/** Characters of a token. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const BLANK_BEFORE_COLON = new RegExp(`^(${TOKEN})[ \\t]+:`)
const SIZE_LINE = /^([0-9A-Fa-f]+)[ \t]*(?:;[^\r\n]*)?\r\n/

/**
 * The plain spelling of an answer in one of the spellings that the gate reads and llhttp does not, or says otherwise: a
 * head whose lines end with LF alone, a blank before a colon, two lengths that are the same, a length beside
 * chunks, an answer before the answer that says `close`, blanks and extensions behind the size of a chunk. What is
 * in none of these stays as it is.
 */
export function plainOf(answer: string, method: string): string {
  const heads: string[] = []
  let rest = answer
  for (;;) {
    const head = headIn(rest)
    if (head === null) return heads.join('') + rest
    rest = rest.slice(head.length)
    const lines = linesOf(head)
    const status = Number(
      /^HTTP\/\d\.\d (\d{3})/.exec(lines.find((line) => line !== '') ?? '')?.[1],
    )
    if (status >= 100 && status < 200) heads.push(textOf(withoutClose(lines)))
    else {
      const isChunked = isInChunks(valuesIn(lines, 'transfer-encoding').join())
      const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
      const body = isChunked && hasBody ? plainChunks(rest) : rest
      return heads.join('') + textOf(withOneLength(lines, isChunked)) + body
    }
  }
}

/** From the first line to the empty one; null where none of both ways to end lines is kept to. */
function headIn(text: string): string | null {
  const [begun = ''] = /^(?:\r\n|\n)*/.exec(text) ?? []
  const counted = text.slice(begun.length)
  const isBare = /^[^\r\n]*\n/.test(counted)
  const end = isBare ? '\n\n' : '\r\n\r\n'
  const at = counted.indexOf(end)
  if (at < 0) return null
  const head = counted.slice(0, at + end.length)
  const isMixed = isBare ? head.includes('\r') : /(?<!\r)\n/.test(head)
  return isMixed ? null : begun + head
}

function linesOf(head: string): readonly string[] {
  return head
    .split(/\r?\n/)
    .slice(0, -1)
    .map((line) => line.replace(BLANK_BEFORE_COLON, '$1:'))
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('')
}

function isNamed(line: string, name: string): boolean {
  return line.toLowerCase().startsWith(`${name}:`)
}

function valuesIn(lines: readonly string[], name: string): readonly string[] {
  return lines
    .filter((line) => isNamed(line, name))
    .map((line) => line.slice(name.length + 1).trim())
}

function withoutClose(lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const tokens = valuesIn([line], 'connection').flatMap((value) => value.split(','))
    const isClosing = tokens.some((token) => token.trim().toLowerCase() === 'close')
    return isClosing ? line.replace(/^[^:]+/, 'X-Connection') : line
  })
}

/** Whether the last of several codings is that. */
function isInChunks(codings: string): boolean {
  return codings.toLowerCase().split(',').at(-1)?.trim() === 'chunked'
}

function withOneLength(lines: readonly string[], isChunked: boolean): readonly string[] {
  const lengths = valuesIn(lines, 'content-length')
  const isSame = lengths.every((length) => /^\d+$/.test(length) && +length === Number(lengths[0]))
  if (!isSame) return lines
  let seen = 0
  return lines.map((line) => {
    if (!isNamed(line, 'content-length')) return line
    return isChunked || seen++ > 0 ? line.replace(/^[^:]+/, 'X-Length') : line
  })
}

function plainChunks(text: string): string {
  let plain = ''
  let rest = text
  for (;;) {
    const [line, size] = SIZE_LINE.exec(rest) ?? []
    if (line === undefined || size === undefined) return plain + rest
    const length = Number.parseInt(size, 16)
    const end = line.length + length + (length === 0 ? 0 : 2)
    plain += `${size}\r\n${rest.slice(line.length, end)}`
    rest = rest.slice(end)
    if (length === 0) return plain + plainTrailers(rest)
    if (rest === '') return plain
  }
}

function plainTrailers(text: string): string {
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n')
  if (end < 0) return text
  const lines = text.slice(0, end).split('\r\n')
  const plain = lines.map((line) => line.replace(BLANK_BEFORE_COLON, '$1:')).join('\r\n')
  return plain + text.slice(end)
}
