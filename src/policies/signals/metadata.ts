import { type HeaderSignal } from './seen.ts'

/** What browsers say about each request by themselves (W3C Fetch Metadata). */
export const METADATA_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'metadata-missing',
    group: 'metadata',
    points: 3,
    operators: 'It names a browser that sends Sec-Fetch headers over HTTPS, and sends none.',
    citizens: 'Your browser left out what its version always sends.',
    holds: ({ lacksMetadata }) => lacksMetadata,
  },
  {
    name: 'metadata-partial',
    group: 'metadata',
    points: 3,
    operators: 'It sends some of Sec-Fetch-Site, -Mode and -Dest; browsers send all or none.',
    citizens: 'Your browser sent only a part of what belongs together.',
    holds({ claimsBrowser, userAgent, mode, destination, site }) {
      const count = [mode, destination, site].filter((value) => value !== undefined).length
      // Chrome 76 to 79 did not send all of them yet.
      const isEarly = userAgent.family === 'blink' && userAgent.version < 80
      return claimsBrowser && !isEarly && count > 0 && count < 3
    },
  },
  {
    name: 'metadata-contradiction',
    group: 'metadata',
    points: 3,
    operators: 'Sec-Fetch-Dest says that a page is loaded, Sec-Fetch-Mode says otherwise.',
    citizens: 'What your browser sent contradicts itself.',
    holds: ({ destination, mode }) =>
      destination === 'document' && mode !== undefined && mode !== 'navigate',
  },
]
