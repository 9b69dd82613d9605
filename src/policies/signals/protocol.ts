import { type HeaderSignal } from './seen.ts'

/** How a client speaks HTTP; asked only where no proxy spoke in its place. */
export const PROTOCOL_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'http-1.0',
    group: 'protocol',
    points: 2,
    operators: 'It names a browser and speaks HTTP/1.0.',
    citizens: 'Your browser speaks in a way that browsers gave up long ago.',
    holds: ({ claimsBrowser, httpVersion }) => claimsBrowser && httpVersion === '1.0',
  },
  {
    name: 'names-in-lower-case',
    group: 'protocol',
    points: 1,
    operators: 'It names a browser and spells header names over HTTP/1.1 as libraries do.',
    citizens: 'Your browser writes its requests like a program.',
    holds: ({ claimsBrowser, httpVersion, rawHeaders }) =>
      claimsBrowser && httpVersion === '1.1' && rawHeaders.includes('user-agent'),
  },
]
