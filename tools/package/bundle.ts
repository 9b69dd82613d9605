import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { build, transform, type Plugin } from 'esbuild'

/** What a process or a thread of the gate begins with; all else is imported by one of them. */
export const PROGRAMS = [
  'src/cli/main.ts',
  'src/control/examining/examiner.ts',
  'src/control/worker/worker.ts',
] as const

/** What the programs of a package begin with, from its `dist`. */
export const START = 'start.cjs'

const TARGET = `node${process.versions.node}`

/** Where modules are CommonJS, parts find their places so. */
const BEGINNING = `import { join as paartJoin } from 'node:path'
import { pathToFileURL as paartToUrl } from 'node:url'
const paartUrl = paartToUrl(__filename).href`

/**
 * One program with all that it imports, packages too, without types, written into a folder where the program lay: a
 * thread that loads it reads a few files in place of some 650, which is most of what its start takes, and what its
 * parts read beside themselves they find there. What is only loaded when it is needed lies in files of its own, which
 * nobody has to read before. All are CommonJS, as `start.cjs` loads them: what V8 makes of such a text can
 * be kept, and what is asked of Node is read alone, where an import reads all that a module of it exports.
 *
 * @param path of the program, from `root`.
 * @throws Error with what the bundler says.
 */
export async function bundleInto(dist: string, root: string, path: string): Promise<void> {
  const folder = join(dist, dirname(path))
  const [entry, program] = [join(root, path), basename(path, '.ts')]
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    banner: { js: BEGINNING },
    logLevel: 'error',
    plugins: [inPlace(entry), withoutFacade],
    splitting: true,
    entryNames: `${program}-whole`,
    chunkNames: `${program}-[hash]`,
    outdir: folder,
    write: false,
  })
  await mkdir(folder, { recursive: true })
  for (const { path: file, text } of outputFiles) await writeFile(file, await asCommon(text))
  const start = relative(folder, join(dist, START))
  const begin = `require('${start}').start(require('node:path').join(__dirname, '${program}-whole.js'))\n`
  await writeFile(join(folder, `${program}.js`), begin)
}

/** Without blanks a text is a quarter shorter, in memory too; names stay, and an error's place is still a line. */
const LINE_CHARS = 120

/** One part, whose imports are calls. */
async function asCommon(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    lineLimit: LINE_CHARS,
    define: {
      'import.meta.url': 'paartUrl',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
      'import.meta.main': 'true',
    },
  })
  return `"use strict";${inAscii(code)}`
}

/**
 * Without a character that takes two bytes, for which V8 would hold all of a text so. What the bundler leaves as it is
 * stands in comments, templates and patterns, where this says the same; but not where somebody takes a text raw.
 */
function inAscii(code: string): string {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code))
    throw new Error('String.raw with a character beyond ASCII')
  return code.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * Whoever imports `node:http` as a module reads all that it exports, and one of it is read by loading Node's own
 * `fetch`: 50 ms and some megabytes in each thread. Asked for so it is not.
 */
const withoutFacade: Plugin = {
  name: 'without-facade',
  setup(building) {
    building.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: 'built-in' }))
    building.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}

/** Each part goes on to know where it lay, though it is part of another file now. */
function inPlace(entry: string): Plugin {
  return {
    name: 'in-place',
    setup(building) {
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const place = path.replace(/\.ts$/, '.js')
        return {
          contents: path === entry ? text : placed(text, place, dirname(entry)),
          loader: 'ts',
        }
      })
    },
  }
}

/** Of a part's own place there is nothing else to be known than these. */
function placed(text: string, path: string, from: string): string {
  const [file, folder] = [path, dirname(path)].map((each) => JSON.stringify(relative(from, each)))
  const here: Readonly<Record<string, string>> = {
    url: `new URL(${file}, import.meta.url).href`,
    filename: `paartJoin(import.meta.dirname, ${file})`,
    dirname: `paartJoin(import.meta.dirname, ${folder})`,
    main: 'false',
  }
  return text.replaceAll(/\bimport\.meta\.(\w+)/g, (all, what: string) => here[what] ?? all)
}
