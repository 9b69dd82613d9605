/** Why a gate that runs does not do what it was asked, though it could. One line for the operator. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** What was asked about is not there. One line for the operator. */
export class NotFound extends Error {
  override readonly name = 'NotFound'
}
