import { existsSync } from 'node:fs'
import { FIREFOX } from '../../test/support/browsers/firefox.ts'
import { startRemote } from '../../test/support/browsers/remote.ts'
import { type Told } from './protocol.ts'
import { createTrail, type Visitor } from './visit.ts'

/** Firefox ESR by WebDriver BiDi, which it speaks itself; null where it is not installed. */
export async function startFirefox(): Promise<Visitor | null> {
  if (!existsSync(FIREFOX)) return null
  const remote = await startRemote({
    program: FIREFOX,
    args: ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', '{home}'],
    announces: /WebDriver BiDi listening on (ws:\/\/\S+)/,
    path: '/session',
  })
  await remote.send('session.new', { capabilities: {} })
  await remote.send('session.subscribe', { events: ['network.beforeRequestSent'] })
  return {
    close: remote.close,
    async visit(url) {
      const trail = createTrail(url)
      const stop = remote.listen<Told>(({ method, params: { request, timestamp = 0 } }) => {
        if (method !== 'network.beforeRequestSent' || request === undefined) return
        trail.add({ method: request.method, url: request.url, atMs: timestamp })
      })
      const { userContext } = await remote.send<{ userContext: string }>(
        'browser.createUserContext',
      )
      const { context } = await remote.send<{ context: string }>('browsingContext.create', {
        type: 'tab',
        userContext,
      })
      await remote.send('browsingContext.navigate', { context, url, wait: 'none' })
      const visit = await trail.done
      stop()
      await remote.send('browser.removeUserContext', { userContext })
      return visit
    },
  }
}
