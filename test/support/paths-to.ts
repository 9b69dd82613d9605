import { wholeBelow } from './random.ts'

type Random = () => number
type Change = (path: string, random: Random) => string

const SEGMENTS = ['x', 'open', 'x;a=b', '%c3%a9', '\xc3\xa9', '%2e', '.', 'a%2fb', 'a%5cb', '%41']
const UPS = [
  '..',
  '%2e%2e',
  '.%2E',
  '%2E.',
  '..;',
  '..;a=b',
  '..%3ba',
  '%252e%252e',
  '%c0%ae%c0%ae',
]
const SLASHES = [
  '//',
  '/./',
  '\\',
  '%2f',
  '%2F',
  '%5c',
  '/%2e/',
  '/.;/',
  '%252f',
  '%c0%af',
  '/;/',
  '///',
]
const ENDS = [
  '/',
  '/.',
  '//',
  ';',
  ';a=b',
  '%00',
  '%00.png',
  '#a',
  '?a',
  '%3fa',
  '%23',
  '.',
  '%20',
  '/x/..',
  '/%2e',
  '\\',
]

/** What is done to a path, alone and one after the other. */
const CHANGES: readonly Change[] = [
  (path, random) => escaped(path, random, (code) => `%${code}`),
  (path, random) => escaped(path, random, (code) => `%${code.toUpperCase()}`),
  (path, random) => escaped(path, random, (code) => `%25${code}`),
  (path, random) => atSlash(path, random, () => pick(SLASHES, random)),
  (path, random) => atSlash(path, random, () => `/${pick(SEGMENTS, random)}/${pick(UPS, random)}/`),
  (path, random) => atSlash(path, random, () => `/${pick(UPS, random)}/`),
  (path, random) => atSlash(path, random, () => `;${pick(['a', 'a=b', '', '..'], random)}/`),
  (path, random) => `${path}${pick(ENDS, random)}`,
  (path, random) => `/${pick(SEGMENTS, random)}/${pick(UPS, random)}${path}`,
  (path, random) => `http://a${path}${pick(['', '?b'], random)}`,
  (path, random) => {
    const at = wholeBelow(random, path.length)
    return path.slice(0, at) + (path[at] ?? '').toUpperCase() + path.slice(at + 1)
  },
]

/** `count` different targets, each made of one of `paths` by up to three changes. */
export function targetsTo(
  paths: readonly string[],
  { count, random }: { readonly count: number; readonly random: Random },
): readonly string[] {
  const targets = new Set(paths)
  while (targets.size < count) {
    let target = pick(paths, random)
    for (let i = wholeBelow(random, 3); i >= 0; i--) target = pick(CHANGES, random)(target, random)
    targets.add(target)
  }
  return [...targets]
}

function pick<T>(list: readonly T[], random: Random): T {
  const one = list[wholeBelow(random, list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

function escaped(path: string, random: Random, write: (code: string) => string): string {
  const at = 1 + wholeBelow(random, path.length - 1)
  const code = path.charCodeAt(at).toString(16).padStart(2, '0')
  return path.slice(0, at) + write(code) + path.slice(at + 1)
}

function atSlash(path: string, random: Random, replacement: () => string): string {
  const places = [...path.matchAll(/\//g)].map(({ index }) => index)
  const at = pick(places, random)
  // The first is what makes it a path, for every parser.
  return `${path.slice(0, at)}${at === 0 ? '/' : ''}${replacement()}${path.slice(at + 1)}`
}
