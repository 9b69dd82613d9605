import { createHash } from 'node:crypto'
import { answer, type RecordedRequest, startOrigin } from '../recording-origin.ts'
import { type Caching, type FormName, FORMS, formPage } from './forms.ts'

/** How the application answers to a form: `?then=` of the address it is sent to. */
export const ANSWERS = ['page', '303', 'elsewhere', '204', 'download', '307', 'cookie'] as const
export type AnswerName = (typeof ANSWERS)[number]

/** An application with forms, that keeps what it is sent. */
export interface FormApplication {
  readonly port: number
  /** The address of a form's page, which sends to `/send/ID` and is answered so. */
  readonly pagePath: (form: FormName, caching: Caching, id: string, by: AnswerName) => string
  /** What was posted for this id, to whatever path, first to last. */
  readonly posted: (id: string) => readonly RecordedRequest[]
  /** What was asked for and not posted. */
  readonly asked: (id: string) => readonly RecordedRequest[]
  readonly close: () => Promise<void>
}

/** What every page that answers shows of the form. */
export function fingerprintOf(body: Uint8Array): string {
  return `${body.length} bytes ${createHash('sha256').update(body).digest('hex')}`
}

/** The bytes that `?then=download` sends. */
export const DOWNLOAD = Buffer.from('what was asked for, as a file')

export async function startFormApplication(): Promise<FormApplication> {
  const origin = await startOrigin({ respond: (request) => respond(request, origin.port) })
  const of = (id: string): readonly RecordedRequest[] =>
    origin.requests.filter(({ target }) => target.split('?')[0]?.endsWith(`/${id}`) === true)
  return {
    port: origin.port,
    pagePath: (form, caching, id, by) => {
      const action = `/send/${id}?then=${by}&sum=1%2B1+2&word=%C3%BC`
      return `/form/${form}/${caching}?action=${encodeURIComponent(action)}`
    },
    posted: (id) => of(id).filter(({ method }) => method === 'POST'),
    asked: (id) => of(id).filter(({ method }) => method !== 'POST'),
    async close() {
      await origin.close()
      if (origin.faults.length > 0) throw new Error(origin.faults.join('; '))
    },
  }
}

const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

function respond(request: RecordedRequest, port: number): Uint8Array {
  const { pathname, searchParams } = new URL(request.target, 'http://application')
  const [, place = '', name = '', caching = ''] = pathname.split('/')
  if (place === 'form' && name in FORMS) {
    const body = formPage(name as FormName, searchParams.get('action') ?? '')
    const control = caching === 'no-store' ? 'no-store' : 'private, max-age=600'
    const type = (FORMS[name as FormName] as { charset?: string }).charset ?? 'utf-8'
    const headers = {
      'Content-Type': `text/html; charset=${type}`,
      'Cache-Control': control,
      'Set-Cookie': 'session=of-whoever-fills-it-in; Path=/; SameSite=Lax',
    }
    return answer({ status: 200, headers, body })
  }
  if (request.method === 'POST') {
    return respondToForm(request, searchParams.get('then') ?? '', name, port)
  }
  if (place === 'seen') return page('Seen', `GET ${pathname}`)
  return answer({ status: 404 })
}

function page(title: string, words: string, more: Readonly<Record<string, string>> = {}) {
  const body = `<!doctype html><title>${title}</title><p id="got">${words}</p>`
  return answer({ status: 200, headers: { ...HTML, ...more }, body })
}

function redirect(status: number, to: string): Uint8Array {
  return answer({ status, headers: { Location: to } })
}

/** By the name of the answer; whatever else is asked for gets a page. */
function respondToForm({ body }: RecordedRequest, then: string, id: string, port: number) {
  const answers: Readonly<Record<string, () => Uint8Array>> = {
    '303': () => redirect(303, `/seen/${id}`),
    elsewhere: () => redirect(302, `http://localhost:${port}/seen/${id}`),
    '307': () => redirect(307, `/again/${id}?then=page`),
    '204': () => answer({ status: 204 }),
    download: () => answer({ status: 200, headers: ATTACHED, body: DOWNLOAD }),
    cookie: () =>
      page('Answer', fingerprintOf(body), { 'Set-Cookie': `answered-${id}=yes; Path=/` }),
  }
  return answers[then]?.() ?? page('Answer', fingerprintOf(body))
}

const ATTACHED = {
  'Content-Type': 'application/octet-stream',
  'Content-Disposition': 'attachment; filename="answer.bin"',
}
