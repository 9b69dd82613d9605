import { type Pages, type PagesSite } from '../../challenge-pages/index.ts'
import { type Site, type Snapshot } from '../../model/index.ts'

/** The name on pages of no site in particular. */
const NAME_WITHOUT_SITE = 'Paart'

/** Finds a site's pages, made when they are first needed and kept as long as the site is. */
export function pagesOf(
  snapshot: () => Snapshot,
  create: (site: PagesSite) => Pages,
): (site: Site | null) => Pages {
  const made = new WeakMap<Site | Snapshot, Pages>()
  return (site) => {
    const owner = site ?? snapshot()
    const known = made.get(owner)
    if (known !== undefined) return known
    const { contact, privacy, languages, fallbackLanguage } = owner
    const said = { contact, privacy, languages, fallbackLanguage }
    const pages = create(site ?? { brandName: NAME_WITHOUT_SITE, ...said })
    made.set(owner, pages)
    return pages
  }
}
