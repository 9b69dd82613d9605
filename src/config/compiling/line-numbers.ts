import { type FollowingFile } from '../../model/index.ts'
import { type Path, type Place, placeAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { TEXT_BYTES_MAX } from '../text/source.ts'

/** No file has more lines than bytes: so far behind each other the lines of all files begin. */
const LINES_MAX = TEXT_BYTES_MAX

/** Numbers the lines of a configuration, and behind them those of the presets that came in. */
export class LineNumbers {
  readonly #root: Place
  readonly #report: Report
  readonly #after = new Map<string, number>()

  constructor(root: Place, report: Report) {
    this.#root = root
    this.#report = report
  }

  /** The line of what stands at a path, from 1. */
  readonly of = (path: Path): number => {
    const place = placeAt(this.#root, path)
    if (place?.origin === undefined) return this.#report.positionOf(place?.keyOffset ?? 0).line
    const { file, line } = place.origin
    const after = this.#after.get(file) ?? LINES_MAX * (this.#after.size + 1)
    this.#after.set(file, after)
    return after + line
  }

  /** The presets among whose lines one has been asked for. */
  following(): readonly FollowingFile[] {
    return [...this.#after].map(([file, after]) => ({ file, after }))
  }
}
