import { contrast, darkerUntil, leastContrast, lighterUntil, mix } from './colour.ts'

/** The colours of a site: what is written and pressed, and what only adorns. */
export interface BrandColours {
  readonly color: string
  readonly accent: string
}

/** The colours of one scheme, by the name of their custom property. */
type Palette = Readonly<Record<string, string>>

export const DEFAULT_COLOURS: BrandColours = { color: '#0b4f8a', accent: '#2f7fc1' }

/** Text needs 4.5 (WCAG 1.4.3), parts of controls and pictures 3 (WCAG 1.4.11). */
export const CONTRAST_NEEDED = { color: 4.5, accent: 3 } as const

const LIGHT = {
  paper: '#f2f5f8',
  card: '#ffffff',
  ink: '#17212e',
  'soft-ink': '#465465',
  border: '#6b7a8c',
  hair: '#d5dde6',
  error: '#a3160f',
  'error-back': '#fdefed',
} as const

const DARK = {
  paper: '#10161e',
  card: '#19222d',
  ink: '#e9eff6',
  'soft-ink': '#b8c3d0',
  border: '#8796a8',
  hair: '#303d4c',
  error: '#ff9d94',
  'error-back': '#3a2024',
} as const

/** Shares of white or card in what is tinted with the colour of a site. */
const TINT = { light: 0.92, dark: 0.84 }

/** How well a colour can be told from what it stands on, in the light scheme. */
export function contrastOnPages(kind: keyof BrandColours, colour: string): number {
  const backs: string[] = [LIGHT.paper, LIGHT.card]
  if (kind === 'color') backs.push(mix(colour, LIGHT.card, TINT.light))
  return leastContrast(colour, backs)
}

/** The nearest darker colour that can be told well enough. */
export function darkEnough(kind: keyof BrandColours, colour: string): string {
  const isGood = (candidate: string): boolean =>
    contrastOnPages(kind, candidate) >= CONTRAST_NEEDED[kind]
  return darkerUntil(colour, isGood)
}

/** The light scheme takes the colours as they are. */
export function lightPalette({ color, accent }: BrandColours): Palette {
  return {
    ...LIGHT,
    accent: color,
    'on-accent': '#ffffff',
    edge: accent,
    note: mix(color, LIGHT.card, TINT.light),
    leaf: mix(accent, LIGHT.card, 0.55),
  }
}

/** The dark scheme takes them as much lighter as it needs. */
export function darkPalette({ color, accent }: BrandColours): Palette {
  const note = mix(mix(color, '#ffffff', 0.35), DARK.card, TINT.dark)
  const backs = [DARK.paper, DARK.card, note]
  const lighter = (colour: string, needed: number): string =>
    lighterUntil(colour, (candidate) => leastContrast(candidate, backs) >= needed)
  // A little more than is needed: thin light letters on dark look thinner than they are.
  const shown = lighter(color, 7)
  return {
    ...DARK,
    accent: shown,
    'on-accent': contrast(shown, DARK.paper) >= 4.5 ? DARK.paper : '#000000',
    edge: lighter(accent, CONTRAST_NEEDED.accent),
    note,
    leaf: mix(lighter(accent, CONTRAST_NEEDED.accent), DARK.card, 0.5),
  }
}

/** Both schemes as custom properties, which the rest of the style is written with. */
export function paletteStyle(colours: BrandColours): string {
  const light = propertiesOf(lightPalette(colours))
  const dark = propertiesOf(darkPalette(colours))
  return (
    `:root {\n${light}color-scheme: light dark;\n}\n` +
    `@media (prefers-color-scheme: dark) {\n:root {\n${dark}}\n}\n`
  )
}

function propertiesOf(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};\n`)
    .join('')
}
