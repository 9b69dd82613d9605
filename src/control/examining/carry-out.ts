import { type FileRead, type FilesRead, readText, steadyRanges } from '../../config/index.ts'
import { tryLog } from '../../record/index.ts'
import { lookAtAnswerFolder } from '../system/answer-look.ts'
import { examine } from './examine.ts'
import { filesOf } from './files.ts'
import { type Examination, type Task } from './task.ts'

/** Reads what a text names and examines both: what comes of it is plain data. */
export async function carryOut(task: Task): Promise<Examination> {
  const { text, folder, before } = task
  const read = readText(task.file, text)
  const { files, kept } =
    task.files === null
      ? steadyRanges(read, { folder, files: await filesOf(read, folder) }, before)
      : { files: task.files, kept: [] }
  const written = { text, files: withSameDatabases(files, before) }
  const { blueprint, mistakes, rendered } = await examine(written, {
    ...task,
    read,
    logProblem: tryLog,
    ...(task.isStart && { answerFileProblem: lookAtAnswerFolder }),
  })
  return { blueprint, mistakes, rendered, files: written.files, kept }
}

/** A database that is the same stays in the memory where it is, however often it was read. */
function withSameDatabases(files: FilesRead, before: FilesRead): FilesRead {
  const kept = new Map<string, FileRead>(files)
  for (const [path, read] of files) {
    const had = before.get(path)
    if (digestOf(read) !== null && had !== undefined && digestOf(had) === digestOf(read)) {
      kept.set(path, had)
    }
  }
  return kept
}

function digestOf(read: FileRead): string | null {
  return 'problem' in read ? (read.database?.digest ?? null) : null
}
