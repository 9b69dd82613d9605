import { createHash } from 'node:crypto'
import { lettersFrom } from '../../model/index.ts'

/** Enough that two passes of one gate never have one name: 55 bits. */
const LETTERS = 11

const SHAPE = /^[0-9A-HJKMNP-TV-Z]{12}$/

/**
 * What operators call a pass, in three groups of letters that can be read out: `7QF2-M9TA-BCDE`. It comes of
 * the pass's random id by a hash, so it says nothing of who holds it, cannot be turned into the id, let alone
 * into a pass, and is another one as soon as somebody has a new pass. Renewals and other keys leave it.
 */
export function passNameOf(id: string): string {
  return spell(withCheck(lettersOf(`paart pass name ${id}`).slice(0, LETTERS)))
}

/** A name however it is typed, as `passNameOf` spells it; null where it is none, or was mistyped. */
export function readPassName(text: string): string | null {
  const letters = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  if (!SHAPE.test(letters) || withCheck(letters.slice(0, LETTERS)) !== letters) return null
  return spell(letters)
}

/** The last letter finds 31 of 32 slips. */
function withCheck(letters: string): string {
  return letters + lettersOf(`paart pass name check ${letters}`).charAt(0)
}

function lettersOf(text: string): string {
  return lettersFrom(createHash('sha256').update(text).digest(), { offset: 0, bytes: 8 })
}

function spell(letters: string): string {
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`
}
