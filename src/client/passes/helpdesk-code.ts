import { createHmac, randomInt } from 'node:crypto'
import { type GateKey } from './keys.ts'

/** Nine digits are random: 10^9 codes. The tenth checks them. */
const RANDOM_DIGITS = 9

/** What a person types or pastes of a code; the rest of a longer text is not read. */
const CODE_CHARS_MAX = 64

/** 128 bits: nobody finds a second code of one mark. */
const MARK_BYTES = 16

/**
 * A quasigroup of H. M. Damm ("Total anti-symmetrische Quasigruppen", 2004). Its check digit catches
 * every wrong digit and every two neighbours that change places, `09` for `90` too, which Luhn's misses:
 * who reads out 52 as "two and fifty", as Germans and Luxembourgers do, changes neighbours.
 */
const QUASIGROUP = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
].map((row) => Array.from(row, Number))

/** Makes a code: ten digits, from the system's randomness. */
export function newCode(): string {
  const digits = String(randomInt(10 ** RANDOM_DIGITS)).padStart(RANDOM_DIGITS, '0')
  return `${digits}${checkDigit(digits)}`
}

/** As it is read out and printed: `527 183 9044`. */
export function spellCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`
}

/**
 * Reads what a person has typed: blanks, hyphens and full stops do not count, nor does the width of
 * digits. Null for anything that is not ten digits whose last one is right.
 */
export function readCode(text: string): string | null {
  const digits = text
    .slice(0, CODE_CHARS_MAX)
    .normalize('NFKC')
    .replace(/[\s.\p{Pd}]/gu, '')
  return /^\d{10}$/.test(digits) && checkDigit(digits) === 0 ? digits : null
}

/** The digit that belongs behind these; 0 where the last of them is the right one already. */
function checkDigit(digits: string): number {
  let interim = 0
  for (const digit of digits) interim = QUASIGROUP[interim]?.[Number(digit)] ?? 0
  return interim
}

/**
 * What stands for a code where codes are kept: without the key it tells nothing of the code.
 * `site` is the one where the code is good; empty for every site.
 */
export function markOfCode({ code }: Pick<GateKey, 'code'>, site: string, digits: string): Buffer {
  const mac = createHmac('sha256', code).update(`${site}\0${digits}`).digest()
  return mac.subarray(0, MARK_BYTES)
}
