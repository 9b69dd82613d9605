import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
  type Compiled,
  type FilesRead,
  compileConfig,
  filesNamedIn,
  readText,
} from '../../src/config/index.ts'
import { withFiles } from '../../src/control/examining/index.ts'

const written = (brand: string): string => `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:1"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: app
    brand: ${brand}
    routes: [{ name: all, policy: read }]
policies: { read: {} }
`

const OPTIONS = { file: 'paart.yaml', folder: '/etc/paart', cores: 1 }

const PNG = `\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff`
const SVG = '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'

const FILES: FilesRead = new Map([
  ['/etc/paart/logo.png', { text: PNG }],
  ['/etc/paart/logo.svg', { text: SVG }],
  ['/etc/paart/page.html', { text: '<!doctype html><html><svg></svg></html>' }],
  ['/etc/paart/photo.png', { text: PNG + ' '.repeat(32 * 1024) }],
  ['/etc/paart/gone.svg', { problem: 'cannot be read: ENOENT' }],
])

function compile(brand: string): Compiled {
  return compileConfig(written(brand), { ...OPTIONS, files: FILES })
}

const ADDRESS =
  '9:29 "accessibility" must be the address of a page, such as https://example.lu/accessibility or /accessibility, not'

t.test('a brand that not everybody could read or see is a mistake with its reason', (t) => {
  const cases = [
    {
      brand: '{ color: "#ffcc00" }',
      says: '9:21 "#ffcc00" has a contrast of 1.3 to the page: text needs 4.5 (WCAG 1.4.3)',
      hint: /^"#[78][0-9a-f]{5}" is the nearest darker one that has it$/,
    },
    {
      brand: '{ accent: "#a9c9e6" }',
      says: '9:22 "#a9c9e6" has a contrast of 1.5 to the page: what adorns needs 3 (WCAG 1.4.11)',
      hint: /^"#[78][0-9a-f]{5}" is the nearest darker one that has it$/,
    },
    {
      brand: '{ color: blue }',
      says: '9:21 "color" must be a colour such as "#0b4f8a", not "blue"',
    },
    {
      brand: '{ color: "7a1f3d" }',
      says: '9:21 "color" must be a colour such as "#0b4f8a", not "7a1f3d"',
      hint: /^write "#7a1f3d", in quotes$/,
    },
    { brand: '{ logo: gone.svg }', says: '9:20 the file "gone.svg" cannot be read: ENOENT' },
    { brand: '{ logo: other.svg }', says: '9:20 the file "other.svg" was not read' },
    { brand: '{ logo: page.html }', says: '9:20 the file "page.html" is neither SVG nor PNG' },
    {
      brand: '{ logo: photo.png }',
      says: `9:20 the file "photo.png" has ${PNG.length + 32 * 1024} bytes, 32768 are the most`,
    },
    {
      brand: '{ accessibility: "javascript:alert(1)" }',
      says: `${ADDRESS} "javascript:alert(1)"`,
    },
    { brand: '{ accessibility: //elsewhere }', says: `${ADDRESS} "//elsewhere"` },
    { brand: '{ accessibility: "/a b" }', says: `${ADDRESS} "/a b"` },
  ]
  for (const { brand, says, hint } of cases) {
    const { ok, mistakes } = compile(brand)
    t.notOk(ok, brand)
    const [first] = mistakes
    t.equal(`${first?.line}:${first?.column} ${first?.message}`, says)
    if (hint === undefined) t.equal(first?.hint, null)
    else t.match(first?.hint, hint)
  }
  t.end()
})

t.test('a brand without a mistake stands in the snapshot', (t) => {
  const table = [
    { brand: '{}', want: { logo: null, color: null, accent: null, accessibility: null } },
    {
      brand: '{ logo: logo.png, color: "#7A1F3D", accent: "#a17500", accessibility: /help }',
      want: {
        logo: { type: 'image/png', bytes: PNG, text: '' },
        color: '#7a1f3d',
        accent: '#a17500',
        accessibility: '/help',
      },
    },
    {
      brand: '{ logo: logo.svg, logoText: The lion, accessibility: "https://example.lu/a" }',
      want: {
        logo: { type: 'image/svg+xml', bytes: SVG, text: 'The lion' },
        color: null,
        accent: null,
        accessibility: 'https://example.lu/a',
      },
    },
  ]
  for (const { brand, want } of table) {
    const compiled = compile(brand)
    t.strictSame(compiled.ok ? compiled.snapshot.sites[0]?.brand : compiled.mistakes, want)
  }
  t.end()
})

t.test('a logo is read byte for byte, whatever its bytes are', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-logo-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value))
  const file = join(folder, 'logo.png')
  writeFileSync(file, bytes)
  const text = written('{ logo: logo.png }')
  t.strictSame(filesNamedIn(readText('', text), folder), [file])
  const { files } = await withFiles(text, folder)
  const read = files.get(file)
  const got = read !== undefined && 'text' in read ? Buffer.from(read.text, 'latin1') : null
  t.ok(got?.equals(readFileSync(file)))
  const nothing = await withFiles('{', folder)
  t.equal(nothing.files.size, 0)
})
