import { chosenPlace } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { wayBackOf } from './tokens.ts'

/** Pages of browsers of one network that are told apart: any client can make up addresses of pages. */
const PER_NETWORK = 1_024

/**
 * What stands for a browser at one page in counts, where it shows nothing to be known by: its address, its
 * kind and the page. Others may share it, so nothing may be said by it that could be untrue of them.
 */
export function browserKey(exchange: Exchange, gate: Gate): string {
  const { familyTag, platformTag } = gate.passes.tagsOf(exchange.header('user-agent'))
  const client = `${exchange.client?.address} ${familyTag} ${platformTag}`
  const page = `${client} ${gate.siteTag(exchange.site)} ${wayBackOf(exchange)}`
  return `${exchange.client?.network} ${chosenPlace(page, PER_NETWORK)}`
}
