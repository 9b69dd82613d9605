/** When somebody answers again, by the clocks of their place. */
export interface Closed {
  /** 0 is Sunday. */
  readonly weekday: number
  /** `8:00`. */
  readonly time: string
  readonly isToday: boolean
}

/** When the telephone is answered. */
export interface Opening {
  /** Null while it is; else when it is again: the same object as long as that is the same. */
  readonly closedAt: (nowMs: number) => Closed | null
}

/** Who helps a citizen the gate stopped. Every page shows it: none may be a dead end. */
export interface Contact {
  readonly phone: string
  readonly hours: string
  /** Missing: a page says `hours` alone. */
  readonly opening?: Opening
  readonly email: string
  readonly address: string
  /** Who is responsible for the data, and how the data protection officer is reached; null: untold. */
  readonly controller: string | null
  readonly dpo: string | null
}

/** What lets an operator process data, as the pages name it: GDPR, Art. 6(1) e, c and f. */
export const LEGAL_BASES = ['public-task', 'legal-obligation', 'legitimate-interests'] as const

export type LegalBasis =
  | { readonly kind: 'known'; readonly basis: (typeof LEGAL_BASES)[number] }
  | { readonly kind: 'own'; readonly text: string }

/** What the privacy page says of the operator's side; null: untold. */
export interface Privacy {
  readonly logRetentionSeconds: number | null
  readonly legalBasis: LegalBasis | null
  /** The data protection authority, and how it is reached. */
  readonly authority: string | null
}
