import { Socket } from 'node:net'
import t from 'tap'
import { ArrivingRequest } from '../../../src/proxy/arrival/arriving-request.ts'
import { RequestBody } from '../../../src/proxy/forwarding/request-body.ts'
import { Turns } from '../../../src/proxy/bounds/turns.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

t.test('a request is read no further while nobody takes what has come of it', async (t) => {
  const request = new ArrivingRequest(new Socket(), {
    turns: new Turns(),
    onCrowdedRead: () => undefined,
  })
  const body = new RequestBody(request)
  t.teardown(() => body.destroy())
  body.read(0)
  await turn()
  t.notOk(request.isPaused(), 'it was asked for')
  let packets = 0
  while (!request.isPaused() && packets < 1_000) {
    packets++
    request.push(Buffer.from('x'))
    await turn()
  }
  t.equal(packets, 1)
  for (let i = 0; i < 99; i++) request.push(Buffer.from('x'))
  request.complete = true
  request.push(null)
  const pieces: Buffer[] = []
  for await (const piece of body as AsyncIterable<Buffer>) pieces.push(piece)
  t.equal(Buffer.concat(pieces).length, 100)
  t.ok(pieces.length <= 4, `what came meanwhile was joined: ${pieces.length}`)
})
