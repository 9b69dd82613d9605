import { type Clock } from '../../model/index.ts'
import { type Supervisor } from '../crew/supervisor.ts'
import { DirectoryWatch, type DirectoryWatchOptions } from './directory-watch.ts'
import { fetchDirectory, systemAddresses } from './fetch-directory.ts'
import { publicAddresses } from './public-address.ts'

interface DirectoryTools extends Pick<DirectoryWatchOptions, 'onNote'> {
  readonly clock: Clock
  readonly fetchDirectory?: DirectoryWatchOptions['fetch']
}

/** Opens the watch over the directories of agents that sign, whose keys go to all workers. */
export function openDirectories(
  { clock, onNote, ...tools }: DirectoryTools,
  crew: Pick<Supervisor, 'tellAll'>,
): DirectoryWatch {
  const reach = { addressesOf: systemAddresses(), isAllowed: publicAddresses() }
  return new DirectoryWatch({
    clock,
    onNote,
    fetch: tools.fetchDirectory ?? ((url) => fetchDirectory(url, reach)),
    onKeys: (directories) => crew.tellAll({ kind: 'learn', directories }),
  })
}
