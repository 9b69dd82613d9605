import { BACKENDS_MAX, LISTENERS_MAX, SERVERS_MAX } from '../../limits/index.ts'
import { type Surroundings } from '../files/file-read.ts'
import { SERVERS_PER_BACKEND_MAX } from '../schema/bounds.ts'
import { parseListenAddress, parseServer } from '../text/addresses.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { isServedBy } from '../text/same-address.ts'

/** Checks what one backend cannot see of the others, and of the gate. */
export function checkBackends(root: Place, report: Report, { folder }: Surroundings): void {
  checkServers(root, report)
  const listens = listAt(root, 'listen', LISTENERS_MAX).map((listen) => {
    return parseListenAddress(textAt(listen, 'address') ?? '')
  })
  for (const place of serversOf(root).slice(0, SERVERS_MAX)) {
    const server = parseServer(textOf(place))
    if (server === null) continue
    const own = listens.find((listen) => listen !== null && isServedBy(listen, server, folder))
    if (own === undefined) continue
    report.error(place.offset, {
      code: 'PAART_OWN_LISTENER',
      message: 'the gate itself listens there, so that every request would come back to it',
      hint: 'name the address of the application, and let the gate listen at another one',
    })
  }
}

function textOf(server: Place): string {
  return typeof server.value === 'string' ? server.value : (textAt(server, 'url') ?? '')
}

function serversOf(root: Place): readonly Place[] {
  const backends = [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)
  return backends.flatMap((backend) => listAt(backend, 'servers', SERVERS_PER_BACKEND_MAX))
}

function checkServers(root: Place, report: Report): void {
  const beyond = serversOf(root)[SERVERS_MAX]
  if (beyond === undefined) return
  report.error(beyond.offset, {
    code: 'PAART_VALUE',
    message: `all backends together have more than ${SERVERS_MAX} servers`,
  })
}
