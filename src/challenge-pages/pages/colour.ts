/** Red, green and blue, each 0 to 255. */
type Channels = readonly [number, number, number]

/** Whether a text is a colour as the pages know them: `#0b4f8a`. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text)
}

/** The contrast between two colours, 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** The least contrast of a colour with any of some others. */
export function leastContrast(colour: string, others: readonly string[]): number {
  return Math.min(...others.map((other) => contrast(colour, other)))
}

/** A colour with some of another in it: 0 is the first, 1 the second. */
export function mix(colour: string, other: string, share: number): string {
  const to = channelsOf(other)
  return written(channelsOf(colour).map((from, i) => from + ((to[i] ?? 0) - from) * share))
}

/** Steps in which a colour becomes lighter or darker while one with enough contrast is sought. */
const STEPS = 80

/** The nearest lighter colour of the same hue that is good enough; white where none is. */
export function lighterUntil(colour: string, isGood: (colour: string) => boolean): string {
  const { hue, saturation, lightness } = hslOf(colour)
  for (let step = 0; step < STEPS; step++) {
    const lighter = lightness + ((1 - lightness) * step) / STEPS
    const candidate = colourOf({ hue, saturation, lightness: lighter })
    if (isGood(candidate)) return candidate
  }
  return '#ffffff'
}

/** The nearest darker colour that is good enough; black where none is. */
export function darkerUntil(colour: string, isGood: (colour: string) => boolean): string {
  for (let step = 0; step < STEPS; step++) {
    const candidate = mix(colour, '#000000', step / STEPS)
    if (isGood(candidate)) return candidate
  }
  return '#000000'
}

interface Hsl {
  /** In sixths of the circle. */
  readonly hue: number
  readonly saturation: number
  readonly lightness: number
}

function hslOf(colour: string): Hsl {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => channel / 255)
  const most = Math.max(red, green, blue)
  const range = most - Math.min(red, green, blue)
  const lightness = most - range / 2
  if (range === 0) return { hue: 0, saturation: 0, lightness }
  const saturation = range / (1 - Math.abs(2 * lightness - 1))
  if (most === red) return { hue: (green - blue) / range, saturation, lightness }
  if (most === green) return { hue: 2 + (blue - red) / range, saturation, lightness }
  return { hue: 4 + (red - green) / range, saturation, lightness }
}

/** CSS Color 4, section 7: HSL to sRGB. */
function colourOf({ hue, saturation, lightness }: Hsl): string {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const channel = (offset: number): number => {
    const place = (offset + 2 * hue + 24) % 12
    return 255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)))
  }
  return written([channel(0), channel(8), channel(4)])
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channelsOf(colour: string): Channels {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 0xff, value & 0xff]
}

function written(channels: readonly number[]): string {
  const digits = channels.map((value) => Math.round(value).toString(16).padStart(2, '0'))
  return `#${digits.join('')}`
}
