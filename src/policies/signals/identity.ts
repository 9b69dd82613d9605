import { type HeaderSignal } from './seen.ts'

/** Who a client says it is. Saying so openly is no offence; it is no person's browser either. */
export const IDENTITY_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'user-agent-missing',
    group: 'identity',
    points: 3,
    operators: 'There is no User-Agent header.',
    citizens: 'Your program did not say what it is; every browser does.',
    holds: ({ userAgent }) => userAgent.class === 'empty',
  },
  {
    name: 'user-agent-tool',
    group: 'identity',
    points: 3,
    operators: 'The User-Agent names a tool or a library.',
    citizens: 'Your program introduces itself as a tool, not as a browser.',
    holds: ({ userAgent }) => userAgent.class === 'tool',
  },
  {
    name: 'user-agent-crawler',
    group: 'identity',
    points: 3,
    operators: 'The User-Agent names a crawler, and nothing proves that it is that crawler.',
    citizens: 'Your program introduces itself as a crawler.',
    holds: ({ userAgent, isVerified }) =>
      (userAgent.class === 'bot' || userAgent.class === 'ai-crawler') && !isVerified(),
  },
  {
    name: 'user-agent-headless',
    group: 'identity',
    points: 3,
    operators: 'The User-Agent or the client hints name a browser that runs without a screen.',
    citizens: 'Your browser says that a program drives it.',
    holds: ({ userAgent, value }) =>
      userAgent.class === 'headless' || (value('sec-ch-ua')?.includes('Headless') ?? false),
  },
]
