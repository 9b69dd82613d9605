import { existsSync } from 'node:fs'
import { startRemote } from './remote.ts'
import { createTrail, type Visitor } from './visit.ts'

const PROGRAM = '/usr/bin/firefox-esr'

/** Firefox ESR by WebDriver BiDi, which it speaks itself; null where it is not installed. */
export async function startFirefox(): Promise<Visitor | null> {
  if (!existsSync(PROGRAM)) return null
  const remote = await startRemote({
    program: PROGRAM,
    args: ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', '{profile}'],
    announces: /WebDriver BiDi listening on (ws:\/\/\S+)/,
    path: '/session',
  })
  await remote.send('session.new', { capabilities: {} })
  await remote.send('session.subscribe', { events: ['network.beforeRequestSent'] })
  return {
    close: remote.close,
    async visit(url) {
      const trail = createTrail(url)
      const stop = remote.listen(({ method, params: { request, timestamp = 0 } }) => {
        if (method !== 'network.beforeRequestSent' || request === undefined) return
        trail.add({ method: request.method, url: request.url, atMs: timestamp })
      })
      const { userContext } = await remote.send('browser.createUserContext')
      const { context } = await remote.send('browsingContext.create', { type: 'tab', userContext })
      await remote.send('browsingContext.navigate', { context, url, wait: 'none' })
      const visit = await trail.done
      stop()
      await remote.send('browser.removeUserContext', { userContext })
      return visit
    },
  }
}
