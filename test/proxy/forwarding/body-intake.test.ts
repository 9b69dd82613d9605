import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { type Body, BodyIntake } from '../../../src/proxy/forwarding/body-intake.ts'
import { RequestBody } from '../../../src/proxy/forwarding/request-body.ts'

interface Upload {
  readonly request: IncomingMessage
  body: Body | 'refused' | null
  /** Hands over a piece as the parser does, and lets it be read. */
  readonly send: (bytes: Buffer | null) => Promise<void>
}

interface Options {
  readonly network?: string
  readonly length?: number
  readonly bytesMax?: number
  readonly keepsTrailers?: boolean
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function upload(intake: BodyIntake, options: Options = {}): Upload {
  const request = new IncomingMessage(new Socket())
  request.on('error', () => undefined)
  const started: Upload = {
    request,
    body: null,
    async send(bytes) {
      if (bytes === null) request.complete = true
      request.push(bytes)
      await turn()
    },
  }
  intake.receive({
    request,
    network: options.network ?? 'a',
    bytesMax: options.bytesMax ?? 10_000,
    length: options.length ?? null,
    keepsTrailers: options.keepsTrailers ?? false,
    onReceived: (body) => (started.body = body),
    onRefused: () => (started.body = 'refused'),
  })
  return started
}

/** Of what was received whole; null where it was not. */
const lengthOf = ({ body }: Upload): number | null => (Buffer.isBuffer(body) ? body.length : null)

t.test('a body that comes in one piece is passed on as it is', async (t) => {
  const intake = new BodyIntake()
  const piece = Buffer.from('form')
  const whole = upload(intake, { length: 4 })
  await whole.send(piece)
  t.equal(whole.body, piece)
  t.equal(intake.heldBytes, 0)
})

t.test('a body that comes in pieces is put together, and its memory given back', async (t) => {
  const intake = new BodyIntake()
  const sized = upload(intake, { length: 5000 })
  const chunked = upload(intake)
  for (let i = 0; i < 50; i++) {
    await sized.send(Buffer.alloc(100, i))
    await chunked.send(Buffer.alloc(100, i))
  }
  t.equal(lengthOf(sized), 5000)
  t.equal(chunked.body, null, 'its end has not come')
  t.ok(intake.heldBytes >= 5000 && intake.heldBytes <= 10_000, `${intake.heldBytes} held`)
  await chunked.send(null)
  const want = Buffer.concat(Array.from({ length: 50 }, (_, i) => Buffer.alloc(100, i)))
  t.strictSame(chunked.body, want)
  t.strictSame(sized.body, want)
  t.equal(intake.heldBytes, 0)
})

t.test('little is set aside for who sends little', async (t) => {
  const intake = new BodyIntake()
  await upload(intake, { length: 9_000 }).send(Buffer.alloc(1))
  await upload(intake).send(Buffer.alloc(1))
  await upload(intake, { length: 5 }).send(Buffer.alloc(1))
  t.equal(intake.heldBytes, 3 * 1024)
})

t.test('what is larger becomes a stream that begins with what is there', async (t) => {
  const intake = new BodyIntake()
  for (const length of [400, undefined]) {
    const large = upload(intake, { bytesMax: 200, ...(length === undefined ? {} : { length }) })
    await large.send(Buffer.alloc(150, 'a'))
    t.equal(large.body, null)
    await large.send(Buffer.alloc(150, 'b'))
    t.equal(intake.heldBytes, 0, 'it is held no longer')
    t.ok(large.body instanceof RequestBody)
    if (!(large.body instanceof RequestBody)) return
    const pieces: string[] = []
    large.body.on('data', (piece: Buffer) => pieces.push(String(piece)))
    await large.send(Buffer.alloc(100, 'c'))
    await large.send(null)
    await turn()
    t.equal(pieces.join(''), 'a'.repeat(150) + 'b'.repeat(150) + 'c'.repeat(100))
    t.ok(large.body.readableEnded)
  }
})

t.test('chunks stay chunks where there are trailers that matter', async (t) => {
  const intake = new BodyIntake()
  for (const keepsTrailers of [true, false]) {
    const chunked = upload(intake, { keepsTrailers })
    await chunked.send(Buffer.from('abc'))
    chunked.request.rawTrailers.push('X-Sum', '1')
    await chunked.send(null)
    t.equal(chunked.body instanceof RequestBody, keepsTrailers)
    if (!(chunked.body instanceof RequestBody)) continue
    const pieces: string[] = []
    for await (const piece of chunked.body) pieces.push(String(piece))
    t.equal(pieces.join(''), 'abc')
  }
})

t.test('where memory runs out, the slowest gives way', async (t) => {
  const intake = new BodyIntake(5_000)
  const old = upload(intake, { length: 9_000 })
  await old.send(Buffer.alloc(2_000))
  const young = upload(intake, { length: 9_000 })
  await young.send(Buffer.alloc(2_000))
  t.match([old.body, young.body], [null, null])
  const normal = upload(intake, { length: 2_000 })
  await normal.send(Buffer.alloc(1_500))
  t.match([old.body, young.body], ['refused', null], 'the oldest first')
  await normal.send(Buffer.alloc(500))
  t.equal(lengthOf(normal), 2_000, 'and who is quick is served')
  await old.send(Buffer.alloc(500))
  t.equal(intake.heldBytes, 2_000, 'what was refused is held no more')
})

t.test('where memory runs out, it is the network that holds most that gives way', async (t) => {
  const intake = new BodyIntake(9_000)
  const neighbour = upload(intake, { length: 9_000, network: 'b' })
  await neighbour.send(Buffer.alloc(2_000))
  const flood = [1, 2, 3, 4].map(() => upload(intake, { length: 9_000, network: 'a' }))
  for (const body of flood) await body.send(Buffer.alloc(2_000))
  t.match(
    flood.map(({ body }) => body),
    ['refused', null, null, null],
  )
  await neighbour.send(Buffer.alloc(500))
  t.equal(neighbour.body, null, 'who holds less is not asked to, however slow it is')
  for (const { request } of [neighbour, ...flood]) request.destroy()
  await turn()
  t.equal(intake.heldBytes, 0)
})

t.test('a body that nobody wants any more is let go of', async (t) => {
  const intake = new BodyIntake()
  const request = new IncomingMessage(new Socket())
  const letGo = intake.receive({
    request,
    network: 'a',
    bytesMax: 10_000,
    length: null,
    keepsTrailers: false,
    onReceived: () => t.fail('nobody wants it'),
    onRefused: () => t.fail('nobody refused it'),
  })
  request.push(Buffer.alloc(100))
  await turn()
  t.equal(intake.heldBytes, 1024)
  letGo()
  request.push(null)
  await turn()
  t.equal(intake.heldBytes, 0)
})

t.test('a body larger than all memory is refused, not held', async (t) => {
  const intake = new BodyIntake(1_000)
  const large = upload(intake, { length: 9_000 })
  await large.send(Buffer.alloc(2_000))
  t.equal(large.body, 'refused')
  t.equal(intake.heldBytes, 0)
})

t.test('who leaves is forgotten', async (t) => {
  const intake = new BodyIntake()
  const left = upload(intake, { length: 9_000 })
  await left.send(Buffer.alloc(2_000))
  left.request.destroy()
  await turn()
  t.equal(intake.heldBytes, 0)
  t.equal(left.body, null)
})
