/**
 * Everything a page says, in one language. Words in braces are holes; each language has the same
 * ones. Sentences are short, the address is formal, and no text promises what the gate cannot keep.
 */
export interface Texts {
  /** How the language calls itself. */
  readonly ownName: string
  /** How it is written: the whole page follows. */
  readonly direction: 'ltr' | 'rtl'
  readonly languageLabel: string
  /** The switch to simple words, and from there back to the usual ones. */
  readonly simpleButton: string
  readonly usualButton: string

  /** The check's heading; what follows the dash is only true while the script works. */
  readonly checkTitle: string
  readonly checkTitleForButton: string
  readonly checkTitleForForm: string
  /** For the window's title, which changes with the state. */
  readonly stateRunning: string
  readonly stateDone: string
  readonly stateStopped: string
  readonly progressLabel: string
  readonly progressStart: string
  readonly progressSlow: string
  readonly offline: string
  readonly done: string
  readonly doneStay: string
  readonly cameBack: string
  readonly failed: string
  readonly failedAlone: string
  readonly continueButton: string
  readonly stayButton: string
  readonly whyHeading: string
  readonly whyBots: string
  readonly whyCalculation: string
  readonly whyNoPuzzle: string
  readonly storedHeading: string

  readonly noScriptHeading: string
  readonly noScriptReassurance: string
  readonly noScriptAlone: string
  readonly slowBody: string
  readonly slowButton: string
  readonly pressAgain: string
  /** Where something is bought beyond a limit, by work or by waiting. */
  readonly orderNote: string
  readonly orderTooLong: string
  readonly orderPressAgain: string
  readonly cookiesBlocked: string

  /** Where the way back does not fit into a token. */
  readonly addressLong: string
  readonly formNotSent: string
  readonly formDone: string
  readonly formCheckEntries: string
  readonly backButton: string
  readonly backHint: string

  readonly limitTitle: string
  readonly limitBody: string
  readonly limitWait: string
  /** Takes its place when the wait is over. */
  readonly limitOver: string
  readonly retryButton: string
  readonly deniedTitle: string
  readonly deniedBody: string
  readonly referenceLabel: string

  /** The human door. Unknown, used and expired codes are refused in the same words. */
  readonly codeLink: string
  readonly codeTitle: string
  readonly codeBody: string
  readonly codeLabel: string
  readonly codeHint: string
  readonly codeButton: string
  readonly codeStopped: string
  readonly codeMistyped: string
  readonly codeRefused: string
  readonly codeLocked: string
  readonly codeUnreachable: string

  readonly oursTitle: string
  readonly oursBody: string
  readonly unreadableTitle: string
  readonly unreadableBody: string
  readonly missingTitle: string
  readonly missingBody: string
  readonly tooLargeTitle: string
  readonly tooLargeBody: string
  readonly headersTooLargeTitle: string
  readonly headersTooLargeBody: string

  readonly helpHeading: string
  readonly helpPhone: string
  readonly helpPhoneForCode: string
  readonly helpEmail: string
  readonly helpCounter: string
  /** Outside the hours in which somebody answers: in place of the lines above. */
  readonly closedPhone: string
  readonly closedPhoneForCode: string
  readonly closedEmail: string
  /** When somebody answers again, for the two. */
  readonly opensToday: string
  readonly opensSunday: string
  readonly opensMonday: string
  readonly opensTuesday: string
  readonly opensWednesday: string
  readonly opensThursday: string
  readonly opensFriday: string
  readonly opensSaturday: string

  readonly privacyLink: string
  readonly privacyTitle: string
  readonly privacyBody: string
  /** What the operator says of itself; a term without words of the operator's is left out. */
  readonly responsibleHeading: string
  readonly controllerTerm: string
  readonly dpoTerm: string
  readonly authorityTerm: string
  readonly processedHeading: string
  readonly addressTerm: string
  readonly addressUse: string
  readonly browserTerm: string
  readonly browserUse: string
  readonly calculationTerm: string
  readonly calculationUse: string
  readonly countsTerm: string
  readonly countsUse: string
  readonly logTerm: string
  readonly logUse: string
  readonly logKept: string
  readonly logKeptUntold: string
  /** Only where challenged forms are kept. */
  readonly formTerm: string
  readonly formUse: string
  readonly basisTerm: string
  readonly basisPublicTask: string
  readonly basisLegalObligation: string
  readonly basisLegitimateInterests: string
  readonly rightsHeading: string
  readonly privacyRights: string
  /** On its own: GDPR, Art. 21(4). */
  readonly objectRight: string
  readonly decisionBody: string
  readonly voluntaryBody: string
  readonly accessibilityLink: string
  readonly cookiesHeading: string
  readonly passPurpose: string
  readonly passLifetime: string
  readonly keptPurpose: string
  readonly languagePurpose: string
  readonly cookieLifetime: string

  /** What is kept, and what becomes of it. */
  readonly checkTitleForKept: string
  readonly keptNote: string
  readonly keptUntil: string
  readonly keptWait: string
  readonly keptSend: string
  readonly keptDelete: string
  readonly keptAnswer: string
  readonly keptSending: string
  readonly keptReady: string
  readonly keptUnmatched: string
  readonly formLarge: string
  readonly formFull: string
  readonly formAgain: string
  readonly formAgainAsked: string
  readonly formReload: string
  readonly sendTitle: string
  readonly sendBody: string
  readonly sendNone: string
  readonly alreadyTitle: string
  readonly alreadyBody: string
  readonly alreadyAgain: string
  readonly recoverTitle: string
  readonly recoverBody: string
  readonly pendingTitle: string
  readonly pendingBody: string
  readonly unknownTitle: string
  readonly unknownBody: string
  readonly unknownAgain: string
  readonly receiptTitle: string
  readonly receiptBody: string
  readonly deletedTitle: string
  readonly deletedBody: string
  readonly expiredTitle: string
  readonly expiredBody: string
  readonly elsewhereTitle: string
  readonly elsewhereBody: string
  readonly noCookieTitle: string
  readonly foreignTitle: string
  readonly foreignBody: string
  readonly movedTitle: string
  readonly movedBody: string
  readonly onwardTitle: string
  readonly onwardBody: string
  /** Of the cookie that shows the check, behind its lifetime. */
  readonly passGrace: string
  /** Where a form of another site's page comes without the pass once more. */
  readonly formFromElsewhere: string
  /** In a frame of the site's own page: the check takes the place of the whole page. */
  readonly framedCheck: string
  readonly framedLink: string
  readonly framedWholeLink: string

  /** Where the way on left the page where it was: for a file, or because what comes is slow. */
  readonly fileHere: string
  readonly keptPutAway: string
  readonly leaveButton: string

  /** While many people wait for their turn. */
  readonly roomTitle: string
  readonly roomBody: string
  readonly roomBefore: string
  /** By the pace at which places fall free; where that is not known, the next. */
  readonly roomTime: string
  readonly roomTimeUnknown: string
  readonly roomPlace: string
  /** Only true while the script works. */
  readonly roomAuto: string
  readonly roomButton: string
  /** Take the place of the wait once it is over: for a page, a form that waits here, a form that does not. */
  readonly roomTurn: string
  readonly roomTurnForm: string
  readonly roomTurnBack: string
  /** For the window’s title. */
  readonly roomStateTurn: string
  readonly roomFull: string
  readonly roomNote: string
  readonly roomFormButton: string
  readonly roomFormNotSent: string
  /** Of the cookie of a waiting room, on the privacy page. */
  readonly placePurpose: string

  /** Of the check page and of the page for codes, where a pass of other sites counts: asks there. */
  readonly askButton: string
  readonly askCodeButton: string
  /** On the privacy page: of sites whose passes count here, of those where ours do, and of the cookie for it. */
  readonly sharedTerm: string
  readonly sharedUse: string
  readonly handedUse: string
  readonly askPurpose: string
}
