import {
  type KeyFile,
  type KeyRing,
  keyRing,
  type NewPass,
  PassDesk,
  type Showing,
} from '../../src/client/index.ts'
import { type PassSettings } from '../../src/model/index.ts'

/** Seconds since 1970. */
export const NOW = 1_800_000_000
export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
/** Two keys: one that signed, one that signs. */
export const OLD = {
  id: '00000001',
  secret: Buffer.alloc(32, 1).toString('base64url'),
  createdAt: 1,
}
export const NEW = {
  id: '00000002',
  secret: Buffer.alloc(32, 2).toString('base64url'),
  createdAt: 2,
}

/** What holds for passes where the file does not say. */
export const PASS_SETTINGS: PassSettings = {
  lifetimeSeconds: 86_400,
  renewAfterSeconds: 21_600,
  proofMaxAgeSeconds: 7 * 86_400,
  graceSeconds: 900,
  requestsMax: { waited: 60, worked: 600, vouched: 5000 },
  keysFile: '/keys.json',
}

export function ringOf(signing: string, keys: KeyFile['keys']): KeyRing {
  return keyRing({ version: 1, instance: 'gate-1', signing, keys })
}

export const OLD_RING = ringOf(OLD.id, [OLD])

/** A desk with everything a test may change behind its back. */
export function openDesk(ring = OLD_RING) {
  const state = { ring, revoked: new Set<string>() }
  const desk = new PassDesk(
    () => state.ring,
    (id) => state.revoked.has(id),
  )
  return { desk, state }
}

/** A pass for a worked proof of five seconds ago, good for an hour. */
export function issue(
  desk: PassDesk,
  given: Partial<NewPass> = {},
  userAgent = FIREFOX,
): Promise<string> {
  return desk.issue({
    sites: ['portal', 'forms'],
    clearance: 'worked',
    provedAtSeconds: NOW - 5,
    nowSeconds: NOW,
    expiresAtSeconds: NOW + 3600,
    tags: desk.tagsOf(userAgent),
    ...given,
  })
}

/** Shown now by loading a page, on the site and in the browser it was issued for. */
export function showing(given: Partial<Showing> = {}): Showing {
  return {
    site: 'portal',
    shares: [],
    userAgent: FIREFOX,
    method: 'GET',
    nowSeconds: NOW,
    settings: PASS_SETTINGS,
    ...given,
  }
}

/** What the desk answers about a token it does not accept. */
export function refused(why: string) {
  return { kind: 'refused', why }
}
