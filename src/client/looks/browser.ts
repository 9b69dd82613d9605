/** A browser as far as a pass is bound to it: families and platforms, never versions. */
export interface BrowserKind {
  readonly family: string
  readonly platform: string
}

/** How much of a User-Agent is read; those of browsers have about 120 characters. */
export const USER_AGENT_CHARS_MAX = 512

/** How much of an unknown User-Agent, without its versions, tells it from others. */
const OTHER_CHARS = 24

const FAMILIES: readonly (readonly [needle: RegExp, family: string])[] = [
  // Every browser on iOS is WebKit whatever it calls itself.
  [/CriOS|FxiOS|EdgiOS|iPhone|iPad/, 'webkit-ios'],
  [/Firefox\//, 'gecko'],
  [/Chrome\//, 'blink'],
  [/Safari\//, 'webkit'],
]

const PLATFORMS: readonly (readonly [needle: RegExp, platform: string])[] = [
  [/Windows/, 'windows'],
  [/Android/, 'android'],
  [/iPhone|iPad/, 'ios'],
  [/Mac OS X/, 'mac'],
  [/Linux|X11/, 'linux'],
]

/** Reads family and platform from a User-Agent header. */
export function browserKind(userAgent: string | undefined): BrowserKind {
  const text = (userAgent ?? '').slice(0, USER_AGENT_CHARS_MAX)
  return {
    family: FAMILIES.find(([needle]) => needle.test(text))?.[1] ?? `other:${product(text)}`,
    platform: PLATFORMS.find(([needle]) => needle.test(text))?.[1] ?? 'other',
  }
}

/** Versions go first: one that grows by a digit must not move what stands behind it. */
function product(userAgent: string): string {
  return userAgent.replace(/[\d.]+/g, '').slice(0, OTHER_CHARS)
}
