import openWabt from 'wabt'

/**
 * A WebAssembly module that looks for leading zeros with SHA-256, four numbers at a time: better code
 * than pages with SHA-256 bring, so that they are not compared at their worst.
 *
 * Memory in bytes: 0 the state behind the challenge, 32 the second block, 4096 the 10,000 endings
 * that take the place of its word 3. `search(mask)` gives the place of the first hit, or 10,000.
 */
export async function assembleSearch(): Promise<Buffer> {
  const wabt = await openWabt()
  const module = wabt.parseWat('search.wat', searchText(), { simd: true })
  try {
    module.validate()
    return Buffer.from(module.toBinary({}).buffer)
  } finally {
    module.destroy()
  }
}

const ENDINGS = 4096
const GROUP = 10_000

/** Numbers in a vector. */
const LANES = 4

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function roundConstants(): readonly number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
  return primes.map((prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32))
}

type Code = string

const get = (name: string): Code => `(local.get $${name})`
const set = (name: string, value: Code): Code => `(local.set $${name} ${value})`
const splat = (address: number): Code => `(v128.load32_splat (i32.const ${address}))`
const xor = (x: Code, y: Code): Code => `(v128.xor ${x} ${y})`
const sum = (...terms: readonly Code[]): Code => terms.reduce((x, y) => `(i32x4.add ${x} ${y})`)
const shift = (x: Code, n: number): Code => `(i32x4.shr_u ${x} (i32.const ${n}))`
const rotate = (x: Code, n: number): Code =>
  `(v128.or ${shift(x, n)} (i32x4.shl ${x} (i32.const ${32 - n})))`
const rotations = (x: Code, a: number, b: number, c: number): Code =>
  xor(xor(rotate(x, a), rotate(x, b)), rotate(x, c))

/** A word of the schedule, of which only the last 16 are kept. */
const word = (i: number): string => `w${i % 16}`

/** The variables stay where they are and change their names, as in the attacker's `sha256.h`. */
function round(i: number, constant: number): Code {
  const variable = (place: number): string => `s${(place + 64 - i) % 8}`
  const s = (place: number): Code => get(variable(place))
  const choice = `(v128.bitselect ${s(5)} ${s(6)} ${s(4)})`
  const majority = `(v128.bitselect ${s(2)} ${s(0)} ${xor(s(0), s(1))})`
  const added = sum(get(word(i)), `(v128.const i32x4 ${`${constant} `.repeat(LANES)})`)
  return [
    i < 16 ? '' : set(word(i), scheduled(i)),
    set('t', sum(s(7), rotations(s(4), 6, 11, 25), choice, added)),
    set(variable(3), sum(s(3), get('t'))),
    set(variable(7), sum(get('t'), rotations(s(0), 2, 13, 22), majority)),
  ].join('\n')
}

/** In the place of the word 16 before it. */
function scheduled(i: number): Code {
  const x = get(word(i + 1))
  const y = get(word(i + 14))
  const small0 = xor(xor(rotate(x, 7), rotate(x, 18)), shift(x, 3))
  const small1 = xor(xor(rotate(y, 17), rotate(y, 19)), shift(y, 10))
  return sum(get(word(i)), small0, get(word(i + 9)), small1)
}

/** 0, 1, 2, so many. */
function places(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}

function searchText(): string {
  const names = ['t', 'hit', ...places(8).map((i) => `s${i}`), ...places(16).map((i) => `w${i}`)]
  const ending = `(v128.load offset=${ENDINGS} (i32.shl ${get('at')} (i32.const 2)))`
  const first = `(v128.and ${sum(get('s0'), splat(0))} (i32x4.splat ${get('mask')}))`
  return `(module
    (memory (export "memory") 1)
    (func (export "search") (param $mask i32) (result i32) (local $at i32)
      ${names.map((name) => `(local $${name} v128)`).join(' ')}
      (loop $next
        ${places(8)
          .map((i) => set(`s${i}`, splat(4 * i)))
          .join('\n')}
        ${places(16)
          .map((i) => set(`w${i}`, i === 3 ? ending : splat(32 + 4 * i)))
          .join('\n')}
        ${roundConstants()
          .map((constant, i) => round(i, constant))
          .join('\n')}
        ${set('hit', `(i32x4.eq ${first} (v128.const i32x4 0 0 0 0))`)}
        (if (v128.any_true ${get('hit')})
          (then (return (i32.add ${get('at')} (i32.ctz (i32x4.bitmask ${get('hit')}))))))
        ${set('at', `(i32.add ${get('at')} (i32.const ${LANES}))`)}
        (br_if $next (i32.lt_u ${get('at')} (i32.const ${GROUP}))))
      (i32.const ${GROUP})))`
}
