/** The claim: how a citizen asks for a submission that the gate keeps. Page and road share it. */
export {
  CLAIM_BYTES,
  CLAIM_LENGTHS,
  CLAIM_START,
  CLAIM_TOKEN_CHARS_MAX,
  type Claim,
  type ClaimDoor,
  idOfClaim,
  readClaim,
} from './claim.ts'
