/** A small application of the kind the gate protects. It knows nothing of any gate. */
export { startDemo, type Demo, type DemoOptions } from './start.ts'
