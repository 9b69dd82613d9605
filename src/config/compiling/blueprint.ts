import { dirname, join, resolve } from 'node:path'
import {
  type Blueprint,
  NO_PLACES,
  type Places,
  type PolicyPlan,
  type RoutePlan,
  type SitePlan,
  writeSheets,
} from '../../building/index.ts'
import { type DescribedProxy } from '../../client/index.ts'
import {
  type Admin,
  type KeepSettings,
  type Listen,
  type ListenAddress,
  type PassSettings,
  type Rate,
  type SlowDoor,
  type SlowReaderSettings,
} from '../../model/index.ts'
import { planAgents, readNameLists } from '../files/agents.ts'
import { buildBackends } from './backend.ts'
import { buildAbout, buildPrivacy, fallbackOf, planContact } from './contact.ts'
import { WORKERS_CONFIGURED_MAX } from '../schema/bounds.ts'
import { PolicyPlanner } from './policy.ts'
import { databasesIn } from '../files/databases.ts'
import { type Surroundings } from '../files/file-read.ts'
import { logoOf } from '../files/logo.ts'
import { machinePlanner } from './machines.ts'
import { type LineNumbers } from './line-numbers.ts'
import { NetworkLists } from '../files/network-lists.ts'
import { buildStore } from './store.ts'
import { RoomPlan, withRates } from './waiting-rooms.ts'
import { type Config } from '../schema/schema.ts'

type SiteConfig = Config['sites'][number]

/** What a blueprint needs besides the configuration. */
export interface BlueprintOptions extends Surroundings {
  readonly file: string
  readonly hash: string
  readonly cores: number
  readonly lines: LineNumbers
  readonly places?: Places
}

/** Draws the blueprint of a configuration that every check has passed: all that can be said without a function. */
export function drawBlueprint(config: Config, options: BlueprintOptions): Blueprint {
  const { file, hash, folder, cores, lines, places = NO_PLACES } = options
  const networks = new NetworkLists(options, config.networks)
  const { sites, policies } = drawSites(config, { ...options, networks })
  return {
    file,
    following: lines.following(),
    hash,
    listen: config.listen.map((written) => buildListen(written, folder)),
    workers: config.workers === 'auto' ? workersFor(cores) : config.workers,
    trustedProxies: config.trustedProxies.map(buildProxy),
    networkBits: { v4: config.networkPrefixes.ipv4, v6: config.networkPrefixes.ipv6 },
    crowds: config.shares.crowds,
    admin: buildAdmin(config.admin, folder),
    contact: planContact(config.contact),
    privacy: buildPrivacy(config.privacy),
    languages: config.languages,
    fallbackLanguage: fallbackOf(config),
    logTo: config.log.to === 'stdout' ? 'stdout' : resolve(folder, config.log.to),
    silentDoor: { passesPerNetwork: buildRate(config.doors.silent.passesPerNetwork) },
    tests: (config.tests ?? []).map((path) => ({
      name: join(dirname(file), path),
      path: resolve(folder, path),
    })),
    ...readNameLists(config.lists, options),
    agents: planAgents(config.agents, options),
    databases: databasesIn(config.databases, options),
    dns: { servers: config.dns.servers, timeoutMs: config.dns.timeout },
    slowDoor: buildSlowDoor(config.doors.slow),
    humanDoor: { isOffered: config.doors.human.offered },
    pass: buildPass(config.pass, folder),
    keep: buildKeep(config.keepSubmission, folder),
    slowReaders: buildSlowReaders(config, folder),
    shutdown: { unreadyForMs: config.shutdown.unreadyFor, graceMs: config.shutdown.grace },
    store: buildStore(config.store, folder),
    backends: buildBackends(config.backends ?? {}, { folder, files: options.files, places }),
    sites,
    policies,
    networks: networks.all,
  }
}

function workersFor(cores: number): number {
  return Math.min(Math.max(1, Math.floor(cores)), WORKERS_CONFIGURED_MAX)
}

function buildProxy({ fields, ...written }: Config['trustedProxies'][number]): DescribedProxy {
  return { ...written, fields: new Set(fields) }
}

function buildListen(written: Config['listen'][number], folder: string): Listen {
  const { address, mode = null, group = null, proxyProtocol, subrequests, limits } = written
  return {
    address: resolveAddress(address, folder),
    mode,
    group,
    proxyProtocol,
    subrequests,
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

type Drawn = Pick<Blueprint, 'sites' | 'policies'>

function drawSites(
  config: Config,
  options: BlueprintOptions & { readonly networks: NetworkLists },
): Drawn {
  const { lines, networks, places = NO_PLACES } = options
  const rooms = new RoomPlan(config.sites, places.waitingRooms)
  const planner = new PolicyPlanner(config.policies, { networks, lineOf: lines.of })
  const machinesOf = machinePlanner(config, readNameLists(config.lists, options))
  const policies = new Map<string, PolicyPlan>()
  const sites = config.sites.map((site, index): SitePlan => {
    const path = ['sites', index]
    const routes = site.routes.map((written, place): RoutePlan => {
      const { name, policy } = written
      if (!policies.has(policy)) policies.set(policy, planner.plan(policy))
      return {
        name,
        path: written.path ?? null,
        methods: written.methods ?? null,
        policy,
        ambiguousPath: written.ambiguousPath ?? site.ambiguousPath,
        waitingRoom: rooms.roomOf(site, written, {
          site: lines.of([...path, 'waitingRoom']),
          route: lines.of([...path, 'routes', place, 'waitingRoom']),
        }),
        line: lines.of([...path, 'routes', place]),
      }
    })
    const rated = withRates(site.name, routes, policies)
    const drawn = { ...drawSite(site, config, options), machines: machinesOf(site) }
    return { ...drawn, routes: writeSheets(rated) }
  })
  return { sites, policies }
}

function drawSite(
  site: SiteConfig,
  config: Config,
  around: Surroundings,
): Omit<SitePlan, 'routes' | 'machines'> {
  const { name, logo, logoText, color = null, accent = null, accessibility = null } = site.brand
  return {
    name: site.name,
    hosts: site.hosts,
    brandName: name ?? site.name,
    brand: { logo: logoOf(logo, logoText, around), color, accent, accessibility },
    scheme: site.scheme,
    backend: site.backend ?? null,
    contact: planContact(site.contact ?? config.contact),
    privacy: buildPrivacy(config.privacy),
    about: buildAbout(site.about ?? config.about),
    languages: site.languages ?? config.languages,
    fallbackLanguage: fallbackOf(config, site),
    ...drawPass(site, config),
    caseInsensitivePaths: site.caseInsensitivePaths,
    ambiguousPath: site.ambiguousPath,
  }
}

function drawPass(
  { name, hosts, pass: { domain, share, at } }: SiteConfig,
  { sites }: Config,
): Pick<SitePlan, 'passDomain' | 'passSites' | 'passShares' | 'passAt'> {
  const sharing = sites.filter((other) => other.pass.domain === domain)
  return {
    passDomain: domain ?? null,
    passSites: domain === undefined ? [name] : sharing.map((other) => other.name),
    passShares: share ?? [],
    passAt: (at ?? firstName(hosts))?.toLowerCase() ?? null,
  }
}

/** The first host that names one, where a browser can be sent. */
function firstName(hosts: readonly string[]): string | null {
  return hosts.find((host) => !host.includes('*')) ?? null
}
