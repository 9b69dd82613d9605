import { readFile } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'

/** What a process or a thread of the gate begins with; all else is imported by one of them. */
export const PROGRAMS = [
  'src/cli/main.ts',
  'src/control/examining/examiner.ts',
  'src/control/worker/worker.ts',
] as const

/** Packages that are CommonJS ask for modules of Node by `require`; parts find their places by the other. */
const BEGINNING = `import { createRequire as paartRequire } from 'node:module'
import { join as paartJoin } from 'node:path'
const require = paartRequire(import.meta.url)`

/**
 * One program with all that it imports, packages too, as one module without types. A thread that loads it reads one
 * file in place of some 650, which is most of what its start takes. It is to lie where the program lay, under a name
 * with `ending`: what its parts read beside themselves they find there.
 *
 * @param path of the program, absolute.
 * @throws Error with what the bundler says.
 */
export async function bundle(path: string, ending: '.ts' | '.js'): Promise<string> {
  const { outputFiles } = await build({ ...optionsFor(path, ending), write: false })
  return outputFiles[0]?.text ?? ''
}

/**
 * The same, written into a folder, for packages: what is only loaded when it is needed lies beside it in files of its
 * own, which nobody has to read before.
 */
export async function bundleInto(folder: string, path: string): Promise<void> {
  const chunkNames = `${basename(path, '.ts')}-[hash]`
  await build({ ...optionsFor(path, '.js'), splitting: true, chunkNames, outdir: folder })
}

function optionsFor(path: string, ending: '.ts' | '.js') {
  return {
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    banner: { js: BEGINNING },
    logLevel: 'error',
    plugins: [inPlace(path, ending), withoutFacade],
  } as const satisfies BuildOptions
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
function inPlace(entry: string, ending: string): Plugin {
  return {
    name: 'in-place',
    setup(building) {
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const place = path.replace(/\.ts$/, ending)
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
