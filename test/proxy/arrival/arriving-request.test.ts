import { Socket } from 'node:net'
import t from 'tap'
import { ArrivingRequest } from '../../../src/proxy/arrival/arriving-request.ts'
import { Turns } from '../../../src/proxy/bounds/turns.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const arriving = (turns = new Turns()): ArrivingRequest =>
  new ArrivingRequest(new Socket(), { turns, onCrowdedRead: () => undefined })

interface Parsed extends ArrivingRequest {
  readonly _addHeaderLines?: (rawHeaders: readonly string[], count: number) => void
}

/** What Node's server sees of a request's fields. */
function fieldsOf(...rawHeaders: string[]): unknown {
  const message: Parsed = arriving()
  // As Node's parser hands fields over.
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  message._addHeaderLines?.(rawHeaders, rawHeaders.length)
  return message.headers
}

/** What comes out of a request, from the moment somebody listens. */
function listenTo(request: ArrivingRequest): Buffer[] {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  return pieces
}

t.test('a body comes out as it went in, whatever its pieces and whoever waits', async (t) => {
  const random = randomFrom(11)
  for (let round = 0; round < 300; round++) {
    const request = arriving()
    const sent: Buffer[] = []
    let got: Buffer[] = []
    const listensAt = wholeBelow(random, 20)
    for (let step = 0; step < 40; step++) {
      if (step === listensAt) got = listenTo(request)
      const most = [1, 1, 3, 5_000, 70_000][wholeBelow(random, 5)] ?? 1
      const piece = Buffer.alloc(1 + wholeBelow(random, most), wholeBelow(random, 256))
      sent.push(piece)
      request.push(piece)
      if (wholeBelow(random, 3) === 0) await turn()
      if (step < listensAt) continue
      if (wholeBelow(random, 4) === 0) request.pause()
      if (wholeBelow(random, 4) === 0) request.resume()
    }
    request.complete = true
    request.push(null)
    request.resume()
    while (!request.readableEnded) await turn()
    if (!Buffer.concat(got).equals(Buffer.concat(sent))) t.fail(`round ${round}`)
  }
  t.pass('300 rounds')
})

t.test('the small pieces of one read are joined, in time for whoever reads', async (t) => {
  const request = arriving()
  const got = listenTo(request)
  for (let i = 0; i < 10_000; i++) request.push(Buffer.from('x'))
  await turn()
  t.equal(Buffer.concat(got).length, 10_000, 'nothing waits for more to come')
  t.ok(got.length <= 3, `10,000 pieces became ${got.length}`)
})

t.test('what nobody has taken yet is joined as well, as far as there is room', async (t) => {
  const request = arriving()
  let bytes = 1
  // A read for each: a packet of a few bytes is one.
  while (request.push(Buffer.alloc(7, 'x'))) {
    bytes += 7
    if (bytes % 700 === 1) await turn()
  }
  t.ok(Math.abs(bytes - request.readableHighWaterMark) < 8, 'then Node is asked to read no more')
  const got = listenTo(request)
  await turn()
  t.equal(Buffer.concat(got).length, bytes + 6)
  t.ok(got.length < 10, `they became ${got.length}`)
  t.equal(request.push(Buffer.from('x')), true, 'and there is room again')
})

t.test('reads full of tiny pieces take turns', async (t) => {
  const turns = new Turns(2)
  const requests = Array.from({ length: 7 }, () => arriving(turns))
  const got = requests.map(listenTo)
  await turn()
  for (const request of requests) {
    let goesOn = true
    for (let i = 0; i < 1_000; i++) goesOn = request.push(Buffer.from('x'))
    t.equal(goesOn, false, 'Node is asked to read no more for now')
  }
  const usual = arriving(turns)
  const came = listenTo(usual)
  await turn()
  for (let i = 0; i < 10; i++) usual.push(Buffer.from('x'))
  const whole = (): number => got.filter((pieces) => Buffer.concat(pieces).length === 1_000).length
  const seen: number[] = []
  for (let i = 0; i < 10; i++) {
    await turn()
    seen.push(whole())
    if (i === 1) t.equal(Buffer.concat(came).length, 10, 'who sends a few pieces waits for nobody')
  }
  t.ok((seen[0] ?? 7) <= 3 && (seen[1] ?? 7) <= 5, `a few in each turn: ${seen.join(' ')}`)
  t.equal(seen.at(-1), 7, 'and all are read')
})

t.test('a form in one piece and large pieces are not copied', async (t) => {
  const form = arriving()
  const piece = Buffer.from('a=b')
  const got = listenTo(form)
  await turn()
  form.push(piece)
  t.equal(got[0], piece, 'nor does it wait')
  const upload = arriving()
  const pieces = [1, 2, 3].map((byte) => Buffer.alloc(20_000, byte))
  for (const large of pieces) upload.push(large)
  const came = listenTo(upload)
  await turn()
  t.ok(came.every((large, i) => large === pieces[i]))
  t.equal(came.length, 3)
})

t.test('a request that is given up gives nothing more, and throws nothing', async (t) => {
  const request = arriving()
  request.on('error', () => undefined)
  const got = listenTo(request)
  request.pause()
  for (let i = 0; i < 10; i++) request.push(Buffer.from('x'))
  request.destroy()
  request.resume()
  await turn()
  t.equal(got.length, 0)
})

t.test("Node's server finds the fields that it asks for, and makes no others", async (t) => {
  t.strictSame(fieldsOf('Host', 'a.example', 'Cookie', 'a=1', 'Accept', '*/*'), {})
  const asked = ['TE', 'Expect', 'Upgrade', 'Content-Length', 'transfer-encoding']
  for (const name of asked) {
    const fields = fieldsOf('Host', 'a.example', name, '5', 'Cookie', 'a=1')
    t.strictSame(fields, { host: 'a.example', [name.toLowerCase()]: '5', cookie: 'a=1' }, name)
  }
  const twice = fieldsOf('Expect', 'x', 'expect', '100-continue')
  t.strictSame(twice, { expect: 'x, 100-continue' }, "a list is Node's")
})
