import { type Test } from 'tap'
import { type Tab, type Visitor, until, untilShown, untilTitled } from '../browsers/driven.ts'
import { eventually } from '../eventually.ts'
import { type AnswerName, DOWNLOAD } from './application.ts'
import { fillAndSend, holdDelivery } from './sending.ts'
import { type Stage } from './stage.ts'

/** What somebody sees, whose form was answered so. */
interface Seen {
  readonly stage: Stage
  readonly visitor: Visitor
  readonly tab: Tab
  readonly id: string
}

const SEEN: Readonly<Record<AnswerName, (seen: Seen) => Promise<void>>> = {
  page: ({ tab }) => untilTitled(tab, 'Answer'),
  async '303'({ tab, id, stage }) {
    await untilShown(tab, `GET /seen/${id}`)
    await until(tab, 'there', async () => (await tab.url()).startsWith(stage.fronts.http.origin))
  },
  async elsewhere({ tab, id, stage }) {
    await untilShown(tab, `GET /seen/${id}`)
    const other = `http://localhost:${stage.application.port}/`
    await until(tab, 'elsewhere', async () => (await tab.url()).startsWith(other))
  },
  // Nothing is shown: that it was delivered is all there is to see.
  '204': ({ stage, id }) =>
    eventually('delivered', () => stage.application.posted(id).some(({ complete }) => complete)),
  download: ({ visitor }) =>
    eventually('the file is there', async () => {
      const bytes = await visitor.downloaded('answer.bin')
      return bytes?.equals(DOWNLOAD) === true
    }),
  '307': ({ tab }) => untilTitled(tab, 'Answer'),
  async cookie({ tab, id }) {
    await untilTitled(tab, 'Answer')
    await until(tab, 'the cookie is kept', (it) =>
      it.run(`document.cookie.includes('answered-${id}=yes')`),
    )
  },
}

/** Sends a form that is answered so, and holds that one sees it and the application got the form once. */
export async function holdAnswer(
  t: Test,
  stage: Stage,
  visitor: Visitor,
  answeredBy: AnswerName,
): Promise<void> {
  const id = `answered-by-${answeredBy}`
  const tab = await visitor.newTab()
  const sending = {
    id,
    form: 'urlencoded',
    caching: 'no-store',
    scheme: 'http',
    answeredBy,
  } as const
  await fillAndSend(stage, tab, sending)
  await SEEN[answeredBy]({ stage, visitor, tab, id })
  if (answeredBy !== '307') return holdDelivery(t, stage, sending)
  // Sent on by the application: once to each of both addresses, and the same form.
  const posted = stage.application.posted(id)
  t.strictSame(
    posted.map(({ target }) => target.split('?')[0]),
    [`/send/${id}`, `/again/${id}`],
  )
  t.ok(posted[0]?.body.equals(posted[1]?.body ?? Buffer.alloc(0)), 'the same form')
}
