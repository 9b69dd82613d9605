import { type Gate } from '../gate.ts'
import { type KeptTools } from './tools.ts'

/** A gate that keeps forms. */
export interface KeptDesk {
  readonly gate: Gate
  readonly kept: KeptTools
}
