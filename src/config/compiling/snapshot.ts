import { dirname, join, resolve } from 'node:path'
import { type DescribedProxy, compileNetworks, compileProxies } from '../../client/index.ts'
import {
  type Admin,
  type Backend,
  type KeepSettings,
  type Listen,
  type ListenAddress,
  type PassSettings,
  type Rate,
  type Route,
  type Site,
  type SlowDoor,
  type SlowReaderSettings,
  type Snapshot,
} from '../../model/index.ts'
import { Expressions, indexByPath } from '../../policies/index.ts'
import { buildAgents, buildAiCrawlers } from '../files/agents.ts'
import { buildBackends } from './backend.ts'
import { buildContact, buildPrivacy, fallbackOf } from './contact.ts'
import { WORKERS_CONFIGURED_MAX } from '../schema/bounds.ts'
import { type CompilerTools, SiteCompiler, described } from './policy.ts'
import { buildWhereabouts } from '../files/databases.ts'
import { type Surroundings } from '../files/file-read.ts'
import { freezeDeep } from './freeze.ts'
import { logoOf } from '../files/logo.ts'
import { type LineNumbers } from './line-numbers.ts'
import { NetworkLists } from '../files/network-lists.ts'
import { NO_PLACES, type Places } from './places.ts'
import { RoomPlan, withRates } from './waiting-rooms.ts'
import { type Config } from '../schema/schema.ts'

type SiteConfig = Config['sites'][number]

/** What a snapshot needs besides the configuration. */
export interface SnapshotOptions extends Surroundings {
  readonly file: string
  readonly hash: string
  readonly cores: number
  readonly lines: LineNumbers
  readonly places?: Places
}

/** Builds the snapshot of a configuration that every check has passed. */
export function buildSnapshot(config: Config, options: SnapshotOptions): Snapshot {
  const { file, hash, folder, cores, lines } = options
  const backends = buildBackends(config.backends, {
    folder,
    files: options.files,
    places: options.places ?? NO_PLACES,
  })
  const rooms = new RoomPlan(config.sites, (options.places ?? NO_PLACES).waitingRooms)
  const networks = new NetworkLists(options, config.networks)
  const tools: CompilerTools = { networks, expressions: new Expressions(), lineOf: lines.of }
  const sites = config.sites.map((site, index) => ({
    ...buildSite(site, config, { ...options, backends }),
    ...buildRoutes(index, config, { ...tools, rooms }),
  }))
  return freezeDeep({
    file,
    following: lines.following(),
    hash,
    listen: config.listen.map((written) => buildListen(written, folder)),
    workers: config.workers === 'auto' ? workersFor(cores) : config.workers,
    trustedProxies: compileProxies(config.trustedProxies.map(buildProxy)),
    networkBits: { v4: config.networkPrefixes.ipv4, v6: config.networkPrefixes.ipv6 },
    crowds: compileNetworks(config.shares.crowds),
    admin: buildAdmin(config.admin, folder),
    contact: buildContact(config.contact),
    privacy: buildPrivacy(config.privacy),
    languages: config.languages,
    fallbackLanguage: fallbackOf(config),
    logTo: config.log.to === 'stdout' ? 'stdout' : resolve(folder, config.log.to),
    silentDoor: { passesPerNetwork: buildRate(config.doors.silent.passesPerNetwork) },
    tests: (config.tests ?? []).map((path) => ({
      name: join(dirname(file), path),
      path: resolve(folder, path),
    })),
    aiCrawlers: buildAiCrawlers(config.lists, options),
    agents: buildAgents(config.agents, options),
    whereabouts: buildWhereabouts(config.databases, options),
    dns: { servers: config.dns.servers, timeoutMs: config.dns.timeout },
    slowDoor: buildSlowDoor(config.doors.slow),
    humanDoor: { isOffered: config.doors.human.offered },
    pass: buildPass(config.pass, folder),
    keep: buildKeep(config.keepSubmission, folder),
    slowReaders: buildSlowReaders(config, folder),
    backends,
    sites,
    ...buildHostTables(config.sites, sites),
  })
}

function workersFor(cores: number): number {
  return Math.min(Math.max(1, Math.floor(cores)), WORKERS_CONFIGURED_MAX)
}

function buildProxy({ fields, ...written }: Config['trustedProxies'][number]): DescribedProxy {
  return { ...written, fields: new Set(fields) }
}

function buildListen(written: Config['listen'][number], folder: string): Listen {
  const { address, proxyProtocol, limits } = written
  return {
    address: resolveAddress(address, folder),
    proxyProtocol,
    limits: {
      headerTimeoutMs: limits.headerTimeout,
      idleTimeoutMs: limits.idleTimeout,
      bodyMinRate: limits.bodyMinRate,
      headerBytesMax: limits.headerBytesMax,
      connectionsMax: limits.connectionsMax,
      connectionsPerNetworkMax: limits.connectionsPerNetworkMax,
    },
  }
}

function resolveAddress(address: ListenAddress, folder: string): ListenAddress {
  return address.kind === 'tcp' ? address : { kind: 'unix', path: resolve(folder, address.path) }
}

function buildAdmin({ socket, address }: Config['admin'], folder: string): Admin {
  return { socket: resolve(folder, socket), address: address === 'none' ? null : address }
}

function buildSlowDoor(written: Config['doors']['slow']): SlowDoor {
  const { wait, passesPerNetwork, ...caps } = written
  return { waitMs: wait, passesPerNetwork: buildRate(passesPerNetwork), ...caps }
}

function buildRate({ rate, burst }: Config['doors']['slow']['passesPerNetwork']): Rate {
  return { intervalMs: rate, burst }
}

function buildPass(written: Config['pass'], folder: string): PassSettings {
  return {
    lifetimeSeconds: Math.floor(written.lifetime / 1000),
    renewAfterSeconds: Math.floor(written.renewAfter / 1000),
    proofMaxAgeSeconds: Math.floor(written.proofMaxAge / 1000),
    graceSeconds: Math.floor(written.grace / 1000),
    requestsMax: written.requestsMax,
    keysFile: resolve(folder, written.keys),
  }
}

function buildKeep(written: Config['keepSubmission'], folder: string): KeepSettings {
  const { bytesMax, networkMax, totalMax } = written
  return {
    folder: resolve(folder, written.folder),
    bytesMax,
    networkMax,
    totalMax,
    forMs: written.for,
  }
}

function buildSlowReaders(
  { slowReaders, keepSubmission }: Config,
  folder: string,
): SlowReaderSettings {
  const beside = join(dirname(keepSubmission.folder), 'answers')
  return {
    folder: resolve(folder, slowReaders.folder ?? beside),
    fileBytesMax: slowReaders.fileMax,
  }
}

/** What of a site its routes make. */
type RoutesOfSite = 'routes' | 'routesFor' | 'hasWaitingRoom'

function buildSite(
  site: SiteConfig,
  config: Config,
  around: Surroundings & { readonly backends: readonly Backend[] },
): Omit<Site, RoutesOfSite> {
  const { domain } = site.pass
  const { name, logo, logoText, color = null, accent = null, accessibility = null } = site.brand
  const sharing = config.sites.filter((other) => other.pass.domain === domain)
  return {
    name: site.name,
    brandName: name ?? site.name,
    brand: { logo: logoOf(logo, logoText, around), color, accent, accessibility },
    scheme: site.scheme,
    backend: described(around.backends.find((backend) => backend.name === site.backend)),
    contact: buildContact(site.contact ?? config.contact),
    privacy: buildPrivacy(config.privacy),
    languages: site.languages ?? config.languages,
    fallbackLanguage: fallbackOf(config, site),
    passDomain: domain ?? null,
    passSites: domain === undefined ? [site.name] : sharing.map((other) => other.name),
    caseInsensitivePaths: site.caseInsensitivePaths,
    ambiguousPath: site.ambiguousPath,
  }
}

function buildRoutes(
  index: number,
  config: Config,
  tools: CompilerTools & { readonly rooms: RoomPlan },
): Pick<Site, RoutesOfSite> {
  const site = described(config.sites[index])
  const compiler = new SiteCompiler(site, config.policies, tools)
  const compiled = site.routes.map((written, place): [Route, readonly string[] | null] => {
    const route: Route = {
      name: written.name,
      matches: compiler.routeMatches(written),
      policy: compiler.policy(written.policy),
      waitingRoom: tools.rooms.roomOf(site, written, {
        site: tools.lineOf(['sites', index, 'waitingRoom']),
        route: tools.lineOf(['sites', index, 'routes', place, 'waitingRoom']),
      }),
      line: tools.lineOf(['sites', index, 'routes', place]),
    }
    return [route, compiler.casedPatterns(written.path === undefined ? undefined : [written.path])]
  })
  const written = compiled.map(([route]) => route)
  const routes = withRates(site.name, written, config.policies)
  const patterns = new Map(compiled.map(([, pattern], at) => [routes[at], pattern]))
  return {
    routes,
    routesFor: indexByPath(routes, (route) => patterns.get(route) ?? null),
    hasWaitingRoom: routes.some(({ waitingRoom }) => waitingRoom !== null),
  }
}

type HostTables = Pick<Snapshot, 'siteByHost' | 'siteBySuffix' | 'siteOfAnyHost'>

function buildHostTables(written: readonly SiteConfig[], sites: readonly Site[]): HostTables {
  const byHost = new Map<string, Site>()
  const bySuffix: [string, Site][] = []
  let siteOfAnyHost: Site | null = null
  for (const [index, { hosts }] of written.entries()) {
    const site = described(sites[index])
    for (const host of hosts) {
      if (host === '*') siteOfAnyHost = site
      else if (host.startsWith('*.')) bySuffix.push([host.slice(1), site])
      else byHost.set(host, site)
    }
  }
  const siteBySuffix = bySuffix.toSorted(([a], [b]) => b.length - a.length)
  return { siteByHost: byHost, siteBySuffix, siteOfAnyHost }
}
