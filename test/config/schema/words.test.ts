import t from 'tap'
import { type Mistake, renderMistakes } from '../../../src/config/index.ts'
import { parseDomain, parseHost, parseOrigin } from '../../../src/config/text/addresses.ts'
import { nearest } from '../../../src/config/text/nearest.ts'
import { parseDuration, parseRate, writeDuration } from '../../../src/config/schema/units.ts'

t.test('durations', (t) => {
  for (const { text, want } of [
    { text: '500ms', want: 500 },
    { text: '1s', want: 1000 },
    { text: '30m', want: 1_800_000 },
    { text: '24h', want: 86_400_000 },
    { text: '7d', want: 604_800_000 },
    { text: '10', want: null },
    { text: '1.5s', want: null },
    { text: '-1s', want: null },
    { text: '1 s', want: null },
    { text: '1min', want: null },
    { text: '9999999999s', want: null },
  ]) {
    t.equal(parseDuration(text), want, text)
  }
  for (const [durationMs, want] of [
    [86_400_000, '1d'],
    [90_000, '90s'],
    [1, '1ms'],
    [1.5, '1.5ms'],
  ] as const) {
    t.equal(writeDuration(durationMs), want, want)
  }
  t.end()
})

t.test('rates', (t) => {
  for (const { text, want } of [
    { text: '10/s', want: 100 },
    { text: '1000/s', want: 1 },
    { text: '1001/s', want: null },
    { text: '120/min', want: 500 },
    { text: '600/h', want: 6000 },
    { text: '1000/d', want: 86_400 },
    { text: '0/s', want: null },
    { text: '10/m', want: null },
    { text: '10', want: null },
  ]) {
    t.equal(parseRate(text), want, text)
  }
  t.end()
})

t.test('hosts, domains and origins', (t) => {
  for (const { got, want } of [
    { got: parseHost('WWW.Example.LU'), want: 'www.example.lu' },
    { got: parseHost('*.example.lu'), want: '*.example.lu' },
    { got: parseHost('*'), want: '*' },
    { got: parseHost('[::1]'), want: '[::1]' },
    { got: parseHost('[::1'), want: null },
    { got: parseHost('[no]'), want: null },
    { got: parseHost('a..b'), want: null },
    { got: parseHost('*.127.0.0.1'), want: null },
    { got: parseHost(`${'a'.repeat(64)}.lu`), want: null },
    { got: parseHost(`${'a.'.repeat(126)}lu`), want: null },
    { got: parseDomain('Example.lu'), want: 'example.lu' },
    { got: parseDomain('127.0.0.1'), want: null },
    { got: parseDomain('localhost'), want: null },
    { got: parseOrigin('http://Backend:8081'), want: 'http://backend:8081' },
    { got: parseOrigin('http://[::1]:80'), want: 'http://[::1]' },
    { got: parseOrigin('http://a:99999'), want: null },
    { got: parseOrigin('http://a/'), want: null },
    { got: parseOrigin('ftp://a'), want: null },
  ]) {
    t.equal(got, want)
  }
  t.end()
})

t.test('the nearest word', (t) => {
  const words = ['challenge', 'headersTimeout', 'lb', 'pass']
  for (const { word, want } of [
    { word: 'chalenge', want: 'challenge' },
    { word: 'headers_timeout', want: 'headersTimeout' },
    { word: 'lu', want: 'lb' },
    { word: 'psas', want: 'pass' },
    { word: 'nothing', want: null },
    { word: 'challenge'.repeat(10), want: null },
  ]) {
    t.equal(nearest(word, words), want, word)
  }
  t.equal(nearest('a', []), null)
  t.end()
})

t.test('mistakes are printed', (t) => {
  const mistake: Mistake = {
    file: 'paart.yaml',
    line: 2,
    column: 4,
    severity: 'error',
    code: 'PAART_VALUE',
    message: 'too odd',
    hint: null,
  }
  t.equal(renderMistakes([], 'a'), '', 'none is nothing')
  t.equal(
    renderMistakes(
      [mistake, { ...mistake, severity: 'warning', hint: 'mend it' }],
      'a\n\tb\u001B: 1\n',
    ),
    `paart.yaml:2:4: error: too odd [PAART_VALUE]
2 |  b\uFFFD: 1
  |    ^

paart.yaml:2:4: warning: too odd [PAART_VALUE]
2 |  b\uFFFD: 1
  |    ^
hint: mend it

1 mistake and 1 warning
`,
    'a terminal obeys nothing of the text',
  )
  t.match(
    renderMistakes([{ ...mistake, line: 9 }], 'a'),
    '9 |\n',
    'a line that is not there is empty',
  )
  t.end()
})
