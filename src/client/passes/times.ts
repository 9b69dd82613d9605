import { type Pass, type PassSettings, type PassTime } from '../../model/index.ts'

/** A long form with papers to look for takes most people less. */
const FORM_SECONDS = 3600

/**
 * How long a pass has to last from each page that is loaded, in seconds, so that the form on it can be
 * sent without a check: an hour, or half of `lifetime` where that is less. No more than half: a fresh
 * pass has it then whatever the settings, and nobody is checked again before half of `proofMaxAge` is
 * over.
 */
export function assuredSeconds({ lifetimeSeconds }: PassSettings): number {
  return Math.min(FORM_SECONDS, Math.floor(lifetimeSeconds / 2))
}

/** When a pass issued now ends: after its lifetime, but never later than `proofMaxAge` allows. */
export function passEnd(
  { lifetimeSeconds, proofMaxAgeSeconds }: PassSettings,
  times: { readonly nowSeconds: number; readonly provedAtSeconds: number },
): number {
  return Math.min(times.nowSeconds + lifetimeSeconds, times.provedAtSeconds + proofMaxAgeSeconds)
}

/**
 * How a pass stands in time; null where it is over. For a POST it is over later, by `grace`: a page can
 * be loaded again behind a check, but a form cannot.
 */
export function timeOf(
  pass: Pass,
  settings: PassSettings,
  { nowSeconds, method }: { readonly nowSeconds: number; readonly method: string },
): PassTime | null {
  const leftSeconds = pass.expiresAtSeconds - nowSeconds
  if (leftSeconds <= 0) {
    return method === 'POST' && leftSeconds > -settings.graceSeconds ? 'lapsed' : null
  }
  const wantedSeconds = assuredSeconds(settings)
  if (leftSeconds >= wantedSeconds) return 'lasting'
  const { provedAtSeconds } = pass
  const renewedSeconds = passEnd(settings, { nowSeconds, provedAtSeconds }) - nowSeconds
  return renewedSeconds >= wantedSeconds ? 'lasting' : 'ending'
}

/** Whether a pass is to be renewed now: it is older than `renewAfter`, or would not last as long as it has to. */
export function isDue(
  { issuedAtSeconds, expiresAtSeconds }: Pass,
  settings: PassSettings,
  nowSeconds: number,
): boolean {
  const isOld = nowSeconds - issuedAtSeconds >= settings.renewAfterSeconds
  return isOld || expiresAtSeconds - nowSeconds < assuredSeconds(settings)
}
