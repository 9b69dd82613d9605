import { type Caretaker, openCaretaker } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot, keepsForms } from '../model/index.ts'
import { type OnNote } from './system/note.ts'
import { StartError, messageOf } from './system/start-error.ts'

/**
 * Opens the folder in which challenged forms are kept. Null where it cannot be used and no policy wants it
 * to be.
 * @throws StartError where one does: forms would be lost without anybody's having said so.
 */
export async function keptForms(
  snapshot: () => Snapshot,
  { limits, clock }: { readonly limits: Limits; readonly clock: Clock },
  { onNote }: { readonly onNote: OnNote },
): Promise<Caretaker | null> {
  const { folder } = snapshot().keep
  try {
    return await openCaretaker({
      settings: () => snapshot().keep,
      room: limits.kept,
      clock,
      onFault: ({ code, doing }) => onNote(`kept forms: ${doing}: ${code}`, 'error'),
    })
  } catch (error) {
    if (!keepsAny(snapshot())) return null
    const why = `forms cannot be kept in ${folder}: ${messageOf(error)}`
    throw new StartError(`${why}; mend it, or write "keepSubmission: false" in every policy`, {
      cause: error,
    })
  }
}

function keepsAny({ sites }: Snapshot): boolean {
  return sites.some(({ routes }) => routes.some(keepsForms))
}

/** Deletes what is over, and counts what is there; tells where that cannot be done. */
export async function sweepForms({
  caretaker,
  clock,
  onNote,
}: {
  readonly caretaker: Caretaker | null
  readonly clock: Clock
  readonly onNote: OnNote
}): Promise<void> {
  try {
    await caretaker?.sweep(clock.wallMs())
  } catch (error) {
    onNote(`kept forms could not be looked through: ${messageOf(error)}`)
  }
}

/** What is kept, by state, as it was at the last look. */
export function countsOf(
  caretaker: Caretaker | null,
): readonly { readonly state: string; readonly number: number; readonly bytes: number }[] {
  const counts = Object.entries(caretaker?.counts() ?? {})
  return counts.map(([state, { number, bytes }]) => ({ state, number, bytes }))
}
