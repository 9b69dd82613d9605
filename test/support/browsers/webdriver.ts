/** What WebDriver answers to a command, and where it stands. */
interface Answered {
  readonly value: unknown
}

/** One session of a W3C WebDriver. */
export interface WebDriverSession {
  /** A path such as `/url`. Rejects with what the browser has against it. */
  readonly get: <Result>(path: string) => Promise<Result>
  readonly post: <Result>(path: string, body?: object) => Promise<Result>
  readonly delete: <Result>(path: string) => Promise<Result>
  readonly end: () => Promise<void>
}

/** Begins a session at a driver that listens at this origin. */
export async function beginSession(
  origin: string,
  capabilities: Readonly<Record<string, unknown>>,
): Promise<WebDriverSession> {
  const body = { capabilities: { alwaysMatch: capabilities } }
  const { sessionId } = await ask<{ sessionId: string }>(`${origin}/session`, 'POST', body)
  const session = `${origin}/session/${sessionId}`
  return {
    get: (path) => ask(session + path, 'GET'),
    post: (path, parameters = {}) => ask(session + path, 'POST', parameters),
    delete: (path) => ask(session + path, 'DELETE'),
    end: () => ask(session, 'DELETE'),
  }
}

async function ask<Result>(url: string, method: string, body?: object): Promise<Result> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(url, { method, ...sent })
  const { value } = (await response.json()) as Answered
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`)
  return value as Result
}
