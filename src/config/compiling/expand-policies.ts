import { LIMITS_MAX, POLICIES_MAX, RULES_IN_ALL_MAX, RULES_MAX } from '../schema/bounds.ts'
import { referencesOf } from '../files/extended-names.ts'
import { type FilesRead } from '../files/file-read.ts'
import { meant } from '../text/nearest.ts'
import { type Origin, type Place, listAt, textAt } from '../text/place.ts'
import { PRESETS, PRESET_PREFIX, presetFile } from '../schema/presets.ts'
import { Report } from '../text/report.ts'
import { readSource } from '../text/source.ts'

/**
 * Writes out what policies extend, before anything else is checked: every later pass sees whole
 * policies and knows nothing of `extends`. What is inherited keeps its place in the file; what comes
 * from a preset stands where the preset is named.
 */
export function expandPolicies(root: Place, report: Report, files: FilesRead): Place {
  const policies = root.children.get('policies')
  if (policies === undefined || Array.isArray(policies.value)) return root
  if (![...policies.children.values()].some(({ children }) => children.has('extends'))) return root
  const expander = new Expander(policies.children, report, files)
  const children = new Map<string, Place>()
  for (const [name, policy] of [...policies.children].slice(0, POLICIES_MAX)) {
    children.set(name, expander.expand(name, policy, []))
  }
  return withChild(root, 'policies', mapOf(policies, children))
}

/** A preset as it is written, and where its places stand in its own file. */
interface Preset {
  readonly root: Place
  readonly originOf: (offset: number) => Origin
}

class Expander {
  readonly #policies: ReadonlyMap<string, Place>
  readonly #report: Report
  readonly #files: FilesRead
  readonly #done = new Map<string, Place>()
  readonly #presets = new Map<string, Preset>()
  #rulesLeft = RULES_IN_ALL_MAX

  constructor(policies: ReadonlyMap<string, Place>, report: Report, files: FilesRead) {
    this.#policies = policies
    this.#report = report
    this.#files = files
  }

  /** `trail`: the policies that wait for this one, the first asked for first. */
  expand(name: string, policy: Place, trail: readonly string[]): Place {
    const done = this.#done.get(name)
    if (done !== undefined) return done
    const parents = this.#parentsOf(policy, [...trail, name])
    const whole = parents.reduce(merge, policy)
    this.#countRules(whole)
    this.#done.set(name, whole)
    return whole
  }

  #parentsOf(policy: Place, trail: readonly string[]): readonly Place[] {
    return referencesOf(policy).flatMap((reference) => this.#parent(reference, trail) ?? [])
  }

  #parent(reference: Place, trail: readonly string[]): Place | null {
    const name = String(reference.value)
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name]
      this.#report.error(reference.offset, {
        code: 'PAART_EXTENDS',
        message: `the policy extends itself: ${circle.join(' -> ')}`,
      })
      return null
    }
    if (name.startsWith(PRESET_PREFIX)) return this.#preset(reference, name, trail)
    const policy = this.#policies.get(name)
    if (policy !== undefined) return this.expand(name, policy, trail)
    this.#report.error(reference.offset, {
      code: 'PAART_UNKNOWN_POLICY',
      message: `no policy "${name}" is described`,
      hint: meant(name, this.#policies.keys()) ?? this.#presetHint(name),
    })
    return null
  }

  #presetHint(name: string): string | null {
    const isPreset = PRESETS.some((preset) => preset === name)
    return isPreset ? `did you mean "${PRESET_PREFIX}${name}"?` : null
  }

  #preset(reference: Place, name: string, trail: readonly string[]): Place | null {
    const bare = name.slice(PRESET_PREFIX.length)
    if (!PRESETS.some((preset) => preset === bare)) {
      this.#report.error(reference.offset, {
        code: 'PAART_UNKNOWN_PRESET',
        message: `no preset "${bare}" ships with the gate`,
        hint: meant(bare, PRESETS) ?? `known are: ${PRESETS.join(', ')}`,
      })
      return null
    }
    const read = this.#presets.get(bare) ?? this.#readPreset(bare, reference)
    if (read === null) return null
    this.#presets.set(bare, read)
    const here = movedTo(read.root, reference, read.originOf)
    return this.#parentsOf(here, [...trail, name]).reduce(merge, here)
  }

  #readPreset(name: string, reference: Place): Preset | null {
    const found = this.#files.get(presetFile(name)) ?? { problem: 'was not read' }
    const text = 'text' in found ? found.text : ''
    const file = `${PRESET_PREFIX}${name}`
    const report = new Report(file, text)
    const { root } = readSource(text, report)
    if (root !== null && !report.hasErrors) {
      return { root, originOf: (offset) => ({ file, line: report.positionOf(offset).line }) }
    }
    const why =
      'problem' in found ? found.problem : (report.mistakes()[0]?.message ?? 'it is empty')
    this.#report.error(reference.offset, {
      code: 'PAART_EXTENDS',
      message: `the preset "${name}" cannot be used: ${why}`,
    })
    return null
  }

  /** A few policies that extend each other could make of one file more than a worker can hold. */
  #countRules(policy: Place): void {
    const before = this.#rulesLeft
    this.#rulesLeft -= listAt(policy, 'rules', RULES_MAX).length
    if (before < 0 || this.#rulesLeft >= 0) return
    this.#report.error(policy.keyOffset, {
      code: 'PAART_EXTENDS',
      message: `with what they extend, all policies together have more than ${RULES_IN_ALL_MAX} rules`,
    })
  }
}

/** What the heir says stands; lists are the heir's members, then those whose names it does not have. */
function merge(heir: Place, parent: Place): Place {
  const children = new Map(heir.children)
  for (const [key, inherited] of parent.children) {
    if (key === 'extends') continue
    const own = heir.children.get(key)
    if (own === undefined) children.set(key, inherited)
    else if (key === 'rules' || key === 'limits') children.set(key, joined(key, heir, parent))
  }
  return mapOf(heir, children)
}

function joined(key: 'rules' | 'limits', heir: Place, parent: Place): Place {
  const max = key === 'rules' ? RULES_MAX + 1 : LIMITS_MAX + 1
  const own = listAt(heir, key, max)
  const names = new Set(own.map((member) => textAt(member, 'name')))
  const inherited = listAt(parent, key, max).filter((member) => !names.has(textAt(member, 'name')))
  const members = [...own, ...inherited].slice(0, max)
  const at = heir.children.get(key) ?? heir
  return {
    ...at,
    value: members.map(({ value }) => value),
    children: new Map(members.map((member, index) => [String(index), member])),
  }
}

/** A mistake in what comes from another file is shown where that file is named. */
function movedTo(
  place: Place,
  { offset }: Pick<Place, 'offset'>,
  originOf: Preset['originOf'],
): Place {
  const children = new Map(
    [...place.children].map(([key, child]): [string, Place] => [
      key,
      movedTo(child, { offset }, originOf),
    ]),
  )
  const origin = originOf(place.keyOffset)
  return { value: place.value, offset, keyOffset: offset, origin, children }
}

function mapOf(place: Place, children: ReadonlyMap<string, Place>): Place {
  const value = Object.fromEntries([...children].map(([name, child]) => [name, child.value]))
  return { ...place, value, children }
}

function withChild(place: Place, key: string, child: Place): Place {
  return mapOf(place, new Map(place.children).set(key, child))
}
