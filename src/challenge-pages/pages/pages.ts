import { type Language } from '../../model/index.ts'
import { type Assets } from './assets.ts'
import { createCheckPage } from './check.ts'
import { createFrame } from './frame.ts'
import { createPrivacyPage } from './privacy.ts'
import { createDeniedPage, createDonePage, createErrorPage, createLimitPage } from './refusals.ts'
import { type Pages, type PagesSite } from './types.ts'

/**
 * Builds all pages of a site, once for each snapshot: every string that no request changes is made
 * here. A language the site does not offer is answered in the site's first.
 */
export function createPages(site: PagesSite, assets: Assets): Pages {
  const first = createPagesIn(site, site.languages[0], assets)
  const others = new Map(
    site.languages.slice(1).map((language) => [language, createPagesIn(site, language, assets)]),
  )
  const pagesIn = (language: Language): Pages => others.get(language) ?? first
  return {
    check: (page) => pagesIn(page.language).check(page),
    limit: (page) => pagesIn(page.language).limit(page),
    denied: (page) => pagesIn(page.language).denied(page),
    error: (page) => pagesIn(page.language).error(page),
    privacy: (page) => pagesIn(page.language).privacy(page),
    done: (page) => pagesIn(page.language).done(page),
  }
}

function createPagesIn(site: PagesSite, language: Language, assets: Assets): Pages {
  const frame = createFrame(site, language, assets)
  return {
    check: createCheckPage(frame),
    limit: createLimitPage(frame),
    denied: createDeniedPage(frame),
    error: createErrorPage(frame),
    privacy: createPrivacyPage(frame),
    done: createDonePage(frame),
  }
}
