import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { type FilesRead, compileConfig, renderMistakes } from '../../src/config/index.ts'

/** A configuration above the line, what is said about it below. */
const SEPARATOR = '----------\n'

const FOLDER = new URL('../golden/config/', import.meta.url)

function split(golden: string): { text: string; want: string } {
  const at = golden.lastIndexOf(SEPARATOR)
  return { text: golden.slice(0, at), want: golden.slice(at + SEPARATOR.length) }
}

const KEY = '{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}'

/** The files and the variables that the configurations may name. */
const FILES: FilesRead = new Map([
  ['/etc/paart/lion.svg', { text: '<svg></svg>' }],
  ['/etc/paart/keys/good.json', { text: KEY }],
  ['/etc/paart/keys/missing.json', { problem: 'cannot be read: ENOENT' }],
  ['/etc/paart/keys/private.json', { text: KEY.replace('}', ',"d":"c2VjcmV0"}') }],
  ['/etc/paart/keys/private.pem', { text: '-----BEGIN PRIVATE KEY-----' }],
  ['/etc/paart/keys/rsa.json', { text: '{"keys":[{"kty":"RSA","n":"","e":"AQAB"}]}' }],
  ['/etc/paart/keys/broken.json', { text: '{"keys":' }],
  ['env:GATE_ADDRESS', { text: '127.0.0.1:8080' }],
  ['env:GATE_PROXY', { text: '10.0.0.5' }],
  ['env:GATE_SECRET', { text: 'Basic c2VjcmV0' }],
  ['env:GATE_UNSET', { problem: 'is not set' }],
])

const OPTIONS = {
  file: 'paart.yaml',
  folder: '/etc/paart',
  cores: 2,
  files: FILES,
  tellsWishes: true,
}

function say(text: string): string {
  const compiled = compileConfig(text, OPTIONS)
  const verdict = compiled.ok ? 'the configuration is valid\n' : ''
  return renderMistakes(compiled.mistakes, text) + verdict
}

for (const file of readdirSync(FOLDER)) {
  const url = new URL(file, FOLDER)
  const { text, want } = split(readFileSync(url, 'utf8'))
  const got = say(text)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, text + SEPARATOR + got)
  else t.equal(got, want, file.replace('.txt', '').replaceAll('-', ' '))
}
