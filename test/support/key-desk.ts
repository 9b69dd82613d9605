import { KeyDesk, type KeyDeskOptions } from '../../src/control/changes/key-desk.ts'
import { KeyKeeper, type KeyKeeperOptions } from '../../src/control/changes/key-keeper.ts'

/** A keeper of keys and the desk that changes them, of a gate that knows of no other unless told. */
export function makeKeyDesk(
  options: Omit<KeyKeeperOptions, 'gate'>,
  others: KeyDeskOptions['others'] = {
    sight: () => ({ others: [], secret: null, isFresh: false }),
    share: () => Promise.resolve(),
  },
): { readonly keeper: KeyKeeper; readonly desk: KeyDesk; readonly notes: readonly string[] } {
  const keeper = new KeyKeeper({ ...options, gate: 'aaaaaa' })
  const notes: string[] = []
  const desk = new KeyDesk({
    keeper,
    gate: 'aaaaaa',
    clock: options.clock,
    others,
    onNote: (line) => notes.push(line),
    tend: async (work) => void (await work()),
  })
  return { keeper, desk, notes }
}
