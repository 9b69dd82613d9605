import type { Blueprint, Places } from '../../building/index.ts'
import type { FilesRead, Mistake } from '../../config/index.ts'

/** A configuration's text with all that it names. */
export interface Written {
  readonly text: string
  readonly files: FilesRead
}

/** What a thread that compiles is born for. */
export interface Task {
  readonly text: string
  /** What the text names, where it is not to be read again. */
  readonly files: FilesRead | null
  /** What the configuration in force names. */
  readonly before: FilesRead
  /** The name of the file as messages shall print it. */
  readonly file: string
  readonly folder: string
  readonly cores: number
  readonly places: Places
  /** Whether the gate is about to start: then what only a start decides is looked at as well. */
  readonly isStart: boolean
}

/** What it says at its end. */
export interface Examination {
  /** Null where there is a mistake, or a policy test that does not hold. */
  readonly blueprint: Blueprint | null
  /** Warnings where there is a blueprint. */
  readonly mistakes: readonly Mistake[]
  /** The same for people. */
  readonly rendered: string
  /** What the text names, as the configuration shall have it. */
  readonly files: FilesRead
  /** What to tell of files that stay as they were. */
  readonly kept: readonly string[]
}
