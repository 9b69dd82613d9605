import { createAboutPage, createMinePage } from './about/index.ts'
import { type Assets } from './assets.ts'
import { createCheckPage } from './check/index.ts'
import { createCodePage } from './code.ts'
import { createCookiesPage } from './cookies.ts'
import { type PageTools, dress } from './dress.ts'
import { createFrame } from './frame.ts'
import { createFramedPage } from './framed.ts'
import { createKeptPage, createOnwardPage, createSendPage } from './kept/index.ts'
import { createPrivacyPage } from './privacy.ts'
import { createRobotsFile, createRobotsPage } from './robots/index.ts'
import { createRoomNews, createRoomPage } from './room/index.ts'
import { createDeniedPage, createDonePage, createErrorPage, createLimitPage } from './refusals.ts'
import { type PageLanguage, baseOf, isSimple, simpleOf } from './texts/index.ts'
import { type Pages, type PagesSite } from './types.ts'

/**
 * The pages of a site, once for each snapshot: every string that no request changes is made when the
 * first page of a language is. A language the site does not offer is answered in its fallback.
 */
export function createPages(
  site: PagesSite,
  assets: Assets,
  /** The wall clock, for what depends on when the telephone is answered. */
  nowMs: () => number = Date.now,
): Pages {
  const dressed = dress(site.brand, assets)
  const made = new Map<PageLanguage, PagesInOne>()
  const make = (language: PageLanguage): PagesInOne => {
    const isOffered = site.languages.includes(baseOf(language))
    const pages = isOffered
      ? createPagesIn(site, language, { ...dressed, nowMs })
      : pagesIn(isSimple(language) ? simpleOf(site.fallbackLanguage) : site.fallbackLanguage)
    made.set(language, pages)
    return pages
  }
  const pagesIn = (language: PageLanguage): PagesInOne => made.get(language) ?? make(language)
  return {
    files: dressed.files,
    check: (page) => pagesIn(page.language).check(page),
    limit: (page) => pagesIn(page.language).limit(page),
    denied: (page) => pagesIn(page.language).denied(page),
    error: (page) => pagesIn(page.language).error(page),
    privacy: (page) => pagesIn(page.language).privacy(page),
    robots: (page) => pagesIn(page.language).robots(page),
    robotsFile: createRobotsFile(site),
    about: (page) => pagesIn(page.language).about(page),
    mine: (page) => pagesIn(page.language).mine(page),
    done: (page) => pagesIn(page.language).done(page),
    code: (page) => pagesIn(page.language).code(page),
    cookies: (page) => pagesIn(page.language).cookies(page),
    kept: (page) => pagesIn(page.language).kept(page),
    send: (page) => pagesIn(page.language).send(page),
    onward: (page) => pagesIn(page.language).onward(page),
    framed: (page) => pagesIn(page.language).framed(page),
    room: (page) => pagesIn(page.language).room(page),
    roomNews: (wait) => pagesIn(wait.language).roomNews(wait),
  }
}

type PagesInOne = Omit<Pages, 'files' | 'robotsFile'>

function createPagesIn(site: PagesSite, language: PageLanguage, assets: PageTools): PagesInOne {
  const frame = createFrame(site, language, assets)
  return {
    check: createCheckPage(frame),
    limit: createLimitPage(frame),
    denied: createDeniedPage(frame),
    error: createErrorPage(frame),
    privacy: createPrivacyPage(frame, site),
    robots: createRobotsPage(frame, site),
    about: createAboutPage(frame),
    mine: createMinePage(frame),
    done: createDonePage(frame),
    code: createCodePage(frame),
    cookies: createCookiesPage(frame),
    kept: createKeptPage(frame),
    send: createSendPage(frame),
    onward: createOnwardPage(frame),
    framed: createFramedPage(site, language, assets),
    room: createRoomPage(frame),
    roomNews: createRoomNews(frame),
  }
}
