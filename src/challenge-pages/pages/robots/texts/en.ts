import { type RobotsTexts } from './keys.ts'

export const en: RobotsTexts = {
  title: 'For programs and robots',
  body: 'Programs may read this service too. This page says where and at which pace. It is made from the settings in force.',
  bodyAlone:
    'This page is for those who run programs that read this service. It says how a program tells who it is.',
  fileLink: 'The same for programs (JSON)',
  contactTerm: 'Whom to write to',

  tiersHeading: 'Say who you are',
  tiers: {
    unknown: {
      term: 'Without a name',
      use: 'Your program says nothing of itself. It counts like everybody else.',
    },
    contact: {
      term: 'With a contact',
      use: 'The User-Agent of your program holds an email address or the address of a page, for example: {example}',
    },
    proven: {
      term: 'Proven',
      use: 'We know the networks or the host names that your program comes from. Write to us, so that we know them.',
    },
    signed: {
      term: 'Signed',
      use: 'Your program signs its requests (RFC 9421), and we know its key.',
    },
  },

  agentsHeading: 'Programs that we know',
  purposes: {
    search: 'search engines',
    answer: 'answers for somebody who asks',
    training: 'training of language models',
    archive: 'archives',
    preview: 'previews of links',
    monitoring: 'monitoring',
    feed: 'readers of feeds',
    research: 'research',
  },

  pathsHeading: 'Where, and at which pace',
  pathsBody: 'The first entry that fits a path counts.',
  line: '{who}: {access}',
  everybody: 'For all',
  noLimit: 'without a limit',
  needsCheck: 'only after a check that needs a browser',
  closed: 'closed',
  perSecond: '{count} requests a second',
  perMinute: '{count} requests a minute',
  perHour: '{count} requests an hour',
  perDay: '{count} requests a day',
  underWay: '{count} under way at once',
  by: {
    address: 'for each address',
    network: 'for each network',
    agent: 'for each program',
    all: 'for all together',
  },
  burst: '{count} at once',
  beyond: {
    wait: 'beyond that: wait (429)',
    check: 'beyond that: a check that needs a browser',
    refused: 'beyond that: refused',
  },
  closedTo: 'Closed to: {kinds}',
  kinds: {
    'ai-crawler': 'programs that collect for AI',
    bot: 'programs that call themselves robots',
    tool: 'tools and libraries',
    headless: 'browsers that a program drives',
    empty: 'programs without a User-Agent',
  },
  freeFor: 'Without a limit, once proven: {kinds}',
  more: 'Paths that are not listed here: {count}',

  dumpsHeading: 'Whole data sets',
  dumpsBody: 'If you need much, please take these.',
  apisHeading: 'Interfaces for programs',
}
