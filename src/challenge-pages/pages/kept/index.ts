/** The pages of kept submissions. */
export { createKeptNote, type KeptNote } from './note.ts'
export { createKeptPage } from './states.ts'
export { createOnwardPage } from './onward.ts'
export { createSendPage, SEND_PATH } from './send.ts'
export { clockFields, createTimes } from './time.ts'
