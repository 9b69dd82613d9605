import { nameTagOf } from '../../challenge-pages/index.ts'
import { type Site } from '../../model/index.ts'

/** What stands for a site in tokens, hashed once for as long as the site is in force. */
export function siteTags(): (site: Site | null) => string {
  const known = new WeakMap<Site, string>()
  return (site) => {
    if (site === null) return nameTagOf('')
    const tag = known.get(site) ?? nameTagOf(site.name)
    known.set(site, tag)
    return tag
  }
}
