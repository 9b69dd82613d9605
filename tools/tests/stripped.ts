/**
 * Loaded before every program that a run of tests starts, and into its threads (`node --import`). `strip.ts` puts it
 * into a folder, beside the project's programs without their types: Node would strip each of them anew in every
 * process and thread, which takes half of the time until one is there. What a process or thread of the gate begins with
 * begins as in a package. Nor are the source maps of packages read, in which nobody looks
 * anything up.
 */
import { readFileSync } from 'node:fs'
import { type LoadFnOutput, enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

/**
 * Whether tap counts what is reached here. Of a package's parts it knows nothing, and of a function that
 * was compiled before V8 counts no blocks.
 */
const { PAART_TEST_COVERAGE: asked, _TAPJS_PROCESSINFO_COVERAGE_: counts } = process.env
const isCounted = asked === '1' && counts !== '0'

/** Hundreds of processes load the same modules: each would compile them anew, a third of its start. */
const COMPILED = `${import.meta.dirname}/compiled`

// A gate has its workers keep it in its own folder, where it is not told otherwise; each gate of a test has a new one.
if (!isCounted) {
  process.env['NODE_COMPILE_CACHE'] ??= COMPILED
  enableCompileCache({ directory: COMPILED })
}

/**
 * What tap has every process and thread of a test load, and every worker of a gate: what replaces modules, which no test
 * does, brings the whole of tap; what tells which modules were loaded is asked by the count alone. Half of the time
 * that tests of whole gates took went there.
 */
const UNUSED = [
  '/@tapjs/mock/dist/esm/import.mjs',
  ...(isCounted ? [] : ['/@tapjs/processinfo/dist/esm/import.mjs']),
]

/**
 * Whoever imports anything of `node:http` is given all that it exports, and with these the whole client behind `fetch`:
 * half of what a small process or thread takes until it is there. Nobody takes them from this module.
 */
const http = process.getBuiltinModule('node:http')
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
  Object.defineProperty(http, name, { value: undefined, enumerable: true, configurable: true })
}

/** By which tap learns what was thrown in which test; `domain.ts` says why another is there. */
const DOMAIN = '/async-hook-domain/dist/mjs/index.js'

const NOTHING: LoadFnOutput = { format: 'module', source: '', shortCircuit: true }

registerHooks({
  load(url, context, nextLoad) {
    if (UNUSED.some((end) => url.endsWith(end))) return NOTHING
    if (url.endsWith(DOMAIN)) return { format: 'module', source: domainText(), shortCircuit: true }
    const source = context.format === 'module-typescript' ? withoutTypes(url) : null
    if (source !== null) return { format: 'module', source, shortCircuit: true }
    const loaded = nextLoad(url, context)
    return url.includes('/node_modules/') ? withoutMap(loaded) : loaded
  },
})

function domainText(): string {
  return readFileSync(`${import.meta.dirname}/domain.mjs`, 'utf8')
}

/** Null for what came later, or lies elsewhere: Node strips it then. */
function withoutTypes(url: string): string | null {
  const path = fileURLToPath(url)
  return (isBegin(path) && !isCounted ? textOf(`${path}.packed`) : null) ?? textOf(path)
}

/** A test may import a program too: its parts are to be those that the test knows. */
function isBegin(path: string): boolean {
  return !isMainThread || process.argv[1] === path
}

function textOf(path: string): string | null {
  try {
    return readFileSync(`${import.meta.dirname}${path}`, 'utf8')
  } catch {
    return null
  }
}

/** The last line of a program may name its map. */
const MAP = /\n\/\/# sourceMappingURL=\S+\s*$/

function withoutMap(loaded: LoadFnOutput): LoadFnOutput {
  const { format, source } = loaded
  if (source === undefined || source === null) return loaded
  if (format !== 'module' && format !== 'commonjs') return loaded
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source)
  return { ...loaded, source: text.replace(MAP, '\n') }
}
