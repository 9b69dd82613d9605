import { PassThrough } from 'node:stream'
import t from 'tap'
import { BackendRequest } from '../../src/backends/index.ts'
import { Polls } from '../../src/backends/http1/polls.ts'
import { sharedBuffer } from '../../src/backends/http1/read-buffer.ts'
import { Sweep } from '../../src/backends/http1/sweep.ts'
import { OpenServer } from '../../src/backends/open-server.ts'
import { Resolver } from '../../src/backends/resolver.ts'
import { backendWith, serverAt } from '../support/servers.ts'

const SERVER = serverAt('http://127.0.0.1:1')

class Recorded extends BackendRequest {
  readonly pace = 1
  hasGivenUp = false
  isLetGo = false
  readonly #asked: string[]

  constructor(lane: string, asked: string[]) {
    super({ lane, address: lane, network: lane, owner: null, isBinding: false })
    this.#asked = asked
  }

  ask(): void {
    this.#asked.push(this.lane)
  }

  giveUp(): void {
    this.hasGivenUp = true
  }

  letGo(): void {
    this.isLetGo = true
  }

  giveWay(): void {
    this.hasGivenUp = true
  }

  onMore(): void {}

  onStart(): boolean {
    return false
  }

  onInterim(): void {}
  onHead(): void {}
  onData(): void {}
  onEnd(): void {}
  onFault(): void {}
}

const tools = {
  workers: 1,
  resolver: new Resolver(() => 0),
  road: { sweep: new Sweep(), polls: new Polls(), shared: sharedBuffer() },
}

/** A server with two connections, none of which is ever opened. */
const openServer = (): OpenServer => new OpenServer(backendWith([SERVER]), SERVER, tools)

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

t.test('as many ask at once as there are connections', async (t) => {
  const server = openServer()
  const asked: string[] = []
  const requests = ['a', 'a', 'a', 'b'].map((lane) => new Recorded(lane, asked))
  for (const request of requests) server.enter(request, null)
  t.same(asked, ['a', 'a'])
  t.equal(server.inFlight, 4)
  const [first, second, third, fourth] = requests as [Recorded, Recorded, Recorded, Recorded]
  server.leave(first)
  t.same(asked, ['a', 'a'], 'not within the end of another')
  await nextTick()
  t.same(asked, ['a', 'a', 'b'])
  server.leave(third)
  server.leave(second)
  server.leave(fourth)
  await nextTick()
  t.same(asked, ['a', 'a', 'b'], 'who left does not ask')
  t.equal(server.inFlight, 0)
  await server.close()
})

t.test('who leaves in the moment it is its turn lets the next one go', async (t) => {
  const server = openServer()
  const asked: string[] = []
  const requests = ['a', 'b', 'c', 'd'].map((lane) => new Recorded(lane, asked))
  for (const request of requests) server.enter(request, null)
  const [first, , third, fourth] = requests as [Recorded, Recorded, Recorded, Recorded]
  server.leave(first)
  await nextTick()
  t.equal(third.hasPlace, true)
  server.leave(third)
  t.equal(third.hasPlace, false)
  await nextTick()
  t.equal(fourth.hasPlace, true)
  t.same(asked, ['a', 'b', 'c', 'd'])
  t.end()
})

t.test('connections are closed when nobody has or wants one any more', async (t) => {
  const server = openServer()
  const asked: string[] = []
  const requests = ['a', 'a', 'a'].map((lane) => new Recorded(lane, asked))
  for (const request of requests) server.enter(request, null)
  const closed = server.close()
  t.equal(server.isClosed, false)
  const [first, second, third] = requests as [Recorded, Recorded, Recorded]
  server.leave(first)
  server.leave(second)
  await nextTick()
  t.same(asked, ['a', 'a', 'a'], 'who waited before still asks')
  t.equal(server.isClosed, false)
  server.leave(third)
  await closed
  t.equal(server.isClosed, true)
})

t.test('of four connections, three at most carry bodies that still come', async (t) => {
  const backend = backendWith([SERVER], { connections: 4 })
  const server = new OpenServer(backend, SERVER, tools)
  const asked: string[] = []
  const sent = ['a', 'b', 'c', 'd', 'e'].map((lane) => {
    const [request, body] = [new Recorded(lane, asked), new PassThrough()]
    server.enter(request, body)
    return { request, body }
  })
  t.same(asked, ['a', 'b', 'c'])
  const page = new Recorded('page', asked)
  server.enter(page, null)
  t.same(asked, ['a', 'b', 'c', 'page'])
  const [first, , , fourth, fifth] = sent
  fourth?.body.destroy()
  await nextTick()
  t.equal(fourth?.request.hasGivenUp, true, 'who breaks off while it waits is told that it is over')
  if (fourth !== undefined) server.leave(fourth.request)
  first?.body.destroy()
  await nextTick()
  t.same(asked, ['a', 'b', 'c', 'page'], 'one body has come whole, but all connections are in use')
  t.equal(first?.request.hasGivenUp, false)
  server.leave(page)
  await nextTick()
  t.same(asked, ['a', 'b', 'c', 'page', 'e'])
  for (const { request, body } of sent) {
    body.destroy()
    if (request !== fourth?.request) server.leave(request)
  }
  await nextTick()
  t.equal(fifth?.request.hasPlace, false)
  t.equal(server.inFlight, 0)
  await server.close()
})

/** Two bodies that come, at a server where one of them may at a time. */
function twoUploads() {
  const server = openServer()
  const asked: string[] = []
  const [first, second] = [new Recorded('a', asked), new Recorded('b', asked)]
  const [body, other] = [new PassThrough(), new PassThrough()]
  server.enter(first, body)
  server.enter(second, other)
  return { server, asked, first, second, body, other }
}

t.test('who has left while a body of his waited is never asked to begin', async (t) => {
  const { server, asked, first, second, body, other } = twoUploads()
  server.leave(second)
  body.destroy()
  await nextTick()
  await nextTick()
  t.same(asked, ['a'])
  other.destroy()
  server.leave(first)
  await server.close()
  t.equal(server.inFlight, 0)
})

t.test('whoever waits with a body is served by connections that are to be closed', async (t) => {
  const { server, asked, first, second, body, other } = twoUploads()
  // Its answer is over before the end of its body is known.
  server.leave(first)
  const closed = server.close()
  body.destroy()
  await nextTick()
  t.same(asked, ['a', 'b'])
  t.equal(server.isClosed, false)
  server.leave(second)
  other.destroy()
  await closed
  t.equal(server.isClosed, true)
})
