/**
 * What became of a kept submission:
 * - `already` it was delivered at `atMs`: the answer can be seen; sent again just now, it was stopped
 * - `recover` its page was asked for while it is kept and was not sent on
 * - `pending` the same while it is being delivered
 * - `unknown` the connection broke while it was being delivered, at `atMs`
 * - `receipt` it was delivered at `atMs`, and its answer was not kept
 * - `deleted` as the person wished; nothing was sent
 * - `expired` it is no longer kept, or never was
 * - `elsewhere` another gate keeps it, which cannot be reached
 * - `no-cookie` the browser does not show its half: nothing was sent
 * - `foreign` another site asked for it: nothing was sent
 * - `moved` the service wants it at another site: nothing was sent there
 */
export type KeptPageState =
  | 'already'
  /** The same form again: the earlier one arrived. */
  | 'repeated'
  | 'recover'
  | 'pending'
  | 'unknown'
  | 'receipt'
  | 'deleted'
  | 'expired'
  | 'elsewhere'
  | 'no-cookie'
  | 'foreign'
  | 'moved'

/** A submission that was to be kept and could not: once the check is done it is sent again. */
export interface UnkeptForm {
  /** Larger than what is kept, or there is no room for it now. */
  readonly why: 'too-large' | 'full'
  /** How much is kept of one submission. */
  readonly mebibytes: number
  /** Another site's page sent it: nothing here may send it again, the person goes back there. */
  readonly isForeign: boolean
}
