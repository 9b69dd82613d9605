import { type HeaderSignal, sendsMetadata } from './seen.ts'

/**
 * None of them, half of them and a wrong one are alike: a reason for the check by itself. Proxies of companies
 * take them away too, so it is never more than that.
 */
const METADATA_POINTS = 6

/** What browsers say about each request by themselves (W3C Fetch Metadata). */
export const METADATA_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'metadata-missing',
    group: 'metadata',
    points: METADATA_POINTS,
    operators: 'It names a browser that sends Sec-Fetch headers over HTTPS, and sends none.',
    citizens: 'Your browser left out what its version always sends.',
    holds: ({ lacksMetadata }) => lacksMetadata,
  },
  {
    name: 'metadata-partial',
    group: 'metadata',
    points: METADATA_POINTS,
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
    points: METADATA_POINTS,
    operators: 'Sec-Fetch-Dest says that a page is loaded, Sec-Fetch-Mode says otherwise.',
    citizens: 'What your browser sent contradicts itself.',
    // A worker that passes a page on makes `same-origin` of it.
    holds: ({ destination, mode }) =>
      destination === 'document' &&
      mode !== undefined &&
      mode !== 'navigate' &&
      mode !== 'same-origin',
  },
  {
    name: 'upgrade-missing',
    group: 'metadata',
    points: METADATA_POINTS,
    operators:
      'It names a Chromium or a Firefox that sends Sec-Fetch headers, loads a page over HTTPS, and sends no Upgrade-Insecure-Requests.',
    citizens: 'Your browser left out what it sends with every page that it loads.',
    holds: ({ claimsBrowser, isSecure, userAgent, destination, value }) =>
      claimsBrowser &&
      isSecure &&
      destination === 'document' &&
      sendsMetadata(userAgent) &&
      value('upgrade-insecure-requests') === undefined,
  },
]
