import { BACKENDS_MAX, SERVERS_MAX } from '../../limits/index.ts'
import { SERVERS_PER_BACKEND_MAX } from '../schema/bounds.ts'
import { type Place, listAt, mapAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks what one backend cannot see of the others. */
export function checkBackends(root: Place, report: Report): void {
  const backends = [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)
  const servers = backends.flatMap((backend) => listAt(backend, 'servers', SERVERS_PER_BACKEND_MAX))
  const beyond = servers[SERVERS_MAX]
  if (beyond === undefined) return
  report.error(beyond.offset, {
    code: 'PAART_VALUE',
    message: `all backends together have more than ${SERVERS_MAX} servers`,
  })
}
