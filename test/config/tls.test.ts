import { readFileSync } from 'node:fs'
import t from 'tap'
import { type FilesRead, compileConfig, filesNamedIn, readText } from '../../src/config/index.ts'

const DATA = new URL('../data/tls/', import.meta.url)
const dataOf = (name: string): string => readFileSync(new URL(name, DATA), 'utf8')

/** What the names in the cases below stand for. */
const FILES: FilesRead = new Map([
  ['/etc/paart/ca.pem', { text: dataOf('ca.pem') }],
  ['/etc/paart/client.pem', { text: dataOf('client.pem') }],
  ['/etc/paart/client-key.pem', { text: dataOf('client-key.pem') }],
  ['/etc/paart/server-key.pem', { text: dataOf('server-key.pem') }],
  ['/etc/paart/empty.pem', { text: '' }],
  ['/etc/paart/damaged.pem', { text: dataOf('ca.pem').replace('MII', 'III') }],
  ['/etc/paart/missing.pem', { problem: 'cannot be read: ENOENT' }],
])

const written = (tls: string, server = 'https://backend.test'): string => `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends:
  portal:
    servers: ["${server}"]
    tls: ${tls}
sites:
  - { name: portal, hosts: ["*"], backend: portal, routes: [{ name: all, policy: read }] }
policies: { read: {} }
`

const OPTIONS = { file: 'paart.yaml', folder: '/etc/paart', cores: 1 }

t.test('what is wrong with certificates and keys is told where they are named', (t) => {
  const cases = [
    { tls: '{ ca: missing.pem }', says: '7:16 "ca": the file cannot be read: ENOENT' },
    { tls: '{ ca: /other.pem }', says: '7:16 "ca": the file was not read' },
    { tls: '{ ca: empty.pem }', says: '7:16 "ca" holds no certificate (PEM)' },
    { tls: '{ ca: damaged.pem }', says: '7:16 "ca" holds a certificate that is damaged' },
    { tls: '{ certificate: client.pem }', says: '7:12 "certificate" needs "key" beside it' },
    { tls: '{ key: client-key.pem }', says: '7:12 "key" needs "certificate" beside it' },
    {
      tls: '{ certificate: client.pem, key: server-key.pem }',
      says: '7:42 "key" is not the key of the certificate',
    },
    {
      tls: '{ certificate: client.pem, key: empty.pem }',
      says: '7:42 "key" holds no private key (PEM) that can be read without a passphrase',
    },
    { tls: '{ serverName: "*.a" }', says: '7:24 "serverName" must be a host name, not "*.a"' },
    {
      tls: '{ ca: ca.pem }',
      server: 'http://backend.test',
      says: '7:5 no server of this backend is reached by https',
    },
  ]
  for (const { tls, server, says } of cases) {
    const { ok, mistakes } = compileConfig(written(tls, server), { ...OPTIONS, files: FILES })
    t.notOk(ok, tls)
    const [first] = mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`)
    t.equal(first, says)
  }
  t.end()
})

t.test('the files a text names stand in the snapshot, and are part of what its hash is of', (t) => {
  const text = written(
    '{ ca: ca.pem, certificate: client.pem, key: client-key.pem, serverName: App.Test }',
  )
  t.strictSame(filesNamedIn(readText('', text), '/etc/paart'), [
    '/etc/paart/ca.pem',
    '/etc/paart/client.pem',
    '/etc/paart/client-key.pem',
  ])
  const before = compileConfig(text, { ...OPTIONS, files: FILES })
  if (!before.ok) throw new Error(JSON.stringify(before.mistakes))
  t.strictSame(before.snapshot.backends[0]?.tls, {
    ca: dataOf('ca.pem'),
    certificate: dataOf('client.pem'),
    key: dataOf('client-key.pem'),
    serverName: 'app.test',
  })
  const renewed = new Map(FILES).set('/etc/paart/ca.pem', { text: dataOf('other-ca.pem') })
  const after = compileConfig(text, { ...OPTIONS, files: renewed })
  t.ok(after.ok && after.snapshot.hash !== before.snapshot.hash)
  t.strictSame(filesNamedIn(readText('', '{'), '/'), [])
  t.strictSame(filesNamedIn(readText('', 'backends: { a: { tls: 1 }, b: {} }'), '/'), [])
  t.end()
})
