import { type Siege } from './socket-row.ts'

/** More than a gate keeps of one answer. */
const LARGE = 'bytes=50331648'

/** Networks of one household each: of one /48, and of anybody, 16 in each /20. */
const PREFIX = Array.from({ length: 24 }, (_, i) => `2001:db8:7:${(i << 8).toString(16)}::7`)
const NETWORKS = Array.from({ length: 1_000 }, (_, i) => `100.${64 + (i >> 8)}.${i & 255}.7`)

const ONE_ADDRESS = { addresses: ['203.0.113.7'], passes: 0, isNear: true } as const

/** Attacks, by the names that `--rows` takes. Of the example's routes nobody is checked below `/assets`. */
export const SIEGES = {
  slow: {
    ...ONE_ADDRESS,
    name: 'one address: 1,500 slow reads of 48 MiB, without a pass',
    manner: 'sip',
    path: `/assets/film?${LARGE}`,
    connections: 1_500,
  },
  'slow-passes': {
    ...ONE_ADDRESS,
    name: 'one address: 1,200 slow reads of 48 MiB, with 10 passes',
    manner: 'sip',
    path: `/download?${LARGE}`,
    connections: 1_200,
    passes: 10,
  },
  nothing: {
    ...ONE_ADDRESS,
    name: 'one address: 1,500 readers that take nothing',
    manner: 'nothing',
    path: `/assets/film?${LARGE}`,
    connections: 1_500,
  },
  'chunks-own': {
    ...ONE_ADDRESS,
    name: 'one address: chunks of one byte to an own path, on 64 connections, as fast as they are taken',
    manner: 'chunks',
    path: '/.paart/proof',
    connections: 64,
  },
  'chunks-forwarded': {
    ...ONE_ADDRESS,
    name: 'one address: chunks of one byte in forms, on 64 connections, as fast as they are taken',
    manner: 'chunks',
    path: '/send',
    connections: 64,
  },
  sockets: {
    ...ONE_ADDRESS,
    name: 'one address: 5,000 WebSockets',
    manner: 'socket',
    path: '/assets/live',
    connections: 5_000,
  },
  names: {
    ...ONE_ADDRESS,
    name: 'one address: made-up header names, on 16 connections, as fast as they are answered',
    manner: 'names',
    path: '/assets/site.css',
    connections: 16,
  },
  prefix: {
    ...ONE_ADDRESS,
    name: '24 /56 of one /48: 60 slow reads of 48 MiB each',
    manner: 'sip',
    path: `/assets/film?${LARGE}`,
    connections: 24 * 60,
    addresses: PREFIX,
  },
  networks: {
    ...ONE_ADDRESS,
    name: '1,000 networks: one slow read of 48 MiB each',
    manner: 'sip',
    path: `/assets/film?${LARGE}`,
    connections: 1_000,
    addresses: NETWORKS,
    isNear: false,
  },
} as const satisfies Readonly<Record<string, Siege>>
