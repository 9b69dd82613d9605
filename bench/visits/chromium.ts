import { findBrowser } from '../../test/support/browser.ts'
import { startRemote } from '../../test/support/browsers/remote.ts'
import { type Told } from './protocol.ts'
import { createTrail, type Visitor } from './visit.ts'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--remote-debugging-port=0',
  '--user-data-dir={home}',
]

/**
 * Chromium by the DevTools protocol. The page and its workers are each slowed down: a slowed page
 * alone leaves its workers as fast as they were.
 */
export async function startChromium(options: {
  readonly slowdown: number
  readonly jitless: boolean
}): Promise<Visitor> {
  const { executable, environment } = await findBrowser({ isWhole: true })
  const remote = await startRemote({
    program: executable,
    args: [...FLAGS, ...(options.jitless ? ['--js-flags=--jitless'] : [])],
    env: environment,
    announces: /^DevTools listening on (ws:.*)$/,
    path: '',
  })
  const slowDown = (session: string | undefined): Promise<unknown> =>
    options.slowdown === 1
      ? Promise.resolve()
      : remote.send('Emulation.setCPUThrottlingRate', { rate: options.slowdown }, session)
  return {
    close: remote.close,
    async visit(url) {
      const trail = createTrail(url)
      const stop = remote.listen<Told>(({ method, params }) => {
        const { request, timestamp = 0, targetInfo, sessionId: worker } = params
        if (method === 'Network.requestWillBeSent' && request !== undefined) {
          trail.add({ method: request.method, url: request.url, atMs: 1000 * timestamp })
        }
        if (method === 'Target.attachedToTarget' && targetInfo?.type === 'worker') {
          const goOn = (): unknown => remote.send('Runtime.runIfWaitingForDebugger', {}, worker)
          void slowDown(worker).then(goOn, goOn)
        }
      })
      const { browserContextId } = await remote.send<{ browserContextId: string }>(
        'Target.createBrowserContext',
      )
      const { targetId } = await remote.send<{ targetId: string }>('Target.createTarget', {
        url: 'about:blank',
        browserContextId,
      })
      const { sessionId } = await remote.send<{ sessionId: string }>('Target.attachToTarget', {
        targetId,
        flatten: true,
      })
      await remote.send('Network.enable', {}, sessionId)
      await remote.send(
        'Target.setAutoAttach',
        { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
        sessionId,
      )
      await slowDown(sessionId)
      await remote.send('Page.navigate', { url }, sessionId)
      const visit = await trail.done
      stop()
      await remote.send('Target.disposeBrowserContext', { browserContextId })
      return visit
    },
  }
}
