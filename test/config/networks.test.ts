import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type FilesRead, compileConfig, filesNamedIn, readText } from '../../src/config/index.ts'
import { withFiles } from '../../src/control/examining/index.ts'
import { factsOf } from '../support/facts.ts'

const TEXT = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: portal
    routes: [{ name: everything, policy: read }]
networks:
  office: [192.0.2.0/24]
  known: { file: lists/known.txt }
policies:
  read:
    rules:
      - { name: office, when: { network: [office, 198.51.100.7] }, then: pass }
      - { name: known, when: { network: known }, then: pass }
      - { name: shut, when: { network: { file: lists/shut.txt } }, then: deny }
`

const LISTS = {
  '/etc/paart/lists/known.txt': '# ours\r\n203.0.113.0/25\r\n\r\n2001:db8::/32 ; a remark\r\n',
  '/etc/paart/lists/shut.txt': '203.0.113.128/25 # theirs',
}

function compile(texts: Readonly<Record<string, string>>, text = TEXT) {
  const read = Object.entries(texts).map(([path, list]) => [path, { text: list }] as const)
  const files: FilesRead = new Map(read)
  return compileConfig(text, { file: 'paart.yaml', folder: '/etc/paart', cores: 1, files })
}

function told(texts: Readonly<Record<string, string>>, text?: string): string[] {
  return compile(texts, text).mistakes.map(
    ({ line, code, message }) => `${line} ${code} ${message}`,
  )
}

const hashOf = (texts: Readonly<Record<string, string>>): string => {
  const compiled = compile(texts)
  return compiled.ok ? compiled.snapshot.hash : ''
}

t.test('networks are written out, named, or read from files', (t) => {
  const compiled = compile(LISTS)
  if (!compiled.ok) throw new Error(compiled.mistakes[0]?.message)
  const { rules } = compiled.snapshot.sites[0]!.routes[0]!.policy
  const cases: [string, string][] = [
    ['192.0.2.9', 'office'],
    ['198.51.100.7', 'office'],
    ['198.51.100.8', ''],
    ['203.0.113.1', 'known'],
    ['2001:db8:7::1', 'known'],
    ['203.0.113.200', 'shut'],
  ]
  for (const [address, want] of cases) {
    const holding = rules.filter(({ matches }) => matches(factsOf({ address }), '/'))
    t.equal(holding.map(({ name }) => name).join(), want, address)
  }
  t.end()
})

t.test('another list is another configuration', (t) => {
  t.equal(hashOf(LISTS), hashOf({ ...LISTS }))
  t.not(hashOf(LISTS), hashOf({ ...LISTS, '/etc/paart/lists/shut.txt': '203.0.113.9' }))
  t.end()
})

t.test('of a list of 100,000 lines the bad one is named', (t) => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
  )
  const texts = (change: (lines: string[]) => void) => {
    const changed = [...lines]
    change(changed)
    return { ...LISTS, '/etc/paart/lists/known.txt': changed.join('\n') }
  }
  t.same(told(texts(() => undefined)), [])
  t.same(told(texts((changed) => (changed[77_776] = '10.1.2.300'))), [
    '12 PAART_NETWORK_FILE line 77777 of "lists/known.txt" is no address and no network: "10.1.2.300"',
  ])
  const many = told(texts((changed) => changed.fill('x', 10, 20)))
  t.equal(many.length, 6, 'and of many a few')
  t.match(many.at(-1), /and 5 more lines of "lists\/known.txt"/)
  const endless = { ...LISTS, '/etc/paart/lists/known.txt': '::1\n'.repeat(1_000_001) }
  t.match(told(endless), [
    /12 PAART_NETWORK_FILE "lists\/known.txt" holds more than 1000000 networks/,
  ])
  t.end()
})

t.test('a file that cannot be read and a name that is not described are mistakes', (t) => {
  t.same(told({ '/etc/paart/lists/known.txt': '' }), [
    '18 PAART_NETWORK_FILE the file "lists/shut.txt" was not read',
  ])
  t.same(told(LISTS, TEXT.replace('[office,', '[ofice,')), [
    '16 PAART_UNKNOWN_NETWORKS no list of networks "ofice" is described',
  ])
  t.match(told(LISTS, TEXT.replace('office: [', '192.0.2.1: [')), [
    /^11 PAART_VALUE "192.0.2.1" must be a name .* that is no address/,
    /^16 PAART_UNKNOWN_NETWORKS/,
  ])
  t.end()
})

t.test('the files that a configuration names are read with it', async (t) => {
  t.same(filesNamedIn(readText('', TEXT), '/etc/paart'), Object.keys(LISTS))
  const folder = mkdtempSync(join(tmpdir(), 'paart-files-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const { files } = await withFiles(TEXT.replaceAll('lists/', ''), folder)
  t.match(files.get(join(folder, 'known.txt')), { problem: /cannot be read: ENOENT/ })
  writeFileSync(join(folder, 'known.txt'), '::1')
  const again = await withFiles(TEXT.replaceAll('lists/', ''), folder)
  t.same(again.files.get(join(folder, 'known.txt')), { text: '::1' })
  t.match(compileConfig(TEXT, { file: 'paart.yaml', folder, cores: 1 }).mistakes, [
    { message: 'the file "lists/known.txt" was not read' },
    { message: 'the file "lists/shut.txt" was not read' },
  ])
})
