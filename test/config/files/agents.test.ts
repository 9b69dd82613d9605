import t from 'tap'
import { compileConfig, readText } from '../../../src/config/index.ts'
import { filesNamedIn } from '../../../src/config/files/files.ts'
import { type Snapshot } from '../../../src/model/index.ts'
import { shared, writeDatabase } from '../../support/mmdb.ts'

const TEXT = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites: [{ name: portal, hosts: ["*"], backend: portal, routes: [{ name: all, policy: read }] }]
policies: { read: {} }
`

const AGENTS = `${TEXT}
agents:
  google: { userAgent: [GoogleBot, Other], ranges: google.json, hostNames: [Googlebot.com] }
  archive: { userAgent: archivebot, hostNames: [bnl.lu], purpose: archive }
lists: { aiCrawlers: ai.txt, machines: machines.txt }
dns: { servers: [192.0.2.53], timeout: 500ms }
`

function compile(text: string, files: Readonly<Record<string, string>> = {}) {
  const read = Object.entries(files).map(
    ([name, content]) => [`/etc/paart/${name}`, { text: content }] as const,
  )
  return compileConfig(text, {
    file: 'paart.yaml',
    folder: '/etc/paart',
    cores: 1,
    files: new Map(read),
  })
}

function snapshotOf(text: string, files: Readonly<Record<string, string>> = {}): Snapshot {
  const compiled = compile(text, files)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return compiled.snapshot
}

const FILES = {
  'google.json': '{"prefixes":[{"ipv4Prefix":"192.0.2.0/24"}]}',
  'ai.txt': 'OneBot # of somebody\nTwoBot search\n',
  'machines.txt': 'XBot monitoring\n',
}

t.test('crawlers, name servers and lists', async (t) => {
  t.same(filesNamedIn(readText('', AGENTS), '/etc/paart'), [
    '/etc/paart/google.json',
    '/etc/paart/ai.txt',
    '/etc/paart/machines.txt',
  ])
  const { agents, dns, aiCrawlers, machineNames } = snapshotOf(AGENTS, FILES)
  t.match(agents, [
    {
      name: 'google',
      purpose: null,
      words: ['googlebot', 'other'],
      hostSuffixes: ['.googlebot.com'],
    },
    {
      name: 'archive',
      purpose: 'archive',
      words: ['archivebot'],
      hostSuffixes: ['.bnl.lu'],
      ranges: { isEmpty: true },
    },
  ])
  t.equal(agents[0]?.ranges.has('192.0.2.9'), true)
  t.same(dns, { servers: ['192.0.2.53'], timeoutMs: 500 })
  t.same(aiCrawlers, new Map(Object.entries({ onebot: 'training', twobot: 'search' })))
  t.same(machineNames, new Map([['xbot', 'monitoring']]))
})

t.test('without them nobody is asked and our own list counts', async (t) => {
  t.match(snapshotOf(TEXT), {
    agents: [],
    dns: { servers: [], timeoutMs: 2000 },
    aiCrawlers: null,
    machineNames: null,
  })
})

t.test('a bad list of ranges is a warning, a bad list of names a mistake', async (t) => {
  const broken = compile(AGENTS, { ...FILES, 'google.json': '<html>' })
  t.match(broken, { ok: true, mistakes: [{ code: 'PAART_RANGES', severity: 'warning' }] })
  const unread = compile(AGENTS, { 'ai.txt': '', 'machines.txt': '' })
  t.match(unread, { ok: true, mistakes: [{ code: 'PAART_RANGES' }] })
  const names = compile(AGENTS, { ...FILES, 'ai.txt': 'one\ntwo words\n' })
  t.match(names, {
    ok: false,
    mistakes: [{ code: 'PAART_LIST', message: /^line 2 of "ai.txt" is no name with a purpose/ }],
  })
})

t.test('databases are opened, and one that cannot be is a mistake', async (t) => {
  const text = `${TEXT}databases: { country: geo.mmdb, asn: geo.mmdb }\n`
  t.same(filesNamedIn(readText('', text), '/etc/paart'), ['/etc/paart/geo.mmdb'])
  const compileWith = (bytes: Uint8Array, digest = 'one') => {
    const database = { memory: shared(bytes), digest }
    const files = new Map([['/etc/paart/geo.mmdb', { problem: 'is no text', database }]])
    return compileConfig(text, { file: 'paart.yaml', folder: '/etc/paart', cores: 1, files })
  }
  const bytes = writeDatabase({ '192.0.2.0/24': { country: { iso_code: 'LU' }, asn: 64500 } })
  const [one, two] = [compileWith(bytes), compileWith(bytes, 'two')]
  if (!one.ok || !two.ok) throw new Error(JSON.stringify(one.mistakes))
  t.equal(one.snapshot.whereabouts.countryOf('192.0.2.1'), 'LU')
  t.equal(one.snapshot.whereabouts.asnOf('192.0.2.1'), 64500)
  t.not(one.snapshot.hash, two.snapshot.hash, 'another database is another configuration')
  t.match(compileWith(bytes.subarray(0, 200)), {
    ok: false,
    mistakes: [
      {
        code: 'PAART_DATABASE',
        message: 'the database "geo.mmdb" is no MaxMind DB file, or was cut off',
      },
      { code: 'PAART_DATABASE' },
    ],
  })
  t.match(compile(text, { 'geo.mmdb': 'text' }), {
    ok: false,
    mistakes: [{ message: /is no MaxMind DB file/ }, {}],
  })
  t.match(compile(text), { ok: false, mistakes: [{ message: /was not read/ }, {}] })
  t.equal(snapshotOf(TEXT).whereabouts.countryOf('192.0.2.1'), null, 'none is fine')
})
