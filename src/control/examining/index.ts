/** What compiles texts: for commands that only look. A gate that runs has threads of its own for it. */
export { type Examined, examine } from './examine.ts'
export { readPresets, readTestFile, withFiles } from './files.ts'
export { type Written } from './task.ts'
