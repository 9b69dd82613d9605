import { type Claim } from '../../challenge-pages/index.ts'
import { type KeptFile } from '../../kept/index.ts'
import { type FormInHand } from '../delivery.ts'
import { type KeptDesk } from './desk.ts'

/** A claim on a form that is here, by the browser that sent it. */
export interface Claimed extends KeptDesk {
  readonly claim: Claim
  readonly file: KeptFile
  readonly form: FormInHand
  /** The name of its cookie. */
  readonly cookieName: string
}
