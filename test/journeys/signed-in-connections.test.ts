import t, { type Test } from 'tap'
import {
  type AuthenticatingOrigin,
  startAuthenticatingOrigin,
} from '../support/authenticating-origin.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type Connection, type RawAnswer, openConnection } from '../support/http.ts'

interface Stage {
  readonly origin: AuthenticatingOrigin
  /** Connects somebody to the gate. */
  readonly enter: () => Promise<Connection>
}

async function start(t: Test, rest = ''): Promise<Stage> {
  const origin = await startAuthenticatingOrigin(t)
  const gate = await startClockedGate(
    t,
    `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"], connections: 8 } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
${rest}
`,
  )
  const enter = async (): Promise<Connection> => {
    const connection = await openConnection(gate.port)
    t.teardown(connection.close)
    return connection
  }
  return { origin, enter }
}

/** Asks on a connection, with a Forwarded field for whom where a front proxy asks. */
async function ask(
  { send, receive }: Connection,
  authorization = '',
  address = '',
): Promise<RawAnswer> {
  const fields = [
    'Host: a.test',
    ...(authorization === '' ? [] : [`Authorization: ${authorization}`]),
    ...(address === '' ? [] : [`X-Forwarded-For: ${address}`]),
  ]
  send(`GET / HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`)
  return receive()
}

/** The second leg: gives what the third has to answer. */
async function hello(connection: Connection, user: string): Promise<string> {
  const { headers } = await ask(connection, `NTLM hello-${user}`)
  return headers.get('www-authenticate')?.replace(`NTLM ${user}`, '') ?? ''
}

t.test(
  'two sign-ins at a time: each is served as who it is, and a stranger as nobody',
  async (t) => {
    const { enter } = await start(t)
    const [anna, ben, stranger] = [await enter(), await enter(), await enter()]
    t.equal((await ask(anna)).status, 401)
    t.equal((await ask(ben)).status, 401)
    const annas = await hello(anna, 'anna')
    const bens = await hello(ben, 'ben')
    t.equal((await ask(anna, `NTLM answer-anna-${annas}`)).text, 'you are anna')
    t.equal((await ask(stranger)).status, 401)
    t.equal((await ask(ben, `NTLM answer-ben-${bens}`)).text, 'you are ben')
    for (let i = 0; i < 3; i++) {
      t.equal((await ask(stranger)).status, 401)
      t.equal((await ask(anna)).text, 'you are anna', 'who is signed in needs no further word')
      t.equal((await ask(ben)).text, 'you are ben')
    }
    t.equal((await ask(stranger)).status, 401)
  },
)

t.test('one leg of Negotiate signs in its own connection alone', async (t) => {
  const { enter } = await start(t)
  const [anna, stranger] = [await enter(), await enter()]
  t.equal((await ask(anna, 'Negotiate anna')).text, 'you are anna')
  t.equal((await ask(stranger)).status, 401)
  t.equal((await ask(anna)).text, 'you are anna')
})

t.test('a connection that is signed in ends with its client', async (t) => {
  const { enter, origin } = await start(t)
  const anna = await enter()
  t.equal((await ask(anna, 'Negotiate anna')).text, 'you are anna')
  t.equal(origin.connections(), 1)
  anna.close()
  await eventually('the backend is left', () => origin.connections() === 0)
  t.equal((await ask(await enter())).status, 401)
})

t.test('a bare 401 signs nobody in: its connection serves the next one', async (t) => {
  const { enter, origin } = await start(t)
  for (let i = 0; i < 5; i++) t.equal((await ask(await enter())).status, 401)
  t.equal(origin.accepted(), 1)
})

t.test('behind a proxy whose connections carry many people nobody stays signed in', async (t) => {
  const { enter, origin } = await start(t, 'trustedProxies: [127.0.0.1]')
  const front = await enter()
  t.equal((await ask(front, 'Negotiate anna', '203.0.113.7')).text, 'you are anna')
  t.equal((await ask(front, '', '198.51.100.8')).status, 401)
  t.equal((await ask(front, '', '203.0.113.7')).status, 401)
  await eventually('her connection is closed', () => origin.connections() === 1)
  await hello(front, 'anna')
  await eventually('so is one that only begins to sign in', () => origin.connections() === 1)
})

t.test(
  'a proxy that keeps a connection for each client says so, and they stay signed in',
  async (t) => {
    const { enter } = await start(
      t,
      'trustedProxies: [{ network: 127.0.0.1, ownConnections: true }]',
    )
    const [annas, bens] = [await enter(), await enter()]
    const challenge = await hello(annas, 'anna')
    t.equal((await ask(bens, '', '198.51.100.8')).status, 401)
    t.equal((await ask(annas, `NTLM answer-anna-${challenge}`)).text, 'you are anna')
    t.equal((await ask(annas, '', '203.0.113.7')).text, 'you are anna')
    t.equal((await ask(bens, '', '198.51.100.8')).status, 401)
  },
)

t.test('what is sent at once behind a sign-in goes by the same connection', async (t) => {
  const { enter, origin } = await start(t)
  const [anna, stranger] = [await enter(), await enter()]
  const [first, next] = [
    'GET / HTTP/1.1\r\nHost: a.test\r\nAuthorization: Negotiate anna\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n',
  ]
  anna.send(first + next.repeat(20))
  for (let i = 0; i < 21; i++) {
    t.equal((await anna.receive()).text, 'you are anna')
    if (i % 5 === 0) t.equal((await ask(stranger)).status, 401)
  }
  t.equal(origin.connections(), 2)
})

t.test('behind a proxy that nobody has named nobody stays signed in either', async (t) => {
  const { enter, origin } = await start(t)
  const front = await enter()
  t.equal((await ask(front, 'Negotiate anna', '203.0.113.7')).text, 'you are anna')
  t.equal((await ask(front, '', '198.51.100.8')).status, 401)
  await eventually('her connection is closed', () => origin.connections() === 1)
})
