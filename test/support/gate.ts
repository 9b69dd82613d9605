import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGate } from '../../src/control/index.ts'
import { knowKeys } from './insider.ts'

/** A gate started for one test, with its own folder for keys. */
export interface TestGate {
  readonly port: number
  /** Of probes and metrics. */
  readonly adminPort: number
  readonly url: string
  readonly folder: string
  /** What it told its operator, but of backends: tests let those fail. */
  readonly notes: readonly string[]
  readonly revokePass: (id: string) => boolean
  readonly listening: () => number
  readonly stop: (graceMs?: number) => Promise<void>
}

export interface TestGateOptions {
  readonly backendPort: number
  readonly workers?: number
  /** YAML of `routes:` items, `policies:` members and further top-level keys. */
  readonly routes?: string
  readonly policies?: string
  readonly site?: string
  readonly backend?: string
  /** YAML of the listener's `limits:` members. */
  readonly limits?: string
  readonly rest?: string
  /** Replaces the whole configuration; `{backend}` stands for the backend's origin. */
  readonly text?: string
  /** Starts again in this folder instead of a new one. */
  readonly folder?: string
}

const CONTACT =
  '{ phone: "(+352) 247 82 000", hours: "8:00-18:00", email: help@example.lu, address: "11, rue Notre-Dame, Luxembourg" }'

/** Its own for each gate, so that gates of one machine do not meet. */
const ADMIN = 'admin: { socket: admin.sock, address: 127.0.0.1:0 }'

/** The configuration most tests need: one site, everything as `routes` and `policies` say. */
export function configText(options: TestGateOptions): string {
  const backend = `http://127.0.0.1:${options.backendPort}`
  if (options.text !== undefined) {
    const text = options.text.replaceAll('{backend}', backend)
    return /^admin:/m.test(text) ? text : `${text}\n${ADMIN}\n`
  }
  return `
version: 1
listen:
  - address: 127.0.0.1:0${options.limits === undefined ? '' : `\n    limits: { ${options.limits} }`}
workers: ${options.workers ?? 1}
${ADMIN}
contact: ${CONTACT}
log: { to: access.log }
backends:
  app: { ${backendText(backend, options.backend ?? '')} }
sites:
  - name: site
    hosts: ["*"]
    backend: app
${options.site === undefined ? '' : `    ${options.site}`}
    routes:
${indent(options.routes ?? '- { name: everything, policy: open }', 6)}
policies:
${indent(options.policies ?? 'open: { challenge: never }', 2)}
${options.rest ?? ''}
`
}

/** One server, unless the test names others. */
function backendText(origin: string, rest: string): string {
  return rest.includes('servers:') ? rest : `servers: ["${origin}"], ${rest}`
}

function indent(text: string, columns: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => ' '.repeat(columns) + line)
    .join('\n')
}

/** Starts a gate on a free port. */
export async function startTestGate(options: TestGateOptions): Promise<TestGate> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'paart-test-'))
  const notes: string[] = []
  const text = configText(options)
  knowKeys(join(folder, 'run/keys.json'))
  const gate = await startGate(
    { text, file: 'test.yaml', folder },
    { onNote: (line) => void (line.startsWith('backend ') || notes.push(line)) },
  )
  return {
    port: gate.port,
    adminPort: gate.adminPort,
    url: `http://127.0.0.1:${gate.port}`,
    folder,
    notes,
    revokePass: gate.revokePass,
    listening: gate.listening,
    async stop(graceMs = 1_000) {
      await gate.stop(graceMs)
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
