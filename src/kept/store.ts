import { type KeptStore } from './kept.ts'
import { type StoreOptions } from './options.ts'

/**
 * Opens the store for one worker.
 * @throws the system's error where the folder cannot be used.
 */
export async function openKeptStore(options: StoreOptions): Promise<KeptStore> {
  throw new Error(`not built yet: ${options.settings().folder}`)
}
