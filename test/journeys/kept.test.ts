import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { claimBody } from '../support/claims.ts'
import { eventually } from '../support/eventually.ts'
import { openConnection } from '../support/http.ts'
import { isNoted } from '../support/kept-notes.ts'
import { challenged, startKeptStage } from '../support/kept-stage.ts'
import { claimIn } from '../support/sender.ts'
import { NAVIGATION } from '../support/visitor.ts'

const { port, gate, newSender, pass, posts, hold, broken } = await startKeptStage(t)

function digestOf(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}

t.test('a challenged form is delivered once, after the check', async (t) => {
  const sender = newSender()
  sender.cookies.set('session', 'S1')
  const path = '/once?x=1'
  const body = 'name=Jos%E9&plus=%2B+&submit=1&dup=1&dup=2'
  const { page, claim } = await challenged(t, sender, path, body)
  t.equal(posts(path).length, 0)
  await sender.prove(page)
  sender.cookies.set('session', 'S2')
  const delivered = await sender.claim(path, claim)
  t.equal(delivered.status, 200)
  t.equal(delivered.text, `received ${body.length}`)
  t.equal(delivered.headers.get('paart-decision'), undefined, 'the application itself answers')
  const again = await sender.claim(path, claim)
  t.equal(again.text, delivered.text, 'who asks again gets the same answer')
  const [post, ...others] = posts(path)
  t.equal(others.length, 0, 'and the application nothing more')
  t.equal(post?.body.toString('latin1'), body)
  t.equal(post?.headers.get('cookie'), 'session=S1', 'with the cookies it was sent with')
  t.equal(post?.headers.get('x-request-id'), page.headers.get('paart-reference'))
  t.match(post?.headers.get('paart-received-at'), /^\d{4}-\d\d-\d\dT/)
  t.equal(post?.headers.get('content-type'), 'application/x-www-form-urlencoded')
})

t.test('whatever it is, not a byte is lost', async (t) => {
  const sizes = [0, 1, 65_536, 65_537, 5 * 1024 * 1024 + 17]
  for (const body of sizes.map((size) => randomBytes(size))) {
    const sender = newSender()
    const path = `/bytes/${body.length}`
    const page = await sender.post(path, { body, type: 'multipart/form-data; boundary=x' })
    await pass(sender)
    const delivered = await sender.claim(path, claimIn(page.text))
    t.equal(delivered.text, `received ${body.length}`)
    t.equal(posts(path).length, 1)
    t.equal(digestOf(posts(path)[0]?.body), digestOf(body), `${body.length} bytes`)
  }
})

t.test('a form in chunks is kept as well, and has a length when it is delivered', async (t) => {
  const sender = newSender()
  const page = await sender.post('/chunks', {
    body: '3\r\na=1\r\n0\r\n\r\n',
    headers: { 'Transfer-Encoding': 'chunked' },
  })
  await pass(sender)
  t.equal((await sender.claim('/chunks', claimIn(page.text))).text, 'received 3')
  t.equal(posts('/chunks')[0]?.headers.get('content-length'), '3')
})

t.test(
  'a form as long as a claim, that is none, goes its way and is kept like any other',
  async (t) => {
    const sender = newSender()
    const body = `text=${'x'.repeat(251)}`
    const { claim } = await challenged(t, sender, '/as-long', body)
    await pass(sender)
    t.equal((await sender.claim('/as-long', claim)).text, 'received 256')
    t.equal((await sender.post('/as-long/passed', { body })).text, 'received 256')
    t.equal(posts('/as-long/passed')[0]?.body.toString('latin1'), body)
  },
)

t.test('who presses twice, or in two tabs, sends it once', async (t) => {
  const letGo = hold('/twice')
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/twice')
  await pass(sender)
  const presses = [1, 2, 3].map(() => sender.claim('/twice', claim))
  await eventually('the application has it', () => posts('/twice').length > 0)
  letGo()
  for (const pressed of await Promise.all(presses)) t.equal(pressed.text, 'received 3')
  t.equal(posts('/twice').length, 1)
})

t.test('without the pass the check goes on, with the same form', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/goes-on')
  const again = await sender.claim('/goes-on', claim)
  t.equal(again.status, 403)
  t.equal(again.headers.get('paart-decision'), 'challenge')
  t.equal(claimIn(again.text), claim)
  const french = await sender.claim('/goes-on', claim, { language: 'fr' })
  t.match(french.text, /<html lang="fr"/)
  t.equal(claimIn(french.text), claim, 'another language keeps it')
  t.equal(posts('/goes-on').length, 0)
  await pass(sender)
  t.equal((await sender.claim('/goes-on', claim)).text, 'received 3')
})

t.test(
  'a claim is for the browser that sent the form, at its address, and for nobody else',
  async (t) => {
    const sender = newSender()
    const { claim } = await challenged(t, sender, '/own')
    await pass(sender)
    const stranger = newSender()
    await pass(stranger)
    const stolen = await stranger.claim('/own', claim)
    t.equal(stolen.status, 403, 'without the cookie')
    t.equal((await sender.claim('/other', claim)).status, 403, 'at another address')
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': site }
      t.equal((await sender.claim('/own', claim, 'none', { headers })).status, 403, site)
    }
    const guessed = await sender.claim('/own', `${'A'.repeat(16)}.${'b'.repeat(22)}`)
    t.equal(guessed.status, 403)
    const wrongHalf = await sender.claim('/own', `${claim.slice(0, 17)}${'b'.repeat(22)}`)
    t.equal(wrongHalf.status, 410)
    t.equal(posts('/own').length + posts('/other').length, 0)
    t.equal((await sender.claim('/own', claim)).status, 200, 'its own is as good as before')
  },
)

t.test('nothing of a claim reaches the application, and its cookie does not', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/clean')
  await pass(sender)
  await sender.claim('/clean', claim)
  await sender.post('/clean', { body: 'a=22' })
  t.equal(posts('/clean').length, 2)
  for (const { headBytes, body } of posts('/clean')) {
    t.notMatch(headBytes.toString('latin1'), /paart-kept|paart-claim/)
    t.notMatch(body.toString('latin1'), 'paart-claim')
  }
})

t.test('as its sender wishes it is deleted', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/deleted')
  t.equal((await sender.claim('/deleted', claim, 'delete')).status, 410)
  await pass(sender)
  t.equal((await sender.claim('/deleted', claim)).status, 403, 'the cookie has gone with it')
  t.equal(posts('/deleted').length, 0)
})

t.test('the same form sent once more is asked about', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/repeated')
  await pass(sender)
  await sender.claim('/repeated', claim)
  await isNoted(gate.folder, claim)
  const repeated = await sender.post('/repeated', { body: 'a=1' })
  t.equal(repeated.status, 409)
  t.equal(posts('/repeated').length, 1, 'it is not sent in silence')
  const second = await sender.claim('/repeated', claimIn(repeated.text), 'again')
  t.equal(second.text, 'received 3')
  t.equal(posts('/repeated').length, 2, 'where it is meant it is sent')
  const other = await sender.post('/repeated', { body: 'a=2' })
  t.equal(other.text, 'received 3', 'another one as long goes on')
  const longer = await sender.post('/repeated', { body: 'a=22' })
  t.equal(longer.text, 'received 4')
  t.equal(posts('/repeated').length, 4)
})

t.test('the same form from two tabs, both challenged, is asked about as well', async (t) => {
  const sender = newSender()
  const first = await challenged(t, sender, '/tabs')
  const second = await challenged(t, sender, '/tabs')
  await pass(sender)
  t.equal((await sender.claim('/tabs', first.claim)).status, 200)
  t.equal((await sender.claim('/tabs', second.claim)).status, 409)
  t.equal(posts('/tabs').length, 1)
  t.equal((await sender.claim('/tabs', second.claim, 'again')).status, 200)
})

t.test('two different forms from two tabs are both delivered', async (t) => {
  const sender = newSender()
  const first = await challenged(t, sender, '/both', 'a=1')
  const second = await challenged(t, sender, '/both', 'a=2')
  await pass(sender)
  t.equal((await sender.claim('/both', second.claim)).status, 200)
  t.equal((await sender.claim('/both', first.claim)).status, 200)
  t.strictSame(
    posts('/both').map(({ body }) => body.toString()),
    ['a=2', 'a=1'],
  )
})

t.test(
  'whoever loads the address of a form that waits is told so, until its answer was given',
  async (t) => {
    const sender = newSender()
    const { claim } = await challenged(t, sender, '/waits')
    t.equal((await sender.get('/waits')).status, 409)
    await pass(sender)
    t.equal((await sender.get('/waits')).status, 409, 'the pass changes nothing')
    t.equal((await sender.get('/other')).status, 200, 'other pages are as always')
    await sender.claim('/waits', claim)
    await eventually('its address is a page as any other', async () => {
      return (await sender.get('/waits')).status === 200
    })
  },
)

t.test('what is told of a form can be put away', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/away')
  await pass(sender)
  const id = claim.slice(0, 16)
  const told = await sender.get('/away')
  t.match(
    told.text,
    `action="/.paart/forget" method="post"><input type="hidden" name="id" value="${id}">`,
  )
  t.match(told.text, 'name="to" value="/away"')
  const elsewhere = new URLSearchParams({ id, to: '//evil.example' }).toString()
  t.equal((await sender.post('/.paart/forget', { body: elsewhere })).status, 400)
  const body = new URLSearchParams({ id, to: '/away' }).toString()
  const put = await sender.post('/.paart/forget', { body })
  t.equal(put.status, 303)
  t.equal(put.headers.get('location'), '/away')
  t.equal((await sender.get('/away')).status, 200)
})

t.test(
  'another site’s form stays one, and what it is led to is not asked for as our own',
  async (t) => {
    const sender = newSender()
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://idp.example' }
    const page = await sender.post('/leads-on', { body: 'SAMLResponse=a%2Bb', headers })
    t.equal(page.status, 403)
    t.match(page.headers.get('set-cookie'), /paart-kept-foreign-[01]=/)
    await pass(sender)
    const claim = claimIn(page.text)
    const delivered = await sender.claim('/leads-on', claim)
    const [post] = posts('/leads-on')
    t.equal(post?.headers.get('origin'), 'https://idp.example')
    t.equal(post?.headers.get('sec-fetch-site'), 'cross-site')
    t.equal(delivered.status, 200)
    t.match(delivered.headers.get('content-security-policy'), 'sandbox')
    t.equal(delivered.headers.get('location'), undefined)
    t.match(delivered.headers.get('set-cookie'), 'seen=1')
    const again = await sender.claim('/leads-on', claim)
    t.match(again.headers.get('content-security-policy'), 'sandbox', 'as often as it is asked for')
  },
)

t.test(
  'whom the application leads on, it leads on itself where the form was our own',
  async (t) => {
    const sender = newSender()
    const { claim } = await challenged(t, sender, '/leads-on')
    await pass(sender)
    const delivered = await sender.claim('/leads-on', claim)
    t.equal(delivered.status, 303)
    t.equal(delivered.headers.get('location'), '/next')
  },
)

t.test('a form that the application wants elsewhere is claimed there, once', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/moves')
  await pass(sender)
  const led = await sender.claim('/moves', claim)
  t.equal(led.status, 307)
  t.equal(led.headers.get('location'), '/new?x=1')
  t.equal((await sender.claim('/new?x=1', claim)).text, 'received 3')
  t.equal(posts('/moves').length, 1)
  t.equal(posts('/new?x=1').length, 1)
})

t.test('a form that is wanted at another site is not sent there, and no claim is', async (t) => {
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/moves-away')
  await pass(sender)
  const told = await sender.claim('/moves-away', claim)
  t.equal(told.status, 409)
  t.equal(told.headers.get('location'), undefined)
})

t.test(
  'an answer that is too large to be stored is given once, and a receipt after it',
  async (t) => {
    const sender = newSender()
    const { claim } = await challenged(t, sender, '/large')
    await pass(sender)
    t.equal((await sender.claim('/large', claim)).status, 200)
    t.equal((await sender.claim('/large', claim)).status, 409)
    t.equal(posts('/large').length, 1)
  },
)

t.test('who leaves while it is delivered finds the answer when he comes back', async (t) => {
  const letGo = hold('/left')
  const sender = newSender()
  const { claim } = await challenged(t, sender, '/left')
  await pass(sender)
  const connection = await openConnection(port)
  const body = claimBody(claim, { door: 'none' })
  connection.send(
    `POST /left HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
      `User-Agent: ${NAVIGATION['User-Agent']}\r\nCookie: ${sender.cookieHeader['Cookie']}\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\n' +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
  await eventually('the application has it', () => posts('/left').length === 1)
  connection.close()
  const waiting = sender.claim('/left', claim)
  letGo()
  t.equal((await waiting).text, 'received 3')
  t.equal(posts('/left').length, 1)
})

t.test('where the connection broke it is sent again by a press alone', async (t) => {
  broken.add('/breaks')
  const sender = newSender()
  const { page, claim } = await challenged(t, sender, '/breaks')
  await pass(sender)
  t.equal((await sender.claim('/breaks', claim)).status, 502)
  t.equal((await sender.claim('/breaks', claim)).status, 409)
  t.equal(posts('/breaks').length, 1, 'nothing is sent again by itself')
  broken.delete('/breaks')
  t.equal((await sender.claim('/breaks', claim, 'again')).text, 'received 3')
  const names = posts('/breaks').map(({ headers }) => headers.get('x-request-id'))
  t.same(names, [page.headers.get('paart-reference'), names[0]], 'it has one name all along')
})

t.test('of all that is sent only what loads a page is kept', async (t) => {
  const fetched = await newSender().post('/fetched', {
    body: 'a=1',
    headers: { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', Accept: '*/*' },
  })
  t.equal(fetched.headers.get('content-type'), 'application/problem+json')
  t.equal(fetched.headers.get('set-cookie'), undefined)
})
