import { EventEmitter } from 'node:events'
import t from 'tap'
import {
  BOUND_IDLE_MS,
  Connections,
  IDLE_MS,
  type Kept,
  type Taker,
} from '../../../src/backends/http1/connections.ts'

/** A connection that no backend is needed for. */
class FakeConnection implements Kept {
  idleMs: number
  isOpen = true
  whenClosed: (() => void) | null = null
  readonly #onClosed: (connection: FakeConnection) => void

  constructor(idleMs: number, onClosed: (connection: FakeConnection) => void) {
    this.idleMs = idleMs
    this.#onClosed = onClosed
  }

  get isDestroyed(): boolean {
    return !this.isOpen
  }

  destroy(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.whenClosed?.()
    this.#onClosed(this)
  }
}

/** A client's connection. */
class FakeOwner extends EventEmitter {
  destroyed = false

  end(): void {
    this.destroyed = true
    this.emit('close')
  }
}

class Asking implements Taker<FakeConnection> {
  readonly network = 'net'
  readonly owner: FakeOwner | null
  isBinding: boolean
  connection: FakeConnection | null = null

  constructor(owner: FakeOwner | null = null, isBinding = false) {
    this.owner = owner
    this.isBinding = isBinding
  }
}

interface Stage {
  readonly connections: Connections<FakeConnection>
  readonly opened: FakeConnection[]
  /** Lets a request have a connection; gives which. */
  readonly take: (request: Asking) => FakeConnection
  readonly giveBack: (connection: FakeConnection, request: Asking) => void
  readonly open: () => number
}

function stage(max: number): Stage {
  const opened: FakeConnection[] = []
  const connections: Connections<FakeConnection> = new Connections(max, (idleMs) => {
    const connection = new FakeConnection(idleMs, (closed) => connections.closed(closed))
    opened.push(connection)
    return connection
  })
  return {
    connections,
    opened,
    take: (request) => connections.take(request),
    giveBack: (connection, request) => connections.giveBack(connection, request),
    open: () => opened.filter(({ isOpen }) => isOpen).length,
  }
}

t.test('a connection that is free serves the next request, whoever sends it', (t) => {
  const { take, giveBack, open } = stage(4)
  const first = new Asking(new FakeOwner())
  const client = take(first)
  giveBack(client, first)
  t.equal(take(new Asking(new FakeOwner())), client)
  t.equal(client.idleMs, IDLE_MS)
  t.equal(open(), 1)
  t.end()
})

t.test('who signs in gets a connection that nobody else has, until he leaves', (t) => {
  const { take, giveBack, connections } = stage(4)
  const [anna, ben] = [new FakeOwner(), new FakeOwner()]
  const plain = new Asking(ben)
  giveBack(take(plain), plain)
  const signing = new Asking(anna, true)
  const hers = take(signing)
  t.equal(hers.idleMs, BOUND_IDLE_MS)
  giveBack(hers, signing)
  t.equal(connections.isOwner(anna), true)
  t.not(take(new Asking(ben)), hers)
  const next = new Asking(anna)
  t.equal(take(next), hers, 'all she asks goes by it, without another word')
  giveBack(hers, next)
  anna.end()
  t.equal(hers.isDestroyed, true)
  t.equal(connections.isOwner(anna), false)
  t.end()
})

t.test('who is signed in by an answer keeps the connection it came by', (t) => {
  const { take, giveBack, connections } = stage(4)
  const anna = new FakeOwner()
  const asked = new Asking(anna)
  const hers = take(asked)
  asked.connection = hers
  connections.bind(asked)
  giveBack(hers, asked)
  t.not(take(new Asking(new FakeOwner())), hers)
  t.equal(take(new Asking(anna)), hers)
  t.end()
})

t.test('where a client’s connection carries many, or is gone, nobody stays signed in', (t) => {
  const { take, giveBack, open } = stage(4)
  const front = new Asking(null, true)
  const first = take(front)
  giveBack(first, front)
  t.equal(first.isDestroyed, true)
  const gone = new FakeOwner()
  const left = new Asking(gone, true)
  const second = take(left)
  gone.end()
  giveBack(second, left)
  t.equal(second.isDestroyed, true)
  t.equal(open(), 0)
  t.end()
})

t.test('a connection that its backend has closed is nobody’s any more', (t) => {
  const { take, giveBack, connections } = stage(4)
  const anna = new FakeOwner()
  const signing = new Asking(anna, true)
  const hers = take(signing)
  giveBack(hers, signing)
  hers.destroy()
  t.equal(connections.isOwner(anna), false)
  t.equal(anna.listenerCount('close'), 0, 'and nobody listens for her leaving')
  const again = new Asking(anna, true)
  const another = take(again)
  giveBack(another, again)
  another.isOpen = false
  t.not(take(new Asking(anna)), another, 'even where nobody has heard of it yet')
  t.end()
})

t.test('there are never more than there may be: who needs one gets the longest idle', (t) => {
  const { take, giveBack, open, opened } = stage(4)
  const owners = [new FakeOwner(), new FakeOwner(), new FakeOwner()]
  for (const owner of owners) {
    const signing = new Asking(owner, true)
    giveBack(take(signing), signing)
  }
  t.equal(open(), 2, 'half of them rest with owners')
  t.equal(opened[0]?.isDestroyed, true)
  const taken = [1, 2, 3, 4].map(() => take(new Asking()))
  t.equal(open(), 4)
  t.ok(taken.every(({ isDestroyed }) => !isDestroyed))
  t.end()
})

t.test('one that is free makes room for who signs in', (t) => {
  const { take, giveBack, open, connections } = stage(1)
  const plain = new Asking()
  const free = take(plain)
  giveBack(free, plain)
  const signing = new Asking(new FakeOwner(), true)
  const his = take(signing)
  t.equal(free.isDestroyed, true)
  giveBack(his, signing)
  connections.close()
  t.equal(open(), 0)
  t.end()
})

t.test(
  'a request that follows at once uses the same one, and nobody takes it from under it',
  (t) => {
    const { take, giveBack, open } = stage(2)
    const anna = new FakeOwner()
    const first = new Asking(anna, true)
    const hers = take(first)
    const second = new Asking(anna)
    t.equal(take(second), hers)
    giveBack(hers, first)
    const [ben, cara] = [new Asking(new FakeOwner(), true), new Asking(new FakeOwner(), true)]
    const bens = take(ben)
    t.equal(hers.isDestroyed, false)
    giveBack(bens, ben)
    giveBack(hers, second)
    t.equal(bens.isDestroyed, true, 'half of two is one, and his is idle for longer')
    giveBack(take(cara), cara)
    for (let i = 0; i < 5; i++) {
      const plain = new Asking()
      giveBack(take(plain), plain)
    }
    t.ok(open() <= 2, 'and their number is right in the end')
    t.end()
  },
)
