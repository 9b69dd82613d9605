import { type TestGate, startTestGate } from '../gate.ts'
import { type FormApplication, startFormApplication } from './application.ts'
import { type FormFiles, writeFormFiles } from './forms.ts'
import { type RecordingFront, startRecordingFront } from './front.ts'

export type Scheme = 'http' | 'https'

/** An application, a gate before it, and before that one front for each scheme. */
export interface Stage {
  /** Whether whoever sends a form is checked. */
  readonly challenge: 'always' | 'never'
  readonly application: FormApplication
  readonly gate: TestGate
  readonly fronts: Readonly<Record<Scheme, RecordingFront>>
  readonly files: FormFiles
  readonly close: () => Promise<void>
}

/** Pages are free. */
export async function startStage(challenge: Stage['challenge']): Promise<Stage> {
  const application = await startFormApplication()
  const gate = await startTestGate({
    backendPort: application.port,
    routes: `
- { name: pages, methods: [GET, HEAD], policy: open }
- { name: forms, policy: checked }`,
    policies: `
open: { challenge: never }
checked: { challenge: ${challenge} }`,
    rest: 'trustedProxies: [127.0.0.1]\nlanguages: [en]',
  })
  const fronts = {
    http: await startRecordingFront('http', gate.port),
    https: await startRecordingFront('https', gate.port),
  }
  return {
    challenge,
    application,
    gate,
    fronts,
    files: writeFormFiles(gate.folder),
    async close() {
      await fronts.http.close()
      await fronts.https.close()
      await gate.stop(0)
      await application.close()
    },
  }
}
