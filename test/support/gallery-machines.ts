import { type MachineAccess, type MachinePolicy } from '../../src/model/index.ts'

const minute = { kind: 'rate', perSeconds: 60 } as const
const OPEN: MachineAccess = { kind: 'open', paces: [] }
const CHECK: MachineAccess = { kind: 'check', paces: [] }
const CLOSED: MachineAccess = { kind: 'closed', paces: [] }
const NOBODY = { purposes: [], agents: [] }

function everybody(access: MachineAccess) {
  return { unknown: access, contact: access, proven: access, signed: access }
}

/** What a site tells machines that has a bit of everything. */
export const MACHINES: MachinePolicy = {
  contact: 'robots@example.lu',
  dumps: [
    'https://data.example.lu/acts/all-of-the-acts-in-one-archive-that-is-made-each-night.tar.gz',
  ],
  apis: ['/api/v1', 'https://data.example.lu/oai'],
  agents: [
    { name: 'googlebot', purpose: 'search' },
    { name: 'bnl', purpose: 'archive' },
    { name: 'bingbot', purpose: 'search' },
  ],
  terms: [
    { paths: ['/assets/**'], tiers: everybody(OPEN), closedTo: [], freeFor: NOBODY },
    {
      paths: [
        '/acts/**',
        '/search/*/results/of/a/path/that/is/longer/than/a/telephone/is/wide/*.html',
      ],
      tiers: {
        unknown: {
          kind: 'open',
          paces: [
            { ...minute, by: 'network', beyond: 'check', requests: 120, burst: 60 },
            { ...minute, by: 'all', beyond: 'check', requests: 3000, burst: 1000 },
          ],
        },
        contact: {
          kind: 'open',
          paces: [
            { ...minute, by: 'network', beyond: 'wait', requests: 200, burst: 60 },
            { by: 'address', beyond: 'refused', kind: 'concurrency', max: 4 },
          ],
        },
        proven: {
          kind: 'open',
          paces: [{ ...minute, by: 'agent', beyond: 'wait', requests: 7, burst: 1, perSeconds: 1 }],
        },
        signed: {
          kind: 'open',
          paces: [
            { ...minute, by: 'agent', beyond: 'wait', requests: 5000, burst: 9, perSeconds: 3600 },
            { ...minute, by: 'all', beyond: 'wait', requests: 9, burst: 1, perSeconds: 86_400 },
          ],
        },
      },
      closedTo: ['training', 'answer', 'ai-crawler', 'bot', 'tool', 'headless', 'empty'],
      freeFor: { purposes: ['search', 'archive'], agents: ['bnl'] },
    },
    { paths: ['/forms/*'], tiers: everybody(CHECK), closedTo: [], freeFor: NOBODY },
    {
      paths: ['/**'],
      tiers: { ...everybody(CLOSED), proven: OPEN, signed: OPEN },
      closedTo: ['preview', 'monitoring', 'feed', 'research'],
      freeFor: NOBODY,
    },
  ],
  routesLeft: 12,
}

/** Where the file says nothing of machines. */
export const UNTOLD: MachinePolicy = {
  contact: 'help@example.lu',
  dumps: [],
  apis: [],
  agents: [],
  terms: [],
  routesLeft: 0,
}
