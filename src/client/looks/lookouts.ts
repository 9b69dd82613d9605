import { type Agent, type Dns, type Snapshot } from '../../model/index.ts'
import { AgentBook } from './agents.ts'
import { HostNames, type Resolving } from '../addresses/host-names.ts'
import { Lookout } from './lookout.ts'
import { resolvingBy } from '../addresses/resolving.ts'
import { SignatureBook, type SignatureTools } from '../signatures/signature-book.ts'
import { type NameLists, shippedNames } from './word-list.ts'

type Asked = Pick<Snapshot, 'agents' | 'dns' | 'aiCrawlers' | 'machineNames' | 'whereabouts'>

/**
 * The lookout of each configuration, for one worker. What is known of hosts outlives a reload that
 * does not change whom to ask, so that no crawler is a stranger again after it.
 */
export function lookouts(tools: SignatureTools): (snapshot: Asked) => Lookout {
  const shipped = shippedNames()
  const hostNames = hostNamesOf(tools.steadyMs)
  let last: { readonly snapshot: Asked; readonly lookout: Lookout } | null = null
  return (snapshot) => {
    if (last?.snapshot === snapshot) return last.lookout
    const { agents, dns, whereabouts } = snapshot
    const book = agents.length === 0 ? null : new AgentBook(agents, hostNames(agents, dns))
    const signs = agents.some(({ signature }) => signature !== null)
    const signatures = signs ? new SignatureBook(agents, tools) : null
    const lookout = new Lookout(namesIn(snapshot, shipped), book, whereabouts, signatures)
    last = { snapshot, lookout }
    return lookout
  }
}

/** Asks nobody: what is described or stands in a log is no resolver's business. */
export function quietLookout(asked: Omit<Asked, 'dns'>): Lookout {
  const { agents, whereabouts } = asked
  const hosts = new HostNames(ASKING_NOBODY, [], () => 0)
  return new Lookout(namesIn(asked, shippedNames()), new AgentBook(agents, hosts), whereabouts)
}

/** Lists of the configuration stand in place of ours. */
function namesIn(
  { aiCrawlers, machineNames }: Pick<Asked, 'aiCrawlers' | 'machineNames'>,
  shipped: NameLists,
): NameLists {
  return { aiCrawlers: aiCrawlers ?? shipped.aiCrawlers, others: machineNames ?? shipped.others }
}

const ASKING_NOBODY: Resolving = {
  reverse: () => Promise.resolve([]),
  addresses: () => Promise.resolve([]),
}

function hostNamesOf(steadyMs: () => number): (agents: readonly Agent[], dns: Dns) => HostNames {
  let last: { readonly asked: string; readonly names: HostNames } | null = null
  return (agents, dns) => {
    const suffixes = agents.flatMap(({ hostSuffixes }) => hostSuffixes)
    const asked = JSON.stringify([dns, suffixes])
    if (last?.asked === asked) return last.names
    const names = new HostNames(resolvingBy(dns), suffixes, steadyMs)
    last = { asked, names }
    return names
  }
}
