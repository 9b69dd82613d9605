import { type Texts } from './keys.ts'

export const en: Texts = {
  ownName: 'English',
  direction: 'ltr',
  languageLabel: 'Language',
  simpleButton: 'In simple words',
  usualButton: 'Normal language',

  checkTitle: 'Short security check – you do not have to do anything',
  checkTitleForButton: 'Short security check – please press the button',
  checkTitleForForm: 'Short security check – your form has not been sent yet',
  stateRunning: 'Check in progress',
  stateDone: 'Check done',
  stateStopped: 'The check did not work',
  progressLabel: 'Progress of the check',
  progressStart: 'The check is running. This normally takes a few seconds.',
  progressSlow:
    'The check is still running. On an older device this can take up to one minute. Please keep this page open.',
  offline:
    'There is no internet connection at the moment. The check continues by itself as soon as the connection is back.',
  done: 'Done. We are now taking you to the page you asked for.',
  doneStay: 'The check is done. Press “Continue” when you are ready.',
  cameBack:
    'The check is done, but this page came back. Please press “Continue”. If that does not help, contact us.',
  failed: 'The automatic check did not work. Please press the button below.',
  failedAlone: 'The automatic check did not work. Please try again or contact us.',
  continueButton: 'Continue',
  stayButton: 'Do not continue automatically',
  whyHeading: 'Why am I seeing this page?',
  whyBots: 'Automated programs (“bots”) can overload this service or block it with spam.',
  whyCalculation: 'That is why your browser is now doing a small calculation.',
  whyNoPuzzle: 'There is no puzzle to solve and there are no pictures to click.',
  storedHeading: 'What is stored about me?',

  noScriptHeading: 'Your browser does not use JavaScript',
  noScriptReassurance: 'That is not a problem.',
  noScriptAlone: 'This page needs JavaScript. Please switch it on or contact us.',
  slowBody: 'Press the button below. The next page can take up to half a minute to open.',
  slowButton: 'Continue with a short wait',
  pressAgain:
    'Many people want to continue at the moment. Please wait {n} seconds and then press the button again.',
  orderNote:
    'This step needs a calculation of its own, or a wait. The more is sent from one device or network within an hour, the longer it takes. You have done nothing wrong.',
  orderTooLong:
    'On this device the calculation would take about {n} seconds. It was stopped. Please choose one of the ways below.',
  orderPressAgain: 'Please wait {n} seconds and then press the button again.',
  cookiesBlocked:
    'Your browser is not storing cookies. To continue, please allow cookies for this website or use one of the ways below.',

  addressLong: 'The address you opened is very long. After the check, please open it once more.',
  formNotSent:
    'We have to do a short check first. Your form has not been sent yet. After the check you can go back to the form and send it again.',
  formDone: 'Your form has not been sent yet. Please go back to the form and send it again.',
  formCheckEntries:
    'Check what you entered before you send the form. Not every browser keeps it. You may have to attach your files again.',
  backButton: 'Back to the form',
  backHint: 'Press the Back button of your browser until you see the form again.',

  limitTitle: 'Too many requests in a short time',
  limitBody:
    'This can happen when many people share the same internet access, for example in a company or on a mobile network. You did nothing wrong. Please wait a little, then try again.',
  limitWait: 'Try again in {n} seconds',
  limitOver: 'You can try again now.',
  retryButton: 'Try again',
  deniedTitle: 'We could not let this request through',
  deniedBody:
    'Our system took this request for the action of an automated program. We may be wrong. If so, please contact us and give us this reference:',
  referenceLabel: 'Reference: {ref}',

  codeLink: 'I have a code from the helpdesk',
  codeTitle: 'Continue with a code',
  codeBody: 'The helpdesk can give you a code of ten digits. It is valid once, for 30 minutes.',
  codeLabel: 'Code from the helpdesk',
  codeHint: 'Ten digits. Spaces and hyphens do not matter.',
  codeButton: 'Use the code',
  codeStopped: 'The code did not work',
  codeMistyped: 'These are not the ten digits of a code. Please check the digits.',
  codeRefused: 'This code is not valid or has expired. Please check it and try again, or call us.',
  codeLocked:
    'Too many wrong codes were entered. Please wait {n} seconds, then try again, or call us.',
  codeUnreachable: 'We cannot check the code just now. Please try again in a minute.',

  oursTitle: 'Something went wrong. It is our fault, not yours.',
  oursBody: 'The service is not answering at the moment. Please try again in a few minutes.',
  unreadableTitle: 'We could not understand this request',
  unreadableBody: 'Please check the address and try again.',
  missingTitle: 'This page does not exist',
  missingBody: 'Please check the address or go back to the previous page.',
  tooLargeTitle: 'What you are sending is too large',
  tooLargeBody: 'Please go back and send fewer or smaller files.',
  headersTooLargeTitle: 'Your browser sent too much data at once',
  headersTooLargeBody:
    'It often helps to delete the cookies of this website in your browser. Then try again.',

  helpHeading: 'It does not work? We will help you',
  helpPhone: 'Call us: {phone} ({hours}).',
  helpPhoneForCode: 'Call us: {phone} ({hours}). We will give you a code.',
  helpEmail: 'Send us an e-mail: {email}',
  helpCounter:
    'You can also do this at the counter or by post: {address}. You will not be at any disadvantage.',
  closedPhone: 'Our telephone is answered again {when}: {phone} ({hours}).',
  closedPhoneForCode:
    'Our telephone is answered again {when}: {phone} ({hours}). We will then give you a code.',
  closedEmail: 'You can send us an e-mail now: {email}',
  opensToday: 'today at {time}',
  opensSunday: 'on Sunday at {time}',
  opensMonday: 'on Monday at {time}',
  opensTuesday: 'on Tuesday at {time}',
  opensWednesday: 'on Wednesday at {time}',
  opensThursday: 'on Thursday at {time}',
  opensFriday: 'on Friday at {time}',
  opensSaturday: 'on Saturday at {time}',

  privacyLink: 'Privacy',
  privacyTitle: 'Privacy and cookies',
  privacyBody:
    'We set one technical cookie so that you do not have to repeat this check on every page. It serves the security of this service and nothing else. The check loads nothing from other companies and sends them nothing.',
  responsibleHeading: 'Who is responsible',
  controllerTerm: 'Responsible for your data',
  dpoTerm: 'Data protection officer',
  authorityTerm: 'Data protection authority',
  processedHeading: 'What we process, why and for how long',
  addressTerm: 'Your IP address',
  addressUse:
    'We count the requests that come from it and from its network, so that nobody overloads the service. We keep only numbers, in working memory, for two days at most. The service itself receives your IP address and the result of our check too.',
  browserTerm: 'What your browser tells us',
  browserUse:
    'With every request your browser names its kind, its operating system and your languages. We use this to answer in your language and to find automated programs. It stays in working memory; our log notes only a mark of the kind of program and points for what is unusual. Our cookie holds two short marks of it: one of the kind of browser, one of the operating system. So it works in no other kind of browser.',
  calculationTerm: 'The calculation',
  calculationUse:
    'Your browser sends us the result. We see from it in which of two ways your browser calculated, and how long that took. We check the result at once and do not keep it; of the rest we keep only totals over all visitors.',
  countsTerm: 'What we count',
  countsUse:
    'With our cookie we count your requests, for {renewed} at most, and note as long whether a page was opened with it. We count on how many networks the cookie is used, for ten minutes, and the calculations and waits for further forms, for some hours, also for your network. We also count the pages that were opened, for one hour at most, forms that were sent very fast or without their page, for ten minutes, and pages that do not exist, for one minute. Without the cookie we count this for your network and your kind of browser together. These are numbers in working memory: they do not say which pages or forms these were. If a number is unusual, the check comes again.',
  logTerm: 'Our log',
  logUse:
    'It notes the time, the page, the size, the duration, the kind of browser, our decision with its reason, and a pseudonym of your network that changes every day, for security and to find faults. Your IP address and what you write in forms are not in it. The latest decisions are also in working memory, so that we can explain them.',
  logKept: 'We keep the log for {retention}.',
  logKeptUntold: 'Ask us how long we keep the log.',
  formTerm: 'A form that the check stopped',
  formUse:
    'We keep it encrypted, with what your browser sent along (such as cookies and your IP address) and with the answer of the service, for {kept} at most. One half of the key is in a cookie of your browser. The other half is in the page of the check and, until you close the tab, in the memory of the tab. While we keep the form, we cannot read it. We delete it after that time. The page of the check has a button that deletes it earlier.',
  basisTerm: 'Legal basis',
  basisPublicTask: 'A task in the public interest (GDPR, Article 6(1)(e))',
  basisLegalObligation: 'A duty that the law lays down (GDPR, Article 6(1)(c))',
  basisLegitimateInterests:
    'Our interest in a service that is safe and can be reached (GDPR, Article 6(1)(f))',
  rightsHeading: 'Your rights',
  privacyRights:
    'You can ask us what we know about you, and have it corrected, deleted or used only in part. You can also complain to the data protection authority.',
  objectRight:
    'You can object to this processing at any time, for reasons that come from your own situation.',
  decisionBody:
    'A program decides whether the check comes or a request is refused. If you think that it is wrong, contact us: we will help you.',
  voluntaryBody:
    'You do not have to give us this data. Without it you may not be able to open every page, but you can reach us in other ways, see below.',
  accessibilityLink: 'Accessibility',
  cookiesHeading: 'Our cookies',
  passPurpose:
    'Shows that the check is done. It holds a random number, the kind and the time of the check, and the two marks.',
  passLifetime: 'Valid for {lifetime}. Renewed for at most {renewed} after a check.',
  keptPurpose: 'Holds one half of the key to a form that we keep. Each form has its own cookie.',
  languagePurpose: 'Remembers the language you chose. It is only set when you choose a language.',
  cookieLifetime: 'Valid for {lifetime}.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Short security check – your form has arrived here',
  keptNote:
    'Your form arrived here at {time} (reference {ref}). We pass it on to the service as soon as this check is done. Please do not send it again.',
  keptUntil: 'We keep it encrypted, for {minutes} at most. Then it is deleted.',
  keptWait: 'Send the form after a short wait',
  keptSend: 'Send the form now',
  keptDelete: 'Delete my form',
  keptAnswer: 'See the answer',
  keptSending: 'Done. Your form is being sent now.',
  keptReady: 'The check is done. Press “Send the form now” when you are ready.',
  keptUnmatched:
    'Your browser is not storing our cookie. So we cannot tell that this form is yours. Nothing was sent. Please use one of the ways below.',
  formLarge:
    'Your form is larger than what we can keep ({n} MB). The check comes first. After it, please send the form again.',
  formFull:
    'We have no room to keep your form at the moment. The check comes first. After it, please send the form again.',
  formAgain: 'Send the form again',
  formAgainAsked:
    'The check is done. Your form has not been sent yet. Your browser may ask whether it should send the form again. Please say yes.',
  formReload:
    'The check is done. Your form has not been sent yet. Please reload this page and let your browser send the form again.',
  sendTitle: 'Your form is being sent',
  sendBody:
    'We are passing your form on to the service. The answer appears here. If it is a file, look in your downloads.',
  sendNone: 'There is no form to send here.',
  alreadyTitle: 'Your form has already been sent',
  alreadyBody: 'You sent exactly this form at {time}. It arrived at the service once.',
  alreadyAgain: 'Send it as a second form',
  recoverTitle: 'Your form has not been passed on yet',
  recoverBody:
    'Your form arrived here at {time}, but it has not been passed on to the service. Please go back to the form and send it again.',
  pendingTitle: 'Your form is on its way to the service',
  pendingBody:
    'Your form arrived here at {time}. We are passing it on to the service now. Please do not send it again. Reload this page in a moment.',
  unknownTitle: 'We cannot tell whether your form arrived',
  unknownBody:
    'Your form arrived here at {time}. The connection broke while we were passing it on. We cannot tell whether it reached the service. Please ask there before you send it again. The reference is {ref}.',
  unknownAgain: 'Send it again',
  receiptTitle: 'Your form has arrived at the service',
  receiptBody:
    'Your form arrived at the service at {time}. We have not kept the answer. The reference is {ref}.',
  deletedTitle: 'Your form is deleted',
  deletedBody: 'We have deleted your form. It was not passed on to the service.',
  expiredTitle: 'Your form is no longer here',
  expiredBody:
    'We keep a form for {minutes} and then delete it. If the service has not answered you yet, please go back and send the form again.',
  elsewhereTitle: 'Your form is safe',
  elsewhereBody:
    'It lies on another of our servers, which we cannot reach just now. Nothing is lost. Please try again in a minute. It will not be sent twice.',
  noCookieTitle: 'Your browser is not storing our cookie',
  foreignTitle: 'Nothing was sent',
  foreignBody:
    'Another website wanted to send a form in your name. We did not do that. If you want to send a form, please do so on the page of the service.',
  movedTitle: 'The service wants your form at another address',
  movedBody:
    'We do not send your form there ourselves. Please go back and send it again. It then passes without a check.',
  onwardTitle: 'Your form has arrived at the service',
  onwardBody: 'The service leads you to another page.',
  passGrace: 'It stays {grace} longer, for a form that is still open.',
  formFromElsewhere:
    'This form was sent from another website. Forms from there reach us without our cookie, even after the check. Please go back to that website or call us.',
  framedCheck:
    'This part of the page needs a short check first. The whole page will change for it: before that, save what you have entered.',
  framedLink: 'Go to the check',
  framedWholeLink: 'Open this in the whole window',
  fileHere:
    'Did you ask for a file? It should be there now: please look in your downloads. A page may still be loading.',
  leaveButton: 'Back',
  keptPutAway: 'Open the page normally',

  // While many people wait for their turn.
  roomTitle: 'Please wait until it is your turn',
  roomBody:
    'Many people want to use this service at the moment. So we let them in one after the other. You did nothing wrong.',
  roomBefore: 'People before you: {n}',
  roomTime: 'This will probably take {time}.',
  roomTimeUnknown: 'We cannot say yet how long it will take.',
  roomPlace:
    'Our cookie holds your place. You do not lose it by pressing the button. When it is your turn, you have {time} to continue.',
  roomAuto: 'You can leave this page open. It tells you when it is your turn.',
  roomButton: 'Look again',
  roomTurn: 'It is your turn now. Please press “Continue” within {time}.',
  roomTurnForm: 'It is your turn now. Please press “Send the form now” within {time}.',
  roomTurnBack: 'It is your turn now. Please go back to the form within {time} and send it again.',
  roomStateTurn: 'It is your turn',
  roomFull:
    'At the moment too many people are waiting. We cannot give you a place. Please try again in a few minutes.',
  roomNote:
    'Your form arrived here at {time} (reference {ref}). We pass it on when it is your turn. For that, press the button. Please do not send it again.',
  roomFormButton: 'Look again and send the form',
  roomFormNotSent:
    'Your form has not been sent yet. When it is your turn, go back to the form. Then send it again.',
  placePurpose:
    'Holds your place when many people have to wait. It contains a random number and two times. With it we note a mark of your network, in working memory.',

  // A check that was done at another site.
  askButton: 'I have already done this check at: {sites}',
  askCodeButton: 'I have already used a code at: {sites}',
  sharedTerm: 'The check on other websites',
  sharedUse:
    'A check at {sites} counts here too. Your browser goes there for a moment and comes back. That website learns that you open this one. We learn how and when you did the check.',
  handedUse:
    'A check here also counts at {sites}. Your browser comes from there for a moment. We learn that you open that website. It learns how and when you did the check.',
  askPurpose:
    'Knows your browser again when another website sends it back to us. It holds a random number.',
}
