import { BODY_BYTES_MAX, readChunks } from './body.ts'
import { html, type Markup } from './markup.ts'
import { findBoundary, MultipartReader, type Part } from './multipart.ts'
import { renderPairs } from './page.ts'
import { prefersJson, sendJson, sendPage } from './reply.ts'
import { Refusal, route, type Visit } from './visit.ts'

/** The public inquiry: its form, and what happens to a contribution. */
export const INQUIRY_ROUTES = [
  route('/inquiries/1', { GET: showForm }),
  route('/inquiries/1/contributions', { POST: receiveContribution }),
]

const SUBJECTS = ['Traffic', 'Noise', 'Trees and green spaces', 'Parking', 'Something else']
const ROLES = ['A resident', 'A business', 'An association']
const TOPICS = ['Cycle path', 'Bus stop', 'Street lighting', 'Playground']

function showForm(visit: Visit): void {
  sendPage(visit, { title: 'Inquiry 1: a new plan for the Station Quarter', main: renderForm() })
}

function renderForm(): Markup {
  return html`<p>
      The municipal council invites everyone to say what they think of the plan until 31 December.
      Fields marked * have to be filled in. Each file can have up to 30 MB.
    </p>
    <form action="/inquiries/1/contributions" method="post" enctype="multipart/form-data">
      <p>
        <label for="name">Name *</label>
        <input id="name" name="name" autocomplete="name" maxlength="200" required />
      </p>
      <p>
        <label for="email">E-mail *</label>
        <input id="email" name="email" type="email" autocomplete="email" maxlength="200" required />
      </p>
      <p>
        <label for="subject">Subject</label>
        <select id="subject" name="subject">
          ${SUBJECTS.map((each) => html`<option>${each}</option>`)}
        </select>
      </p>
      <fieldset>
        <legend>You write as</legend>
        ${ROLES.map((each, i) => renderChoice({ type: 'radio', name: 'role', value: each, isChosen: i === 0 }))}
      </fieldset>
      <p>
        <label for="contribution">Your contribution *</label>
        <textarea id="contribution" name="contribution" rows="12" required></textarea>
      </p>
      <fieldset>
        <legend>It is about</legend>
        ${TOPICS.map((each) => renderChoice({ type: 'checkbox', name: 'topic', value: each, isChosen: false }))}
      </fieldset>
      <p>
        <label for="plan">A plan or a drawing</label> <input id="plan" name="plan" type="file" />
      </p>
      <p>
        <label for="annex">Another document</label> <input id="annex" name="annex" type="file" />
      </p>
      <p><button>Send the contribution</button></p>
    </form>`
}

interface Choice {
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly value: string
  readonly isChosen: boolean
}

function renderChoice({ type, name, value, isChosen }: Choice): Markup {
  const checked = isChosen ? html` checked` : ''
  return html`<label class="choice"
    ><input type="${type}" name="${name}" value="${value}" ${checked} /> ${value}</label
  >`
}

async function receiveContribution(visit: Visit): Promise<void> {
  const { request } = visit
  const boundary = findBoundary(request.headers['content-type'] ?? '')
  if (boundary === null) throw new Refusal(400, 'This form has to be sent as multipart/form-data.')
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) {
    throw new Refusal(413, `A contribution can have at most ${BODY_BYTES_MAX} bytes.`)
  }
  const reader = new MultipartReader(boundary)
  await readChunks(request, BODY_BYTES_MAX, (chunk) => reader.write(chunk))
  const parts = reader.end()
  if (prefersJson(visit)) sendJson(visit, { parts })
  else sendPage(visit, { title: 'We have received your contribution', main: renderParts(parts) })
}

function renderParts(parts: readonly Part[]): Markup {
  const fields = parts.flatMap((part) =>
    part.kind === 'field' ? [[part.name, part.value] as const] : [],
  )
  const files = parts.flatMap((part) => (part.kind === 'file' ? [renderFile(part)] : []))
  return html`<p>Thank you. This is what reached us, to the byte.</p>
    ${renderPairs('Fields', fields)}
    <h2>Files</h2>
    ${files.length === 0 ? html`<p>No files.</p>` : files}`
}

function renderFile(file: Extract<Part, { kind: 'file' }>): Markup {
  if (file.fileName === '' && file.size === 0) return html`<p>${file.name}: no file chosen</p>`
  return html`<dl class="file" data-field="${file.name}">
    <dt>Field</dt>
    <dd>${file.name}</dd>
    <dt>Name</dt>
    <dd>${file.fileName}</dd>
    <dt>Size</dt>
    <dd class="size">${file.size} bytes</dd>
    <dt>SHA-256</dt>
    <dd><code class="sha256">${file.sha256}</code></dd>
  </dl>`
}
