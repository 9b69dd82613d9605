import { type DebianPackage } from '../applications/packages.ts'
import { wholeOnly } from '../browser.ts'
import { startChromium } from './chromium.ts'
import { type BrowserName, type BrowserSettings, type DrivenBrowser } from './driven.ts'
import { startFirefox } from './firefox.ts'
import { startWebKit } from './webkit.ts'

/** What each of them needs; Chromium comes with npm where the system has none. */
export const BROWSER_PACKAGES: Readonly<Record<BrowserName, readonly DebianPackage[]>> = {
  chromium: [],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
}

const STARTS: Readonly<Record<BrowserName, (settings: BrowserSettings) => Promise<DrivenBrowser>>> =
  {
    chromium: startChromium,
    firefox: startFirefox,
    webkit: startWebKit,
  }

/** For tests that ask for a setting of people's: of Chromium npm brings the engine alone, which has none. */
export async function settingsOnly(name: BrowserName): Promise<{ readonly skip: string | false }> {
  return name === 'chromium' ? wholeOnly() : { skip: false }
}

export function startBrowser(
  name: BrowserName,
  settings: BrowserSettings = {},
): Promise<DrivenBrowser> {
  return STARTS[name](settings)
}
