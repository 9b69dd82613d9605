import { html, type Markup } from './markup.ts'
import { sendJson, sendPage } from './reply.ts'
import { route, type Visit } from './visit.ts'

/** What the office publishes: its home page, the search, and the list of procedures. */
export const INFORMATION_ROUTES = [
  route('/', { GET: showHome }),
  route('/search', { GET: showSearch }),
  route('/items', { GET: showItems }),
  route('/api/items', { GET: sendItems }),
]

interface Item {
  readonly id: number
  readonly title: string
  readonly place: string
  readonly until: string
}

const ITEMS: readonly Item[] = [
  { id: 1, title: 'A new plan for the Station Quarter', place: 'Luxembourg', until: '2026-12-31' },
  { id: 2, title: 'Protected area along the Alzette', place: 'Walferdange', until: '2027-01-15' },
  { id: 3, title: 'Extension of the tram line', place: 'Leudelange', until: '2027-02-28' },
  { id: 4, title: 'Noise map of the motorway', place: 'Bettembourg', until: '2027-03-31' },
]

const NEWS = [
  { date: '2026-11-16', text: 'The inquiry about the Station Quarter is open until 31 December.' },
  { date: '2026-11-09', text: 'Our counter in Diekirch has moved to the town hall.' },
  { date: '2026-10-26', text: 'The results of the tram inquiry can be downloaded.' },
] as const

const PLACES = [
  { path: '/inquiries/1', text: 'Take part in an inquiry', about: 'a long form with two files' },
  { path: '/items', text: 'Procedures', about: 'a list the page’s script fetches' },
  { path: '/account', text: 'My account', about: 'a page behind a login' },
  { path: '/download', text: 'The dossier', about: '5 MiB to download' },
  { path: '/echo-page', text: 'Help desk chat', about: 'a WebSocket that repeats what it hears' },
  { path: '/stream', text: 'Minutes of the meeting', about: 'ten pieces, one after the other' },
  { path: '/slow?ms=2000', text: 'Archive', about: 'answers after two seconds' },
  { path: '/received', text: 'What was received', about: 'the request as it arrived here' },
] as const

function showHome(visit: Visit): void {
  const main = html`<p class="lead">
      Have your say before a plan is decided: read it here, ask, and send your contribution.
    </p>
    ${renderSearch('')}
    <div class="columns">
      <section aria-labelledby="news">
        <h2 id="news">News</h2>
        <ul class="news">
          ${NEWS.map(({ date, text }) => html`<li><time datetime="${date}">${date}</time> ${text}</li>`)}
        </ul>
      </section>
      <section aria-labelledby="services">
        <h2 id="services">Services</h2>
        <ul>
          ${PLACES.map(({ path, text, about }) => html`<li><a href="${path}">${text}</a>: ${about}</li>`)}
        </ul>
      </section>
    </div>
    <figure>
      <img
        src="/assets/quarter.svg"
        alt="Sketch of the Station Quarter: four houses and trees in front of a hill"
        width="720"
        height="240"
      />
      <figcaption>The Station Quarter as it could look in 2032</figcaption>
    </figure>`
  sendPage(visit, { title: 'Public inquiries in your town', main })
}

function renderSearch(words: string): Markup {
  return html`<form class="search" action="/search" role="search">
    <label for="q">Search the inquiries</label>
    <input id="q" name="q" type="search" value="${words}" maxlength="200" />
    <button>Search</button>
  </form>`
}

function showSearch(visit: Visit): void {
  const words = visit.query.get('q') ?? ''
  const sought = words.trim().toLowerCase()
  const found = ITEMS.filter(
    ({ title, place }) => sought !== '' && `${title} ${place}`.toLowerCase().includes(sought),
  )
  const main = html`${renderSearch(words)}
    <p id="found">${found.length} results for “${words}”</p>
    <ul>
      ${found.map((item) => html`<li>${item.title}, ${item.place}, until ${item.until}</li>`)}
    </ul>`
  sendPage(visit, { title: 'Search', main })
}

function showItems(visit: Visit): void {
  const main = html`<p id="items-state" role="status">Loading the list …</p>
    <ul id="items"></ul>
    <noscript><p>This list needs JavaScript.</p></noscript>`
  sendPage(visit, { title: 'Procedures', main, script: '/assets/items.js' })
}

function sendItems(visit: Visit): void {
  sendJson(visit, { items: ITEMS })
}
