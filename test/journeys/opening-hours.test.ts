import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { NAVIGATION } from '../support/visitor.ts'

const HOUR_MS = 3_600_000

/** A Friday. */
const NOON_MS = Date.parse('2027-01-15T13:00:00+01:00')

const TEXT = configText({
  backendPort: 1,
  routes: '- { name: all, policy: shut }',
  policies: 'shut: { challenge: never, rules: [{ name: all, when: { path: "/**" }, then: deny }] }',
}).replace(
  /contact: \{ /,
  'contact: { openingHours: [{ days: mon-fri, hours: "8:00-18:00" }, { days: sat, hours: "9:00-11:30" }], ',
)

t.test('pages say what works now, whatever the hour is', async (t) => {
  t.match(TEXT, 'openingHours')
  const { port, clock } = await startClockedGate(t, TEXT)
  const helpIn = async (language: string, as: Record<string, string> = {}): Promise<string> => {
    const page = await get(port, '/', { ...NAVIGATION, 'Accept-Language': language, ...as })
    return page.text
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
  }
  clock.advance(NOON_MS - clock.wallMs())
  t.match(await helpIn('en'), 'Call us: ')
  clock.advance(5 * HOUR_MS - 60_000)
  t.match(await helpIn('en'), 'Call us: ', 'until the last minute')
  clock.advance(60_000)
  const closed = await helpIn('en')
  t.match(closed, 'Our telephone is answered again on Saturday at 9:00: ')
  t.match(closed, 'You can send us an e-mail now: ')
  t.notMatch(closed, 'Call us: ')
  t.match(await helpIn('de'), 'Am Telefon sind wir am Samstag um 9:00 Uhr wieder für Sie da: ')
  t.match(await helpIn('fr'), 'Au téléphone, nous répondons de nouveau samedi à 9:00\u202f: ')
  t.match(await helpIn('lb'), 'Um Telefon si mir e Samschdeg um 9:00 Auer erëm do: ')
  t.match(await helpIn('pt'), 'Voltamos a atender o telefone no sábado às 9:00: ')
  const framed = { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'same-origin' }
  t.match(await helpIn('en', framed), 'Our telephone is answered again on Saturday at 9:00: ')
  clock.advance(6 * HOUR_MS)
  t.match(await helpIn('en'), 'again today at 9:00: ', 'after midnight')
  clock.advance(9 * HOUR_MS)
  t.match(await helpIn('en'), 'Call us: ')
  t.match(await helpIn('en', framed), 'Call us: ')
  clock.advance(3 * HOUR_MS)
  t.match(await helpIn('en'), 'again on Monday at 8:00: ')
})
