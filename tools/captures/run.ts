/**
 * `node tools/captures/run.ts FOLDER [CLIENT…]`: has browsers, libraries and tools ask servers on loopback, and
 * prints what they sent, a line of JSON each. FOLDER holds what no package of the system has (see
 * `browsers.ts` and `programs.ts`).
 */
import { startScreen } from '../../test/support/browsers/screen.ts'
import { type Browser, type Kind, browsersOf, walk } from './browsers.ts'
import { CLAIMED, claimsOf } from './claims.ts'
import { type Job, type Program, curlCffi, programsOf } from './programs.ts'
import { type Recorded, type Recorder, startRecorder } from './recorder.ts'

/** What curl_cffi calls the newest browsers that it imitates. */
const IMITATED = ['chrome', 'firefox', 'safari', 'safari_ios']

async function main([folder, ...wanted]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new Error('usage: run.ts FOLDER [CLIENT…]')
  const recorder = await startRecorder()
  const screen = await startScreen()
  const isWanted = ({ name }: { readonly name: string }): boolean =>
    wanted.length === 0 || wanted.includes(name)
  for (const browser of browsersOf(folder).filter(isWanted)) {
    await captureBrowser(browser, recorder, screen.display)
  }
  for (const program of programsOf(folder).filter(isWanted)) await captureProgram(program, recorder)
  const imitator = curlCffi(folder)
  if (isWanted(imitator)) {
    const url = (as: string): string => `${recorder.https}/${imitator.name}/${as}/all`
    await imitator.asks(IMITATED.map((as) => ({ url: url(as), fields: [], as })))
    tell(imitator.name, 'unseen', recorder.take())
  }
  await screen.stop()
  await recorder.close()
}

async function captureBrowser(browser: Browser, recorder: Recorder, display: string) {
  const isLed = await walk(browser, recorder, display)
  if (!isLed) process.stderr.write(`${browser.name} did not come to the end\n`)
  tell(browser.name, browser.kind, recorder.take())
}

async function captureProgram(program: Program, recorder: Recorder): Promise<void> {
  const { name } = program
  const itself: Job = { url: `${recorder.https}/${name}/itself/none`, fields: [] }
  await program.asks([itself])
  tell(name, 'itself', recorder.take())
  const jobs = CLAIMED.flatMap(claimsOf).map(({ claims, copies, fields }) => ({
    url: `${recorder.https}/${name}/${claims}/${copies}`,
    fields,
  }))
  await program.asks(jobs)
  const recorded = recorder.take()
  if (recorded.length !== jobs.length) {
    process.stderr.write(`${name} asked ${recorded.length} times, not ${jobs.length}\n`)
  }
  tell(name, 'claims', recorded)
}

function tell(client: string, kind: Kind, recorded: readonly Recorded[]): void {
  for (const { url, method, ver, enc, rawHeaders } of recorded) {
    const line = { client, kind, url, method, ver, enc, rawHeaders: rawHeaders.map(withoutPlace) }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}

/** The port is another each time, and the kernel's name is nobody's business. */
function withoutPlace(text: string): string {
  return text.replace(/127\.0\.0\.1:\d+/g, 'gov.example').replace(/(Linux \d+\.\d+)[\w.-]*/, '$1')
}

if (import.meta.main) await main(process.argv.slice(2))
