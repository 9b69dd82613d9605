import { described } from '../../building/index.ts'
import { type NameLists, purposeIn, shippedNames } from '../../client/index.ts'
import {
  MACHINE_TIERS,
  type MachineAccess,
  type MachinePolicy,
  type MachineTerms,
  type MachineTier,
  type Snapshot,
} from '../../model/index.ts'
import { type PolicyConfig } from '../schema/policy.ts'
import { type Config } from '../schema/schema.ts'
import { pacesOf } from './paces.ts'
import { type RulesSaid, rulesSaidTo } from './rules-for-machines.ts'

type SiteConfig = Config['sites'][number]

/** Routes that are told: a page of more nobody reads. */
const ROUTES_TOLD_MAX = 50

const NOTHING_ELSE = { dumps: [], apis: [], agents: [], terms: [], routesLeft: 0 } as const

/** What a machine reads with. */
const METHOD = 'GET'

/**
 * Plans what each site tells machines: null where it shall tell nothing. What the file says nothing of is no secret but
 * nobody's to publish by an upgrade: then only whom to write to is told.
 */
export function machinePlanner(
  config: Config,
  names: Pick<Snapshot, 'aiCrawlers' | 'machineNames'>,
): (site: SiteConfig) => MachinePolicy | null {
  let agents: MachinePolicy['agents'] | null = null
  return (site) => {
    const written = site.machines ?? config.machines
    if (written === 'none') return null
    const help = (site.contact ?? config.contact).email
    if (written === undefined) return { ...NOTHING_ELSE, contact: help }
    const routes = site.routes.filter(({ methods }) => methods?.includes(METHOD) !== false)
    const told = routes.slice(0, ROUTES_TOLD_MAX)
    return {
      contact: written.contact ?? help,
      dumps: written.dumps ?? [],
      apis: written.apis ?? [],
      agents: (agents ??= agentsIn(config.agents, names)),
      terms: joined(
        told.map(({ path, policy }) => ({
          paths: [path ?? '/**'],
          ...termsOf(described(config.policies[policy])),
        })),
      ),
      routesLeft: routes.length - told.length,
    }
  }
}

/** Of an agent that is for nothing in particular nobody is told. */
function agentsIn(
  written: Config['agents'],
  { aiCrawlers, machineNames }: Pick<Snapshot, 'aiCrawlers' | 'machineNames'>,
): MachinePolicy['agents'] {
  if (written === undefined) return []
  const shipped = shippedNames()
  const lists: NameLists = {
    aiCrawlers: aiCrawlers ?? shipped.aiCrawlers,
    others: machineNames ?? shipped.others,
  }
  return Object.entries(written).flatMap(([name, { userAgent = [], purpose }]) => {
    const known = purpose ?? purposeIn(userAgent, lists)
    return known === null ? [] : [{ name, purpose: known }]
  })
}

function termsOf(policy: PolicyConfig): Omit<MachineTerms, 'paths'> {
  const isObeyed = policy.mode !== 'shadow' && (policy.rollout ?? 1) >= 1
  const said = rulesSaidTo(isObeyed ? policy.rules : [])
  const accessOf = (tier: MachineTier): MachineAccess =>
    isObeyed ? access(policy, tier, said) : { kind: 'open', paces: [] }
  const [unknown, contact, proven, signed] = MACHINE_TIERS
  const { closedTo, freeFor } = said
  return {
    tiers: {
      unknown: accessOf(unknown),
      contact: accessOf(contact),
      proven: accessOf(proven),
      signed: accessOf(signed),
    },
    closedTo,
    freeFor,
  }
}

function access(policy: PolicyConfig, tier: MachineTier, said: RulesSaid): MachineAccess {
  const word = said.toTiers.get(tier)
  if (word === 'deny') return { kind: 'closed', paces: [] }
  if (word === 'pass') return { kind: 'open', paces: [] }
  if (word === 'challenge' || policy.challenge === 'always') return { kind: 'check', paces: [] }
  return { kind: 'open', paces: pacesOf(policy.limits, tier, METHOD) }
}

/** Routes that follow each other and say the same are told in one. */
function joined(terms: readonly MachineTerms[]): readonly MachineTerms[] {
  const all: MachineTerms[] = []
  for (const one of terms) {
    const last = all.at(-1)
    if (last === undefined || spelled(last) !== spelled(one)) all.push(one)
    else all[all.length - 1] = { ...last, paths: [...last.paths, ...one.paths] }
  }
  return all
}

function spelled({ paths: _paths, ...terms }: MachineTerms): string {
  return JSON.stringify(terms)
}
