import {
  type ClaimDoor,
  claimFields,
  wordOfDoor,
  wordOfLanguage,
} from '../../src/challenge-pages/index.ts'

/** The body of a claim as a browser sends the form of a page. */
export function claimBody(
  claim: string,
  wish: { readonly door: ClaimDoor } | { readonly language: string },
  token: string | null = null,
): string {
  const word = 'door' in wish ? wordOfDoor(wish.door) : wordOfLanguage(wish.language)
  return new URLSearchParams([
    ...claimFields(claim, token).map(([name, value]) => [name, value]),
    ['paart-door', word],
  ]).toString()
}
