import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startApache } from '../support/applications/apache.ts'
import { openClientDesk } from '../support/applications/client.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startTestGate } from '../support/gate.ts'

/** As many tests as litmus 0.13 has. */
const LITMUS_TESTS = 104

await withPackages(t, ['apache2-bin', 'cadaver', 'curl', 'git', 'litmus'], async () => {
  const apache = await startApache()
  t.teardown(apache.stop)
  const gate = await startTestGate({ backendPort: apache.port })
  t.teardown(() => gate.stop())
  const desk = openClientDesk()
  t.teardown(desk.clear)
  const ways = { direct: apache.port, through: gate.port } as const

  t.test('a WebDAV client that tests servers finds the same behind the gate', async (t) => {
    const said = async (port: number): Promise<string> => {
      const url = `http://127.0.0.1:${port}/dav/`
      const { code, out } = await desk.run('litmus', [url, apache.user, apache.password])
      t.equal(code, 0)
      const text = out.toString()
      t.equal(passedOf(text), LITMUS_TESTS, 'all pass')
      return text
    }
    const direct = await said(ways.direct)
    t.equal(await said(ways.through), direct, 'word for word, warnings included')
  })

  t.test(
    'a WebDAV shell that people type into says the same and moves the same bytes',
    async (t) => {
      const big = randomBytes(1_000_000)
      writeFileSync(join(desk.folder, 'plan'), big)
      writeFileSync(
        join(desk.folder, '.netrc'),
        `machine 127.0.0.1 login ${apache.user} password ${apache.password}\n`,
        { mode: 0o600 },
      )
      writeFileSync(join(desk.folder, 'commands'), COMMANDS)
      const said = async (port: number): Promise<string> => {
        const back = join(desk.folder, 'back')
        rmSync(back, { force: true })
        const url = `http://127.0.0.1:${port}/dav/`
        const { out, err } = await desk.run('cadaver', ['--rcfile=commands', url])
        t.equal(err, '')
        t.ok(readFileSync(back).equals(big), 'what was sent comes back')
        return comparable(out.toString(), port)
      }
      const direct = await said(ways.direct)
      t.match(direct, /Moving.*succeeded/)
      t.equal(await said(ways.through), direct)
    },
  )

  t.test('what was broken off is taken up where it ended, in both directions', async (t) => {
    const big = randomBytes(3_000_000)
    writeFileSync(join(desk.folder, 'whole'), big)
    writeFileSync(join(apache.folder, 'dav/whole'), big)
    const login = `${apache.user}:${apache.password}`
    const curl = async (...argv: readonly string[]): Promise<string> => {
      const report = ['--write-out', '%{http_code} %{size_download} %{size_upload}']
      const asked = ['--silent', '--show-error', '--max-time', '20', '--user', login]
      const { code, out, err } = await desk.run('curl', [...asked, ...report, ...argv])
      return code === 0 ? out.toString() : `${code} ${err}`
    }
    for (const [way, port] of Object.entries(ways)) {
      const url = `http://127.0.0.1:${port}/dav`
      writeFileSync(join(desk.folder, 'part'), big.subarray(0, 1_000_000))
      const down = await curl('--continue-at', '-', '--output', 'part', `${url}/whole`)
      t.equal(down, '206 2000000 0', `a download, ${way}`)
      t.ok(readFileSync(join(desk.folder, 'part')).equals(big))
      const old = await curl('--http1.0', '--output', 'part', `${url}/whole`)
      t.equal(old, '200 3000000 0', `in HTTP/1.0, ${way}`)
      t.ok(readFileSync(join(desk.folder, 'part')).equals(big))

      const file = join(apache.folder, `dav/${way}`)
      writeFileSync(join(desk.folder, 'begin'), big.subarray(0, 1_000_000))
      t.match(await curl('--upload-file', 'begin', `${url}/${way}`), /201 \d+ 1000000$/)
      const up = await curl('--continue-at', '1000000', '--upload-file', 'whole', `${url}/${way}`)
      t.match(up, /^204 0 2000000$/, `an upload, ${way}`)
      t.ok(readFileSync(file).equals(big))
    }
  })
})

const COMMANDS = `mkcol office
put plan office/plan
propset office/plan author Zoe
propget office/plan author
copy office/plan office/copy
move office/copy office/moved
ls office
get office/moved back
lock office/plan
discover office/plan
unlock office/plan
rmcol office
quit
`

function passedOf(text: string): number {
  return [...text.matchAll(/ (\d+) passed, 0 failed/g)].reduce((sum, [, n]) => sum + Number(n), 0)
}

/** Without what changes from run to run: ports, lock tokens, times, progress. */
function comparable(text: string, port: number): string {
  return text
    .replaceAll(String(port), 'PORT')
    .replaceAll(/opaquelocktoken:[\w-]+/g, 'TOKEN')
    .replaceAll(/Timeout: .*|\w{3} +\d+ +\d\d:\d\d/g, 'TIME')
    .replaceAll(/\[\.+/g, '[')
}
