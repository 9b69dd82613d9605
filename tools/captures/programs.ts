import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Field } from './claims.ts'

/** What a program is to ask for. */
export interface Job {
  readonly url: string
  readonly fields: readonly Field[]
  /** The browser that is imitated as a whole, by curl_cffi alone. */
  readonly as?: string
}

/** A library or a tool that asks for pages. */
export interface Program {
  readonly name: string
  readonly asks: (jobs: readonly Job[]) => Promise<void>
}

/** Nothing here takes longer for all it is told to ask. */
const RUN_MS_MAX = 180_000

/**
 * All that can be had. `folder` holds what no package of the system has: `py/venv`, `npm/node_modules`,
 * and what was built of `programs/`: `go/asks`, `rust/target/debug/rq`, `java/Asks.class`.
 */
export function programsOf(folder: string): readonly Program[] {
  const python = `${folder}/py/venv/bin/python`
  return [
    { name: 'curl', asks: (jobs) => each(jobs, curlOf) },
    { name: 'wget', asks: (jobs) => each(jobs, wgetOf) },
    { name: 'php', asks: (jobs) => each(jobs, phpOf) },
    ...['urllib', 'requests', 'httpx', 'aiohttp', 'scrapy'].map((name) =>
      byJson(name, [python, at('python.py'), name]),
    ),
    ...['fetch', 'undici', 'https', 'axios', 'got', 'node-fetch', 'superagent'].map((name) =>
      byJson(name === 'fetch' || name === 'https' ? `${name}-of-node` : name, [
        process.execPath,
        at('node.mjs'),
        name,
        folder,
      ]),
    ),
    byLines('java-httpclient', ['java', '-cp', `${folder}/java`, 'Asks', 'client']),
    byLines('java-urlconnection', ['java', '-cp', `${folder}/java`, 'Asks', 'connection']),
    byJson('go', [`${folder}/go/asks`, 'http']),
    byJson('colly', [`${folder}/go/asks`, 'colly']),
    byLines('reqwest', [`${folder}/rust/target/debug/rq`]),
  ]
}

function byJson(name: string, command: readonly string[]): Program {
  return { name, asks: (jobs) => run(command, JSON.stringify(jobs)) }
}

function byLines(name: string, command: readonly string[]): Program {
  return { name, asks: (jobs) => run(command, jobs.map(linesOf).join('')) }
}

/** Imitates browsers as a whole, handshake and all; it is told no fields. */
export function curlCffi(folder: string): Program {
  const command = [`${folder}/py/venv/bin/python`, at('python.py'), 'curl_cffi']
  return { name: 'curl_cffi', asks: (jobs) => run(command, JSON.stringify(jobs)) }
}

function at(file: string): string {
  return fileURLToPath(new URL(`programs/${file}`, import.meta.url))
}

function linesOf({ url, fields }: Job): string {
  return `${url}\n${fields.map(([name, value]) => `${name}: ${value}\n`).join('')}`
}

function headersOf(option: string, { fields }: Job): readonly string[] {
  return fields.flatMap(([name, value]) => [option, `${name}: ${value}`])
}

function curlOf(job: Job): readonly string[] {
  return ['curl', '-sk', '-o', '/dev/null', ...headersOf('-H', job), job.url]
}

function wgetOf(job: Job): readonly string[] {
  const headers = headersOf('--header', job)
  return ['wget', '-q', '-O', '/dev/null', '--no-check-certificate', ...headers, job.url]
}

function phpOf({ url, fields }: Job): readonly string[] {
  const header = fields.map(([name, value]) => `${name}: ${value}`)
  const options = { http: { header }, ssl: { verify_peer: false, verify_peer_name: false } }
  const code = `[, $url, $options] = $argv;
    file_get_contents($url, false, stream_context_create(json_decode($options, true)));`
  return ['php', '-r', code, '--', url, JSON.stringify(options)]
}

async function each(jobs: readonly Job[], commandOf: (job: Job) => readonly string[]) {
  for (const job of jobs) await run(commandOf(job), '')
}

async function run([command = '', ...args]: readonly string[], input: string): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'], timeout: RUN_MS_MAX })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) process.stderr.write(`${command} ${args[0]}: ${code} ${said.slice(-300)}\n`)
}
