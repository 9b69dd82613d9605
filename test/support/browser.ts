import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright-core'
import { unpackBundledBrowser } from './bundled-browser.ts'

export type { Browser, BrowserContext, Page } from 'playwright-core'

/** A browser program and how to start it. */
export interface BrowserProgram {
  readonly kind: 'system' | 'bundled'
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
}

/**
 * For each window Chromium draws pages of its own for what hangs below the address bar, into which no test types:
 * a third of what a window costs. It heeds the last flag of this name, so what Playwright switches off is said again.
 */
const FEATURES_OFF = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
]

/** Nothing here weakens what pages may do: web security and isolation stay as people have them. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${FEATURES_OFF.join(',')}`,
]

const WHOLE_NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The same engine without a browser around it, as npm brings it: for half of the work. */
const SHELL_NAMES = ['chromium-headless-shell', ...WHOLE_NAMES]

/** Which one a test needs. */
export interface BrowserNeeds {
  /** With all that people have around a page: settings, a history that is kept in memory. Default: its engine will do. */
  readonly isWhole?: boolean
}

/** How a browser is started. */
export interface BrowserOptions
  extends BrowserNeeds, Pick<LaunchOptions, 'args' | 'ignoreDefaultArgs' | 'timeout'> {
  /**
   * Whether pages are drawn, 60 times a second while something moves: default true. Where they are measured alone that is
   * work for nobody. Of what is never drawn no frame comes: nothing that waits for one, as a click does, may be done there.
   */
  readonly draws?: boolean
}

/** Without the thread that draws. */
const UNDRAWN = '--disable-threaded-compositing'

/** `PAART_TEST_BROWSER=bundled` takes the browser npm brought even where the system has one. */
export async function findBrowser({ isWhole = false }: BrowserNeeds = {}): Promise<BrowserProgram> {
  const isBundled = process.env['PAART_TEST_BROWSER'] === 'bundled'
  const system = isBundled ? null : findSystemBrowser(isWhole ? WHOLE_NAMES : SHELL_NAMES)
  if (system !== null) return { kind: 'system', executable: system, environment: {} }
  return { kind: 'bundled', ...(await unpackBundledBrowser()) }
}

/** For tests of what the engine alone does not do, and npm brings no more; CI installs a whole one. */
export async function wholeOnly(): Promise<{ readonly skip: string | false }> {
  const { kind } = await findBrowser({ isWhole: true })
  const isMissing = kind === 'bundled' && process.env['CI'] === undefined
  return { skip: isMissing && 'needs chromium: apt-get install chromium' }
}

function findSystemBrowser(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  return null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts Chromium with an empty profile of its own, which is removed when it is closed. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const { executable, environment } = await findBrowser(options)
  return chromium.launch({
    executablePath: executable,
    args: [...FLAGS, ...(options.draws === false ? [UNDRAWN] : []), ...(options.args ?? [])],
    ignoreDefaultArgs: options.ignoreDefaultArgs ?? [],
    env: { ...process.env, ...environment },
    timeout: options.timeout ?? LAUNCH_MS_MAX,
    handleSIGINT: true,
  })
}

/** Starts Chromium with a profile that the test has prepared: settings that no flag reaches. */
export async function launchProfile(
  folder: string,
  { language = 'en', args = [], javaScript = true }: ProfileOptions = {},
): Promise<BrowserContext> {
  const { executable, environment } = await findBrowser({ isWhole: true })
  return chromium.launchPersistentContext(folder, {
    executablePath: executable,
    args: [...FLAGS, ...args],
    env: { ...process.env, ...environment },
    timeout: LAUNCH_MS_MAX,
    locale: language,
    javaScriptEnabled: javaScript,
  })
}

export type ProfileOptions = Pick<VisitorOptions, 'language' | 'javaScript'> &
  Pick<LaunchOptions, 'args'>

/** A cold start on a busy machine of two cores takes some seconds, never this long. */
const LAUNCH_MS_MAX = 60_000

export interface VisitorOptions {
  /** Default true. */
  readonly javaScript?: boolean
  /** A tag for `Accept-Language`, such as `fr`. */
  readonly language?: string
  readonly width?: number
  readonly height?: number
  /** Whether pages may move, which is drawn 60 times a second: default false. */
  readonly moves?: boolean
}

/** Opens a window of a new visitor: no cookies, no cache, nothing shared with others. */
export function newVisitor(
  browser: Browser,
  options: VisitorOptions = {},
): Promise<BrowserContext> {
  const { javaScript = true, language, width = 1280, height = 800, moves = false } = options
  return browser.newContext({
    javaScriptEnabled: javaScript,
    viewport: { width, height },
    reducedMotion: moves ? 'no-preference' : 'reduce',
    ...(language === undefined ? {} : { locale: language }),
  })
}
