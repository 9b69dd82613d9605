import { type Backend, type Site } from '../../model/index.ts'

/** Who serves a site. Configurations without a backend have no listener from which anything is forwarded. */
export function backendOf({ name, backend }: Site): Backend {
  if (backend === null) throw new Error(`the site ${name} has no backend to forward to`)
  return backend
}
