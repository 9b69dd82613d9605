import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Loaded into what runs meanwhile. */
const KEEP = join(import.meta.dirname, 'keep-compiled.cjs')

/** It starts within two seconds; a machine that builds is busy. */
const RUN_MS_MAX = 120_000

/** The gate that is run: whatever it has, V8 comes by most of what every start takes. */
const CONFIGURATION = `version: 1
listen: [{ address: 127.0.0.1:0 }]
workers: 1
admin: { socket: admin.sock, address: 127.0.0.1:0 }
contact: { phone: "+352", hours: "8:00-18:00", email: help@example.lu, address: Luxembourg }
log: { to: access.log }
backends: { app: { servers: ["http://127.0.0.1:1"] } }
sites:
  - { name: site, hosts: ["*"], backend: app, routes: [{ name: everything, policy: open }] }
policies: { open: { challenge: never } }
`

/**
 * Keeps beside the programs of a package what V8 makes of them: two thirds of a start are spent on that. They are run
 * as they will be, in a folder that goes again, since V8 believes only what the same options made. A package is the
 * same everywhere; this is for the Node that builds it and its processor, as the folder's name says, and others pass
 * it over. It is not the same bytes each time.
 *
 * @throws Error where a program does not run.
 */
export async function compileInto(dist: string, bin: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-compiled-'))
  try {
    const tag = `${process.version}-${process.platform}-${process.arch}`
    const compiled = join(folder, 'dist/compiled', tag)
    cpSync(dist, join(folder, 'dist'), { recursive: true })
    cpSync(bin, join(folder, 'bin'), { recursive: true })
    mkdirSync(compiled, { recursive: true })
    await runAll(folder, compiled)
    cpSync(compiled, join(dist, 'compiled', tag), { recursive: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each run goes on from what the one before has kept. */
async function runAll(folder: string, compiled: string): Promise<void> {
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, CONFIGURATION)
  const program = join(folder, 'bin/paart')
  const env = {
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    NODE_OPTIONS: `--require=${KEEP}`,
    PAART_COMPILED: compiled,
  }
  const options = { cwd: folder, env, timeout: RUN_MS_MAX }
  await run(program, ['--version'], options)
  await run(program, ['--config', file, 'check'], options)
  await serve(program, file, options)
}

/** Until it has answered once, an operator too, and ended in good order. */
async function serve(
  program: string,
  file: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeout: number },
): Promise<void> {
  const gate = spawn(program, ['--config', file, 'run'], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => gate.once('exit', resolve))
  let said = ''
  for await (const line of createInterface(gate.stderr)) {
    said += `${line}\n`
    const address = /listening on (http:\S+)/.exec(line)?.[1]
    if (address === undefined) continue
    await answered(address)
    await run(program, ['--config', file, 'status'], options)
    gate.kill('SIGTERM')
  }
  if ((await ended) !== 0) throw new Error(`the gate did not run: ${said}`)
}

function answered(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(address, { agent: false }, (answer) =>
      answer.resume().once('end', resolve),
    )
    asking.once('error', reject).end()
  })
}
