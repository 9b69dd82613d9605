import {
  type Database,
  compileNetworks,
  compileProxies,
  networkSet,
  openDatabase,
  whereaboutsFrom,
} from '../client/index.ts'
import { type Agent, type Site, type Snapshot, type Whereabouts } from '../model/index.ts'
import { type AgentPlan, type Blueprint, type SitePlan } from './blueprint.ts'
import { buildContact } from './contact.ts'
import { described } from './described.ts'
import { freezeDeep } from './freeze.ts'
import { SiteBuilder, Tools } from './site.ts'
import { type Work } from './slices.ts'

/**
 * Builds the snapshot of a blueprint, frozen; it may stop at every rule and every route.
 *
 * `judges: false` leaves out the rules and limits of all policies: who judges nobody needs no thousands of them.
 */
export function* building(
  blueprint: Blueprint,
  { judges = true }: { readonly judges?: boolean } = {},
): Work<Snapshot> {
  const { databases, networks, policies, sites: plans, ...plain } = blueprint
  const tools = new Tools({ policies, backends: plain.backends, networks, judges })
  const sites: Site[] = []
  for (const plan of plans) sites.push(yield* new SiteBuilder(plan, tools).build())
  return freezeDeep({
    ...plain,
    trustedProxies: compileProxies(plain.trustedProxies),
    crowds: compileNetworks(plain.crowds),
    contact: buildContact(plain.contact),
    agents: plain.agents.map(buildAgent),
    whereabouts: openWhereabouts(databases),
    sites,
    ...hostTables(plans, sites),
  })
}

function buildAgent({ ranges, ...plain }: AgentPlan): Agent {
  return { ...plain, ranges: networkSet(ranges) }
}

/** How many rules and routes are built. */
export function partsOf({ sites, policies }: Pick<Blueprint, 'sites' | 'policies'>): number {
  const routes = sites.map(({ routes: { count } }) => count)
  const rules = [...policies.values()].map(({ rules: { count } }) => count)
  return [...routes, ...rules].reduce((sum, count) => sum + count, 0)
}

function openWhereabouts({ country, asn }: Blueprint['databases']): Whereabouts {
  return whereaboutsFrom({ country: openMaybe(country), asn: openMaybe(asn) })
}

function openMaybe(memory: SharedArrayBuffer | null): Database | null {
  return memory === null ? null : openDatabase(memory)
}

type HostTables = Pick<Snapshot, 'siteByHost' | 'siteBySuffix' | 'siteOfAnyHost'>

function hostTables(plans: readonly SitePlan[], sites: readonly Site[]): HostTables {
  const byHost = new Map<string, Site>()
  const bySuffix: [string, Site][] = []
  let siteOfAnyHost: Site | null = null
  for (const [index, { hosts }] of plans.entries()) {
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
