import { ENV_PREFIX, type FilesRead } from '../files/file-read.ts'
import { hasNoVariables, variableAt, variablePlaces } from '../files/variable-places.ts'
import { quote } from '../text/mistake.ts'
import { type Path, type Place } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** What shells and other programs replace in a text, and this one does not. */
const SHELL = /\$\{([A-Za-z_][A-Za-z0-9_]{0,127})\}/

/**
 * Puts what the environment says where `{ env: NAME }` stands, before anything else is checked: every
 * later pass sees whole texts. `files` holds the variables.
 */
export function withVariables(root: Place, report: Report, files: FilesRead): Place {
  return new Replacing(report, files).within(root, [])
}

class Replacing {
  readonly #report: Report
  readonly #files: FilesRead
  #places: ((path: Path) => boolean) | null = null

  constructor(report: Report, files: FilesRead) {
    this.#report = report
    this.#files = files
  }

  within(place: Place, path: Path): Place {
    const { value, children } = place
    if (typeof value === 'string') return this.#checked(place, value, path)
    const name = variableAt(place)
    if (name !== null && this.#mayBe(path)) return this.#read(place, name)
    if (children.size === 0) return place
    const replaced = new Map<string, Place>()
    for (const [key, child] of children) {
      const isLeft = path.length === 0 && hasNoVariables(key)
      replaced.set(key, isLeft ? child : this.within(child, [...path, key]))
    }
    const isSame = [...children].every(([key, child]) => replaced.get(key) === child)
    return isSame ? place : { ...place, value: valueOf(place, replaced), children: replaced }
  }

  #mayBe(path: Path): boolean {
    return (this.#places ??= variablePlaces())(path)
  }

  #read({ offset, keyOffset }: Place, variable: string): Place {
    const found = this.#files.get(ENV_PREFIX + variable) ?? { problem: 'was not read' }
    const place = { offset, keyOffset, variable, children: new Map<string, Place>() }
    if ('text' in found) return { ...place, value: found.text }
    this.#report.error(offset, {
      code: 'PAART_ENVIRONMENT',
      message: `the variable ${variable} of the environment ${found.problem}`,
      hint: `the gate is to be started with ${variable}=…`,
    })
    return { ...place, value: null }
  }

  #checked(place: Place, text: string, path: Path): Place {
    const variable = SHELL.exec(text)?.[1]
    if (variable === undefined) return place
    this.#report.error(place.offset, {
      code: 'PAART_ENVIRONMENT',
      message: `nothing is replaced in ${quote(text)}`,
      hint: this.#mayBe(path)
        ? `write { env: ${variable} } in place of the whole text`
        : 'the environment is read for addresses and secrets alone',
    })
    return { ...place, value: null, variable }
  }
}

function valueOf({ value }: Place, children: ReadonlyMap<string, Place>): unknown {
  const members = [...children].map(([name, child]): [string, unknown] => [name, child.value])
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members)
}
