import { EXPOSITION_TYPE } from '../../record/index.ts'
import { type LocalReply, type LocalRequest, plain } from './local-server.ts'

/** What monitors ask about a gate. */
export interface Probes {
  /** Why no request should be sent here; null where it may. */
  readonly unreadiness: () => string | null
  /** What is wrong with a gate that serves all the same; null where nothing is. */
  readonly remark: () => string | null
  /** In Prometheus' text format. */
  readonly metrics: () => string
}

/** Answers `/livez`, `/readyz` and `/metrics`. Nothing is changed through here. */
export function serveProbe({ method, path }: LocalRequest, probes: Probes): LocalReply {
  if (method !== 'GET' && method !== 'HEAD') {
    return { ...plain(405, 'only GET and HEAD'), allow: 'GET, HEAD' }
  }
  switch (path) {
    case '/livez':
      return plain(200, 'alive')
    case '/readyz': {
      const why = probes.unreadiness()
      if (why !== null) return plain(503, why)
      const remark = probes.remark()
      return plain(200, remark === null ? 'ready' : `ready, but ${remark}`)
    }
    case '/metrics':
      return { status: 200, type: EXPOSITION_TYPE, body: probes.metrics() }
    default:
      return plain(404, 'there are /livez, /readyz and /metrics')
  }
}
