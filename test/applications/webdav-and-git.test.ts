import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startApache } from '../support/applications/apache.ts'
import { openClientDesk } from '../support/applications/client.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startTestGate } from '../support/gate.ts'

/** An address of the office, and one of anybody. */
const OFFICE = '192.0.2.7'
const STRANGER = '198.51.100.7'

/** More than any buffer on the road, and more than git sends at once. */
const BIG_BYTES = 4_000_000

const CHALLENGED = {
  type: 'urn:paart:challenge',
  status: 403,
  reference: /^[0-9A-Z]{4}-[0-9A-Z]{4}$/,
}

const PROPPATCH = `<?xml version="1.0" encoding="utf-8"?>
<D:propertyupdate xmlns:D="DAV:" xmlns:x="urn:example"><D:set><D:prop>
<x:author>Zoé</x:author></D:prop></D:set></D:propertyupdate>`

const LOCK = `<?xml version="1.0" encoding="utf-8"?>
<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>
<D:locktype><D:write/></D:locktype></D:lockinfo>`

await withPackages(t, ['apache2-bin', 'curl', 'git'], async () => {
  const apache = await startApache()
  t.teardown(apache.stop)
  const gate = await startTestGate({
    backendPort: apache.port,
    routes: `
- { name: files, path: "/dav/**", policy: files }
- { name: sources, path: "/git/**", policy: sources }
- { name: everything, policy: read }`,
    policies: `
read: { challenge: always }
files:
  challenge: always
  rules:
    - { name: office, when: { network: 192.0.2.0/24 }, then: pass }
    - { name: scanner, when: { header: { x-scanner: "floor-2 *" } }, then: pass }
sources:
  challenge: always
  rules:
    - name: git
      when: { path: "/git/**", header: { user-agent: "git/*" }, network: 192.0.2.0/24 }
      then: pass`,
    rest: 'trustedProxies: [127.0.0.1/32]',
  })
  t.teardown(() => gate.stop())
  const desk = openClientDesk()
  t.teardown(desk.clear)
  const login = `${apache.user}:${apache.password}`
  const big = randomBytes(BIG_BYTES)
  writeFileSync(join(desk.folder, 'big'), big)

  /** Curl, for somebody at this address. */
  const curl = async (address: string, ...argv: readonly string[]) => {
    const how = ['--silent', '--show-error', '--max-time', '20']
    const report = ['--write-out', '\n%{http_code} %{content_type}']
    const from = ['--header', `X-Forwarded-For: ${address}`]
    const { code, out, err } = await desk.run('curl', [...how, ...report, ...from, ...argv])
    if (code !== 0) throw new Error(err)
    const end = out.lastIndexOf(10)
    const [status = '', type = ''] = out.toString('utf8', end + 1).split(' ')
    return { status: Number(status), type, body: out.subarray(0, end) }
  }
  const webdav = (...argv: readonly string[]) => curl(OFFICE, '--user', login, ...argv)
  const url = (path: string): string => `${gate.url}${path}`

  t.test(
    'WebDAV: the office works with files by a rule, and nobody is asked for a pass',
    async (t) => {
      const folder = '/dav/Gemeng%20K%C3%A4erjeng/'
      const file = `${folder}plan%20n%C2%B01.bin`
      const moved = `${folder}plan+2.bin`
      const steps: readonly (readonly [string, number, ...string[]])[] = [
        ['MKCOL makes a folder', 201, '-X', 'MKCOL', url(folder)],
        [
          'PUT makes a file, after 100 Continue',
          201,
          '-T',
          'big',
          '-H',
          'Expect: 100-continue',
          url(file),
        ],
        ['PUT replaces it', 204, '-T', 'big', url(file)],
        ['PUT in chunks', 204, '-T', 'big', '-H', 'Transfer-Encoding: chunked', url(file)],
        ['PROPPATCH', 207, '-X', 'PROPPATCH', '-d', PROPPATCH, url(file)],
        ['HEAD', 200, '--head', url(file)],
        [
          'MOVE, whose destination names the gate',
          201,
          '-X',
          'MOVE',
          '-H',
          `Destination: ${url(moved)}`,
          url(file),
        ],
        ['GET where it was', 404, url(file)],
        ['COPY', 201, '-X', 'COPY', '-H', `Destination: ${url(file)}`, url(moved)],
        ['DELETE', 204, '-X', 'DELETE', url(file)],
        ['OPTIONS', 200, '-X', 'OPTIONS', url(folder)],
      ]
      for (const [name, want, ...argv] of steps) {
        t.equal((await webdav(...argv)).status, want, name)
      }
      const onDisk = readFileSync(join(apache.folder, 'dav/Gemeng Käerjeng/plan+2.bin'))
      t.ok(onDisk.equals(big), 'what was sent lies there')
      t.ok((await webdav(url(moved))).body.equals(big), 'and comes back')
      const part = await webdav('--range', '1000-2999999', url(moved))
      t.equal(part.status, 206)
      t.ok(part.body.equals(big.subarray(1_000, 3_000_000)), 'a part of it too')

      const list = await webdav('-X', 'PROPFIND', '-H', 'Depth: 1', url(folder))
      t.equal(list.status, 207)
      t.match(list.type, 'text/xml')
      const hrefs = [...list.body.toString().matchAll(/<D:href>([^<]*)</g)].map(([, href = '']) =>
        decodeURI(href),
      )
      t.strictSame(hrefs, [decodeURI(folder), decodeURI(moved)])
      t.match(list.body.toString(), '>Zoé<', 'with its property')
    },
  )

  t.test('WebDAV: a lock is held against others until its owner gives it back', async (t) => {
    const file = url('/dav/locked.txt')
    const locked = await webdav('-X', 'LOCK', '-H', 'Timeout: Second-60', '-d', LOCK, file)
    t.equal(locked.status, 200)
    const token = /<D:locktoken>\s*<D:href>([^<]*)</.exec(locked.body.toString())?.[1] ?? ''
    t.equal((await webdav('-T', 'big', file)).status, 423, 'without the token')
    t.equal((await webdav('-T', 'big', '-H', `If: (<${token}>)`, file)).status, 201, 'with it')
    const unlocked = await webdav('-X', 'UNLOCK', '-H', `Lock-Token: <${token}>`, file)
    t.equal(unlocked.status, 204)
    t.equal((await webdav('-X', 'DELETE', file)).status, 204)
  })

  t.test(
    'WebDAV: a header opens it for a device, and the application asks for its password',
    async (t) => {
      const device = ['-H', 'X-Scanner: floor-2 left'] as const
      const file = url('/dav/scan.bin')
      t.equal((await curl(STRANGER, ...device, '-T', 'big', file)).status, 401)
      t.equal((await curl(STRANGER, ...device, '--user', login, '-T', 'big', file)).status, 201)
      t.equal((await curl(STRANGER, ...device, '--user', login, '-X', 'DELETE', file)).status, 204)
    },
  )

  t.test('WebDAV: without a rule a problem document, whatever the method', async (t) => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PROPFIND', 'MKCOL', 'LOCK']) {
      const refused = await curl(STRANGER, '--user', login, '-X', method, url('/dav/x'))
      t.strictSame([refused.status, refused.type], [403, 'application/problem+json'], method)
      t.match(JSON.parse(refused.body.toString()), CHALLENGED)
    }
  })

  /** Git, for somebody at this address. */
  const git = (address: string, ...argv: readonly string[]) => {
    const from = ['-c', `http.extraHeader=X-Forwarded-For: ${address}`]
    const author = ['-c', 'user.name=Zoé', '-c', 'user.email=zoe@example.lu']
    return desk.run('git', [...from, ...author, ...argv])
  }
  const head = async (folder: string): Promise<string> =>
    (await git(OFFICE, '-C', folder, 'rev-parse', 'HEAD')).out.toString().trim()

  t.test('git: clone, push and fetch some megabytes; a check is never in the way', async (t) => {
    const run = async (...argv: readonly string[]): Promise<void> => {
      const { code, err } = await git(OFFICE, ...argv)
      t.equal(code, 0, `git ${argv.join(' ')}: ${err}`)
    }
    const source = url('/git/forms.git')
    await run('clone', source, 'one')
    writeFileSync(join(desk.folder, 'one/plan.bin'), big)
    await run('-C', 'one', 'add', '.')
    await run('-C', 'one', 'commit', '-m', 'Éischt Versioun')
    await run('-C', 'one', 'push', source.replace('//', `//${login}@`), 'HEAD:main')

    await run('clone', source, 'two')
    t.ok(readFileSync(join(desk.folder, 'two/plan.bin')).equals(big), 'cloned to the byte')

    writeFileSync(join(desk.folder, 'one/plan.bin'), randomBytes(BIG_BYTES))
    await run('-C', 'one', 'commit', '-a', '-m', 'Zweet Versioun')
    await run('-C', 'one', 'push', source.replace('//', `//${login}@`), 'HEAD:main')
    await run('-C', 'two', 'fetch', 'origin')
    await run('-C', 'two', 'merge', '--ff-only', 'origin/main')
    t.equal(await head('two'), await head('one'))
    await run('-C', 'two', 'fsck', '--full')
  })

  t.test('git: whoever is not of the office, or not git, is refused in one word', async (t) => {
    const { code, err } = await git(STRANGER, 'clone', url('/git/forms.git'), 'three')
    t.equal(code, 128)
    t.match(err, 'error: 403')
    const target = url('/git/forms.git/info/refs?service=git-upload-pack')
    for (const [address, agent] of [
      [STRANGER, 'git/2.39.5'],
      [OFFICE, 'Mozilla/5.0 git/2'],
    ] as const) {
      const refused = await curl(address, '--user-agent', agent, target)
      t.strictSame([refused.status, refused.type], [403, 'application/problem+json'], agent)
      t.match(JSON.parse(refused.body.toString()), CHALLENGED)
    }
  })
})
