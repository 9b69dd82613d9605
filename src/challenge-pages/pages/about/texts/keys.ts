/** What is said in public of the check, and to whoever holds a pass of what is held of it. As `Texts`. */
export interface AboutTexts {
  /** On the privacy page: leads here. */
  readonly aboutLink: string
  readonly aboutTitle: string
  readonly aboutWhy: string
  readonly whatHeading: string
  /** What holds of the site's policies. */
  readonly asksAlways: string
  readonly asksSometimes: string
  readonly asksNever: string
  readonly limits: string
  readonly silentDoor: string
  readonly slowDoor: string
  readonly codeDoor: string
  readonly readsNothing: string
  readonly figuresHeading: string
  readonly figuresNone: string
  readonly figuresPeriod: string
  readonly figuresRounded: string
  readonly few: string
  readonly metTerm: string
  readonly silentTerm: string
  readonly slowTerm: string
  readonly humanTerm: string
  readonly sharedTerm: string
  readonly notPassedTerm: string
  readonly notPassedNote: string
  readonly halfTerm: string
  readonly halfValue: string
  readonly returnedTerm: string
  readonly returnedNote: string
  readonly agentsTerm: string
  readonly unprovenTerm: string
  readonly unprovenNote: string
  readonly limitedTerm: string
  readonly deniedTerm: string
  readonly passedOnTerm: string
  readonly passedOnNote: string
  readonly complaintsTerm: string
  readonly weeksHeading: string
  readonly weeksBody: string

  /** The page for the holder of a pass. */
  readonly mineLink: string
  readonly mineTitle: string
  readonly mineBody: string
  readonly mineNone: string
  readonly levelTerm: string
  readonly levelWaited: string
  readonly levelWorked: string
  readonly levelVouched: string
  readonly provedTerm: string
  readonly untilTerm: string
  readonly untilValue: string
  readonly sitesTerm: string
  readonly viaTerm: string
  readonly requestsTerm: string
  readonly requestsValue: string
  readonly networksTerm: string
  readonly networksValue: string
  readonly marksTerm: string
  readonly marksValue: string
  readonly nameTerm: string
  readonly deleteHeading: string
  readonly deleteBody: string
  readonly deleteButton: string
  readonly deleted: string
  readonly deleteLater: string
}
