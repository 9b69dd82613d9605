import t from 'tap'
import { pictureOf, withHouse } from '../../tools/house/picture.ts'
import { tableOf } from '../../tools/house/table.ts'
import { importsIn, readProjectFile } from '../support/sources.ts'

const under = (name: string): string => `src/${name}.ts`

/** A small house: its files, by their names, and what each imports. */
function small(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(files).map(([name, targets]) => [
      under(name),
      targets.split(' ').filter(Boolean).map(under),
    ]),
  )
}

const HOUSE = small({
  'cli/main': 'proxy/index model/words',
  'proxy/index': 'proxy/pipeline',
  'proxy/pipeline': 'proxy/arrival/listen proxy/answers/page proxy/exchange',
  'proxy/exchange': 'model/words',
  'proxy/arrival/listen': 'proxy/reading/target proxy/exchange',
  'proxy/reading/target': 'model/words',
  'proxy/answers/page': 'proxy/reading/target',
  'record/line': 'model/words',
  'model/words': '',
})

t.test('folders are boxes on floors, rooms stand in the order of their imports', async (t) => {
  t.equal(
    pictureOf(HOUSE),
    `┌─ cli ────────────────────────────────────────────────────────────────────────────────────────────┐
│ on proxy model                                                                                   │
└──────────────────────────────────────────────────────────────────────────────────────────────────┘
┌─ proxy ───────────────────────────────────────┐ ┌─ record ──────────────────────────────────────┐
│ on model                                      │ │ on model                                      │
│ ▪ (door) → answers arrival (ground)           │ │                                               │
│ ▪ answers → reading                           │ │                                               │
│ ▪ arrival → (ground) reading                  │ │                                               │
│ ▪ (ground)                                    │ │                                               │
│ ▪ reading                                     │ │                                               │
└───────────────────────────────────────────────┘ └───────────────────────────────────────────────┘
┌─ model ──────────────────────────────────────────────────────────────────────────────────────────┐
│ on nothing                                                                                       │
└──────────────────────────────────────────────────────────────────────────────────────────────────┘
`,
  )
})

t.test('an import that goes up is marked, between folders and between rooms', async (t) => {
  const picture = pictureOf(
    small({ 'a/x/one': 'a/y/two b/three', 'a/y/two': 'a/x/one', 'b/three': 'a/x/one' }),
  )
  t.equal(picture.match(/↑/g)?.length, 2)
  t.match(picture, '▪ y → ↑x')
  t.match(picture, 'on ↑a')
})

t.test('a long list of imports goes on in the next line', async (t) => {
  const names = Array.from({ length: 30 }, (_, at) => `folder-${at}`)
  const house = small({
    'top/all': names.map((name) => `${name}/x`).join(' '),
    ...Object.fromEntries(names.map((name) => [`${name}/x`, ''])),
  })
  const lines = pictureOf(house).split('\n')
  t.match(lines[1], /^│ on folder-0 /)
  t.match(lines[2], /^│ {4}folder-/)
  t.equal(lines[1]?.length, 100)
})

t.test('the table tells the files and the longest of each room, and what goes up', async (t) => {
  t.equal(
    tableOf(HOUSE, (path) => path.length),
    `folder, room        files  longest
cli                     1  15 main.ts
proxy                   6  27 listen.ts
  (door)                2  21 pipeline.ts
  answers               1  25 page.ts
  arrival               1  27 listen.ts
  (ground)              1  21 exchange.ts
  reading               1  27 target.ts
record                  1  18 line.ts
model                   1  18 words.ts
goes up: 0`,
  )
})

t.test('the picture in ARCHITECTURE.md is the one that the imports draw', async (t) => {
  const page = readProjectFile('ARCHITECTURE.md')
  t.equal(page, withHouse(page, importsIn('src')), 'npm run docs')
})

t.test('a page without a place for the house is refused', async (t) => {
  t.throws(() => withHouse('# Page', HOUSE), { message: 'the page has no place for the house' })
})
