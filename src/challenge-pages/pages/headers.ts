import { PAGE_LANGUAGES, type PageLanguage, baseOf } from './texts/index.ts'

/** `formAction` is where a form of the page may lead, redirects included; null where it may lead anywhere. */
function policyWith(formAction: string | null, scripts = "'self'"): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    ...(formAction === null ? [] : [`form-action ${formAction}`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Lets a page load our style, script and worker, send to our own paths, and nothing else: an
 * injection into a page could neither run nor call home.
 */
export const CONTENT_SECURITY_POLICY = policyWith("'self'")

/** A door's form leads back into the application, which may redirect to a sign-in service elsewhere. */
const WAY_BACK = "'self' https:"

/**
 * The same for a page whose form leads back. Chromium applies `form-action` to redirects: with `'self'`
 * alone the button would do nothing at all.
 */
export const DOOR_CONTENT_SECURITY_POLICY = policyWith(WAY_BACK)

/** The same where its form may lead to another site that is reached by plain http, as this one is. */
export const PLAIN_DOOR_CONTENT_SECURITY_POLICY = policyWith(`${WAY_BACK} http:`)

/**
 * The same for the check page, with the form of its slow door. It alone may compile the WebAssembly
 * its own script brings: browsers that do not know the word, and those told to have none, do the work
 * in plain JavaScript.
 */
export const CHECK_CONTENT_SECURITY_POLICY = policyWith(WAY_BACK, "'self' 'wasm-unsafe-eval'")

/** The same where its form may lead to another site that is reached by plain http, as this one is. */
export const PLAIN_CHECK_CONTENT_SECURITY_POLICY = policyWith(
  `${WAY_BACK} http:`,
  "'self' 'wasm-unsafe-eval'",
)

/**
 * For pages with a claim, whose answer is the service's own: Chromium and WebKit apply `form-action` to its
 * redirections, and would stop one that leads to another site after the form was delivered.
 */
export const KEPT_CONTENT_SECURITY_POLICY = policyWith(null)

export const KEPT_CHECK_CONTENT_SECURITY_POLICY = policyWith(null, "'self' 'wasm-unsafe-eval'")

/**
 * For the page between another site's form and where the service leads it: in a sandbox it is of no site,
 * so the request that follows is no request of ours, and carries no cookie that is only for those.
 */
export const ONWARD_CONTENT_SECURITY_POLICY = `${policyWith("'none'")}; sandbox allow-scripts allow-top-navigation`

/**
 * What a worker may do, whose policy comes with its own file: compile WebAssembly. It fetches nothing
 * and loads nothing.
 */
export const SCRIPT_CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'"

/**
 * What the small page in a frame may: load the style, and stand in pages of its own origin. Whoever looks
 * at it sees the address of that page above it.
 */
export const FRAMED_CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

/** A policy of a page that shows the logo of its site. */
export function withPictures(policy: string): string {
  return policy.replace('; style-src', "; img-src 'self'; style-src")
}

/** What a page could ask a browser for, all refused. */
const REFUSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

const HEADERS: ReadonlyMap<PageLanguage, readonly string[]> = new Map(
  PAGE_LANGUAGES.map((language) => [
    language,
    Object.freeze([
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Language',
      baseOf(language),
      'Cache-Control',
      'no-store',
      // ELinks keeps in its store whatever does not say this.
      'Pragma',
      'no-cache',
      'Vary',
      'Accept-Language, Accept-Encoding',
      'X-Robots-Tag',
      'noindex',
      'Referrer-Policy',
      'same-origin',
      'X-Content-Type-Options',
      'nosniff',
      'Permissions-Policy',
      REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    ]),
  ]),
)

const NO_HEADERS: readonly string[] = []

/**
 * The headers every gate page carries, as a flat list of names and values, prebuilt. The page's
 * `contentSecurityPolicy` is not among them.
 */
export function pageHeaders(language: PageLanguage): readonly string[] {
  return HEADERS.get(language) ?? NO_HEADERS
}
