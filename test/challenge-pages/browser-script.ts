import { readFileSync } from 'node:fs'

/** The parts of the browser's script under test, run as browsers run them: without modules. */
export interface Script {
  readonly seedOf: (bytes: Uint8Array) => Int32Array
  readonly createUnit: (sizeLog2: number, passes: number) => TagOf
  readonly createWasmUnit: (sizeLog2: number, passes: number) => TagOf | null
  readonly createDerivedUnit: (
    seed: Int32Array,
    iterations: number,
  ) => ((index: number, callback: (tag: number) => void) => void) | null
  readonly readTask: (text: string) => Task | null
  readonly submissionOf: (task: Task, tags: Uint16Array) => Uint8Array
  readonly solve: (task: Task, scriptUrl: string, listener: Listener) => void
  readonly serveAsWorker: (scope: WorkerScope) => void
}

export type TagOf = (seed: Int32Array, index: number) => number

export interface Task {
  readonly bytes: Uint8Array
  readonly work: {
    readonly seed: Int32Array
    readonly table: { readonly sizeLog2: number; readonly passes: number; readonly units: number }
    readonly derived: { readonly iterations: number; readonly units: number } | null
  }
}

export interface Listener {
  readonly onProgress: (share: number) => void
  readonly onDone: (tags: Uint16Array) => void
}

export interface WorkerScope {
  readonly addEventListener: (type: 'message', listener: (event: { data: unknown }) => void) => void
  readonly postMessage: (message: unknown) => void
}

const source = ['sha256', 'task', 'unit', 'wasm', 'derived', 'bench', 'solve']
  .map((part) =>
    readFileSync(
      new URL(`../../src/challenge-pages/browser/${part}.client.js`, import.meta.url),
      'utf8',
    ),
  )
  .join('\n')
  .replace(/^import .*$/gm, '')
  .replace(/^export /gm, '')

/** What the script finds in a browser; what is missing there is undefined. */
export interface Browser {
  readonly Worker?: unknown
  readonly MessageChannel?: unknown
  readonly WebAssembly?: unknown
  readonly crypto?: unknown
  readonly performance?: unknown
  /** What a window would be told of as an error. */
  readonly onError?: (message: string) => void
}

/** Node has them all; its types leave WebAssembly to those of browsers. */
export const FULL: Browser = {
  MessageChannel,
  WebAssembly: Reflect.get(globalThis, 'WebAssembly'),
  crypto,
  performance,
}

/** Loads the script in a browser that has, beside the language, what is given. */
export function load(browser: Browser = FULL): Script {
  const names =
    'seedOf, createUnit, createWasmUnit, createDerivedUnit, readTask, submissionOf, solve, serveAsWorker'
  const globals = ['Worker', 'MessageChannel', 'WebAssembly', 'crypto', 'performance'] as const
  // oxlint-disable-next-line typescript/no-implied-eval -- a function's scope is the script's
  const make = new Function(
    'setTimeout',
    ...globals,
    `'use strict'\n${source}\nreturn { ${names} }`,
  )
  const { onError = () => undefined } = browser
  const startTimer = (callback: () => void, delayMs: number): void =>
    startTimerFor(onError, callback, delayMs)
  return make(startTimer, ...globals.map((name) => browser[name]))
}

/** The watch over silent workers must not keep the test waiting. */
function startTimerFor(
  onError: (message: string) => void,
  callback: () => void,
  delayMs: number,
): void {
  const timer = setTimeout(() => {
    try {
      callback()
    } catch (error) {
      onError(error instanceof Error ? error.message : '')
    }
  }, delayMs)
  if (delayMs > 0) timer.unref()
}
