import { createHash } from 'node:crypto'
import { type Blueprint, type Places, atOnce, building } from '../building/index.ts'
import { checkAgents } from './files/agents.ts'
import { checkSigningKeys } from './files/signing-keys.ts'
import { checkAgentNames } from './checks/agent-names.ts'
import { checkAdmin } from './checks/admin.ts'
import { checkBrands, warnOfLogos } from './checks/brand.ts'
import { checkCallbacks } from './checks/callbacks.ts'
import { checkBackends } from './checks/backends.ts'
import { checkDoors } from './checks/limits.ts'
import { checkLog, type LogProblem } from './checks/log.ts'
import { checkListen } from './checks/listen.ts'
import { checkDatabases } from './files/databases.ts'
import { checkLanguages } from './checks/languages.ts'
import { checkLists } from './checks/lists.ts'
import { checkKeep } from './checks/keep.ts'
import { checkPass, checkSharing } from './checks/pass.ts'
import { checkPolicies } from './checks/policies.ts'
import { warnOfPrivacy } from './checks/privacy.ts'
import { checkRoomRates } from './checks/room-rates.ts'
import { checkProxies } from './checks/proxies.ts'
import { type RingSecretProblem, checkRingSecret, checkStore } from './checks/store.ts'
import { checkSources } from './checks/sources.ts'
import { checkTestFiles } from './checks/test-files.ts'
import { checkTls } from './checks/tls.ts'
import { checkWaitingRooms } from './checks/waiting-rooms.ts'
import { ENV_PREFIX, type FilesRead, NO_FILES, type Surroundings } from './files/file-read.ts'
import {
  type AnswerFileProblem,
  checkAnswerFolder,
  warnOfSlowReaders,
} from './checks/slow-readers.ts'
import { checkSites, checkUnused } from './checks/sites.ts'
import { withVariables } from './compiling/variables.ts'
import { expandPolicies } from './compiling/expand-policies.ts'
import { LineNumbers } from './compiling/line-numbers.ts'
import { type Mistake } from './text/mistake.ts'
import { checkWhereabouts } from './checks/whereabouts.ts'
import { checkNetworks } from './files/network-lists.ts'
import { type Place } from './text/place.ts'
import { type Report } from './text/report.ts'
import { configSchema } from './schema/schema.ts'
import { checkShape } from './schema/shape.ts'
import { drawBlueprint } from './compiling/blueprint.ts'
import { type ReadText, readText } from './text/source.ts'
import { type Snapshot } from '../model/index.ts'

export interface CompileOptions {
  /** The name of the file as messages shall print it. */
  readonly file: string
  /** Absolute: what relative paths in the text are relative to. */
  readonly folder: string
  /** What `workers: auto` means. */
  readonly cores: number
  /** Places that backends and servers have already; the others get free ones. */
  readonly places?: Places
  /** What `filesNamedIn` names; a file that is missing here is a mistake. */
  readonly files?: FilesRead
  /** Why the log that the text names cannot be opened, where that is known. */
  readonly logProblem?: LogProblem | null
  /** Why answers to slow readers cannot wait where the text says, where that is known. */
  readonly answerFileProblem?: AnswerFileProblem | null
  /** Why gates cannot share their keys by the secret that the text names, where that is known. */
  readonly ringSecretProblem?: RingSecretProblem | null
  /** Whether to tell what the pages lack too: whoever checks a file asks, whoever reloads it does not. */
  readonly tellsWishes?: boolean
  /** Lines of the text before the first of the file; default 0. */
  readonly linesBefore?: number
}

/** A blueprint and warnings, or every mistake. */
export type Checked =
  | { readonly ok: true; readonly blueprint: Blueprint; readonly mistakes: readonly Mistake[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** A snapshot and warnings, or every mistake. */
export type Compiled =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly mistakes: readonly Mistake[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** What is looked at beyond single values. */
const CHECKS: readonly ((root: Place, report: Report, around: Surroundings) => void)[] = [
  checkLists,
  checkListen,
  checkProxies,
  checkSources,
  checkAdmin,
  checkBackends,
  checkTls,
  checkSites,
  checkWaitingRooms,
  checkRoomRates,
  checkCallbacks,
  checkBrands,
  checkLanguages,
  checkUnused,
  checkPolicies,
  checkNetworks,
  checkAgents,
  checkSigningKeys,
  checkAgentNames,
  checkDatabases,
  checkWhereabouts,
  checkPass,
  checkSharing,
  checkKeep,
  checkStore,
  checkDoors,
  checkTestFiles,
]

/** What a gate runs without and its pages are poorer without: told once all else is right. */
const WISHES: readonly ((root: Place, report: Report) => void)[] = [
  warnOfLogos,
  warnOfPrivacy,
  warnOfSlowReaders,
]

/** Twelve hexadecimal digits tell any two configurations of one gate apart. */
const HASH_CHARS = 12

/** Checks the text of a configuration and builds its snapshot, all at once. */
export function compileConfig(text: string, options: CompileOptions): Compiled {
  const checked = checkConfig(readText(options.file, text, options.linesBefore), options)
  if (!checked.ok) return checked
  const { blueprint, mistakes } = checked
  return { ok: true, snapshot: atOnce(building(blueprint)), mistakes }
}

/**
 * Checks the text of a configuration. Answers with the blueprint of a snapshot, or with every mistake in
 * the order of the text; never throws, whatever the text holds. Reads no file.
 */
export function checkConfig(read: ReadText, options: CompileOptions): Checked {
  const report = read.report.copy()
  const files = options.files ?? NO_FILES
  const { soundUntil, text } = read
  if (read.root === null) {
    if (!report.hasErrors) reportEmpty(report)
    return { ok: false, mistakes: report.mistakes() }
  }
  const whole = withVariables(read.root, report, files)
  const root = soundUntil === Infinity ? expandPolicies(whole, report, files) : whole
  const config = checkShape(configSchema, { root, soundUntil }, report)
  // What a name means can stand anywhere in the file, so a part that was misread spoils it.
  if (soundUntil === Infinity) {
    for (const check of CHECKS) {
      check(root, report, { folder: options.folder, files })
    }
    checkHere(root, report, options)
    if (options.tellsWishes === true) tellWishes(root, report)
  }
  const mistakes = report.mistakes()
  if (config === null || report.hasErrors) return { ok: false, mistakes }
  const lines = new LineNumbers(root, report)
  const hash = hashOf(text, files)
  return {
    ok: true,
    blueprint: drawBlueprint(config, { ...options, files, hash, lines }),
    mistakes,
  }
}

/** What is not in the text, but on the machine. */
function checkHere(root: Place, report: Report, options: CompileOptions): void {
  checkLog(root, report, options.logProblem ?? null)
  checkAnswerFolder(root, report, options.answerFileProblem ?? null)
  checkRingSecret(root, report, options.ringSecretProblem ?? null)
}

function tellWishes(root: Place, report: Report): void {
  if (report.hasErrors) return
  for (const wish of WISHES) wish(root, report)
}

/**
 * Of all that decides how a gate behaves: the text, and the files it names. Without what the environment
 * says, which may be a secret short enough to be guessed by the hash, and changes with a restart alone.
 */
function hashOf(text: string, files: FilesRead): string {
  const hash = createHash('sha256').update(text)
  for (const [path, read] of files) {
    if (path.startsWith(ENV_PREFIX)) continue
    if ('text' in read) hash.update(`\0${path}\0${read.text}`)
    else if (read.database !== undefined) hash.update(`\0${path}\0${read.database.digest}`)
  }
  return hash.digest('hex').slice(0, HASH_CHARS)
}

function reportEmpty(report: Report): void {
  report.error(0, {
    code: 'PAART_MISSING_KEY',
    message: 'the file is empty',
    hint: 'required are version, listen, contact, backends, sites and policies',
  })
}
