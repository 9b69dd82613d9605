/** The proof of work, server side: tokens, the unit of work, the audit. See docs/proof-of-work.md. */
export {
  algorithmOf,
  createAuditor,
  solve,
  type Algorithm,
  type Auditor,
  type Units,
} from './audit.ts'
export { createDerivation, type Derivation } from './derivation.ts'
export { createUnit, type Unit, type UnitSize } from './unit.ts'
export { PROOF_PARAMETERS, UNITS_AT_RISK, UNITS_MAX, LIFETIME_SECONDS } from './parameters.ts'
export {
  isFresh,
  opensDoor,
  openToken,
  sealToken,
  serialAt,
  sealedBytes,
  nameTagOf,
  NO_BUYER,
  type Order,
  type ProofKey,
  type RiskClass,
  type Token,
  type TokenFields,
  TOKEN_BYTES_MAX,
  type TokenDoor,
  type TokenKind,
} from './token.ts'
export { decodeToken, encodeToken, TOKEN_TEXT_MAX } from './token-text.ts'
export { isWayBack, WAY_BACK_BYTES_MAX } from './way-back.ts'
