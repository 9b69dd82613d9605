import { type Caretaker } from './kept.ts'
import { type StoreOptions } from './options.ts'

/**
 * Opens the store for the main thread, before any worker's: makes the folder, for its owner alone.
 * @throws the system's error where it cannot be made, and Error where it belongs to somebody else.
 */
export async function openCaretaker(options: StoreOptions): Promise<Caretaker> {
  throw new Error(`not built yet: ${options.settings().folder}`)
}
