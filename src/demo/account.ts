import { readForm } from './body.ts'
import { html, type Markup } from './markup.ts'
import { parseCookies } from './received.ts'
import { redirect, sendPage } from './reply.ts'
import { route, type Visit } from './visit.ts'

/** Logging in and out, and the page only a logged-in visitor sees. */
export const ACCOUNT_ROUTES = [
  route('/login', { GET: showLogin, POST: logIn }),
  route('/logout', { POST: logOut }),
  route('/account', { GET: showAccount }),
]

const SESSION_COOKIE = 'JSESSIONID'

/** A demonstration has no secrets: the page itself names the password. */
const PASSWORD = 'demo'

/** Names are remembered with the session; longer ones are cut. */
const NAME_LENGTH_MAX = 80

function showLogin(visit: Visit): void {
  sendPage(visit, { title: 'Log in', main: renderLogin(html``) })
}

function renderLogin(notice: Markup): Markup {
  return html`${notice}
    <form action="/login" method="post">
      <p>
        <label for="user">Name</label>
        <input id="user" name="name" autocomplete="username" maxlength="80" required />
      </p>
      <p>
        <label for="password">Password (it is “${PASSWORD}”)</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
      </p>
      <p><button>Log in</button></p>
    </form>`
}

async function logIn(visit: Visit): Promise<void> {
  const form = await readForm(visit.request)
  const name = (form.get('name') ?? '').trim().slice(0, NAME_LENGTH_MAX)
  if (name === '' || form.get('password') !== PASSWORD) {
    const notice = html`<p class="notice" role="alert">Name or password is wrong.</p>`
    sendPage(visit, { title: 'Log in', main: renderLogin(notice) })
    return
  }
  const id = visit.sessions.begin(name)
  redirect(visit, '/account', { 'Set-Cookie': `${SESSION_COOKIE}=${id}; Path=/; HttpOnly` })
}

function logOut(visit: Visit): void {
  for (const id of sessionIds(visit)) visit.sessions.end(id)
  redirect(visit, '/', { 'Set-Cookie': `${SESSION_COOKIE}=; Path=/; HttpOnly; Max-Age=0` })
}

function showAccount(visit: Visit): void {
  const [name] = sessionIds(visit).flatMap((id) => visit.sessions.nameOf(id) ?? [])
  if (name === undefined) {
    redirect(visit, '/login')
    return
  }
  const main = html`<p>You are logged in as <strong id="account-name">${name}</strong>.</p>
    <form action="/logout" method="post">
      <p><button>Log out</button></p>
    </form>`
  sendPage(
    visit,
    { title: 'My account', main },
    { headers: { 'Cache-Control': 'private, no-cache' } },
  )
}

function sessionIds({ request }: Visit): readonly string[] {
  const cookies = parseCookies(request.headers.cookie ?? '')
  return cookies.filter(([name]) => name === SESSION_COOKIE).map(([, id]) => id)
}
