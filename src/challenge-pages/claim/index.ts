/** The claim: how a citizen asks for a submission that the gate keeps. Page and road share it. */
export {
  CLAIM_BYTES,
  type Claim,
  claimFields,
  type ClaimDoor,
  idOfClaim,
  idOfSentClaim,
  readClaim,
  wordOfDoor,
  wordOfLanguage,
} from './claim.ts'
