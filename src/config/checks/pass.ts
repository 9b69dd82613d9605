import { PASS_MS } from '../schema/bounds.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { PASS_DEFAULTS } from '../schema/pass.ts'
import { parseDuration } from '../schema/units.ts'

type Times = typeof PASS_DEFAULTS

/** Checks that a pass is renewed before it ends, and ends before its proof is too old. */
export function checkPass(root: Place, report: Report): void {
  const times = new PassTimes(root, report)
  times.requireOrder(['renewAfter', 'lifetime'], 'must be shorter than', (a, b) => a < b)
  times.requireOrder(['lifetime', 'proofMaxAge'], 'must not be longer than', (a, b) => a <= b)
}

class PassTimes {
  readonly #root: Place
  readonly #report: Report

  constructor(root: Place, report: Report) {
    this.#root = root
    this.#report = report
  }

  requireOrder(
    [first, second]: readonly [keyof Times, keyof Times],
    words: string,
    isOrdered: (a: number, b: number) => boolean,
  ): void {
    const one = this.#read(first)
    const other = this.#read(second)
    const place = one.place ?? other.place
    if (one.seconds === null || other.seconds === null || place === undefined) return
    if (isOrdered(one.seconds, other.seconds)) return
    this.#report.error(place.offset, {
      code: 'PAART_PASS_TIMES',
      message: `"${first}" (${one.text}) ${words} "${second}" (${other.text})`,
    })
  }

  /** Passes count in whole seconds, so two times may differ in the file and yet be equal. */
  #read(key: keyof Times): { text: string; seconds: number | null; place: Place | undefined } {
    const pass = this.#root.children.get('pass')
    const place = pass?.children.get(key)
    const written = pass === undefined ? null : textAt(pass, key)
    const text = place === undefined ? PASS_DEFAULTS[key] : (written ?? '')
    const durationMs = parseDuration(text)
    const isRead = durationMs !== null && durationMs >= PASS_MS.min && durationMs <= PASS_MS.max
    return { text, seconds: isRead ? Math.floor(durationMs / 1000) : null, place }
  }
}
