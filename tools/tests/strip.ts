import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { layOut } from '../package/build.ts'
import { PROGRAMS } from '../package/bundle.ts'

/** The project's programs without their types, for as long as tests run. */
export interface Stripped {
  /** Whoever is started with it reads them there, and so do all that it starts. */
  readonly environment: { readonly NODE_OPTIONS: string }
  readonly remove: () => void
}

/** As a checkout: programs that run as another user read it too. */
const FOLDER_MODE = 0o755

/** What runs in the place of something else lies beside the hook that puts it there. */
const HOOK = new URL('stripped.ts', import.meta.url).pathname
const DOMAIN = new URL('domain.ts', import.meta.url).pathname

/**
 * Strips all programs in the working folder, as Node does when it loads one: with blanks, so that every place in
 * them stays where it is, for coverage as well. What processes and threads of the gate begin with is also there as a
 * package has it: most of what tests of whole gates spent was to load it, module by module.
 */
export async function stripProject(): Promise<Stripped> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-stripped-'))
  chmodSync(folder, FOLDER_MODE)
  const root = realpathSync(process.cwd())
  if (PROGRAMS.every((path) => existsSync(join(root, path)))) await packInto(folder, root)
  for (const path of globSync('**/*.ts', { cwd: root, exclude: ['**/node_modules'] })) {
    const from = join(root, path)
    const text = strippedText(from)
    if (text !== null) write(join(folder, from), text)
  }
  const hook = join(folder, 'stripped.mjs')
  write(hook, strippedText(HOOK) ?? '')
  write(join(folder, 'domain.mjs'), strippedText(DOMAIN) ?? '')
  const before = process.env['NODE_OPTIONS'] ?? ''
  return {
    environment: { NODE_OPTIONS: `${before} --import=${pathToFileURL(hook).href}`.trim() },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What a process or a thread begins with only asks for what a package would begin with. */
async function packInto(folder: string, root: string): Promise<void> {
  const dist = join(folder, 'dist')
  await layOut(root, dist)
  for (const path of PROGRAMS) {
    const packed = JSON.stringify(join(dist, path.replace(/\.ts$/, '.js')))
    const text = `import { createRequire } from 'node:module'\ncreateRequire(${packed})(${packed})\n`
    write(join(folder, root, `${path}.packed`), text)
  }
}

/** Null where it is no program that Node could run: whoever runs it is told why. */
function strippedText(path: string): string | null {
  try {
    const sourceUrl = pathToFileURL(path).href
    return stripTypeScriptTypes(readFileSync(path, 'utf8'), { mode: 'strip', sourceUrl })
  } catch {
    return null
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
