import { type SimpleTexts } from './keys.ts'

export const en: SimpleTexts = {
  checkTitle: 'Short check – you do not have to do anything',
  checkTitleForButton: 'Short check – please press the button',
  checkTitleForForm: 'Short check – your form is not sent yet',
  progressStart: 'We are checking something. This takes a few seconds.',
  progressSlow:
    'We are still checking. Old devices need up to one minute. Please keep this page open.',
  done: 'Done. Now it goes on.',
  doneStay: 'We are done. Press “Continue”.',
  cameBack:
    'We are done. But this page is here again. Press “Continue”. Does it not help? Then call us.',
  failed: 'That did not work. Please press the button below.',
  failedAlone: 'That did not work. Please try again. Or call us.',
  whyBots:
    'Some computer programs send very many requests. Then this site becomes slow. We protect you from that.',
  whyCalculation: 'That is why your device is doing a short calculation.',
  whyNoPuzzle: 'There is no puzzle. You do not have to solve anything.',

  noScriptHeading: 'JavaScript is off in your browser',
  noScriptAlone: 'This page needs JavaScript. Please switch it on. Or call us.',
  slowBody: 'Press the button. Then please wait up to half a minute.',
  slowButton: 'Continue without JavaScript',
  pressAgain:
    'Many people are here at the moment. Please wait {n} seconds. Then press the button again.',
  cookiesBlocked:
    'Your browser does not allow cookies. Please allow cookies for this site. Or call us.',

  formNotSent:
    'We check something first. We do not have your form yet. Afterwards, go back to the form. Send it again there.',
  formDone: 'We do not have your form yet. Please go back to the form. Send it again there.',
  formCheckEntries:
    'Read everything again before you send it. Perhaps something is missing. Perhaps your files are missing too.',
  backHint: 'Press the Back button until you see the form.',

  limitTitle: 'These were too many requests',
  limitBody:
    'Many people use the same network as you. Then this can happen. You did nothing wrong. Please wait a little.',
  deniedTitle: 'We are sorry, you cannot go on here',
  deniedBody:
    'We thought: this was a computer program. Perhaps that is not true. Then please call us. Tell us these letters and numbers:',

  codeBody:
    'Call us. Then we give you a code. It has ten digits. It works only once, for 30 minutes.',
  codeMistyped: 'That is not right yet. A code has ten digits. Please look again.',
  codeRefused: 'This code does not work, or not any more. Please look again. Or call us.',
  codeLocked: 'There were too many wrong codes. Please wait {n} seconds. Then try again.',

  oursTitle: 'We made a mistake',
  oursBody: 'You did nothing wrong. Please try again in a few minutes.',
  unreadableTitle: 'We did not understand this request',
  unreadableBody: 'Is the address right? Please try again.',
  missingBody: 'Is the address right? Or please go back one page.',
  tooLargeTitle: 'That was too much at once',
  tooLargeBody: 'Please go back. Send fewer or smaller files.',
  headersTooLargeTitle: 'Your browser sent too much',
  headersTooLargeBody: 'Please delete the cookies of this site. Then try again.',

  helpCounter: 'You can also come to us or write: {address}. That is just as good.',

  privacyBody:
    'Your browser remembers: the check is done. It stands in a cookie. A cookie is a small note in your browser. We collect nothing about you. We pass nothing on.',
  processedHeading: 'What we know and for how long',
  addressUse: 'We use it to count requests. After two days at most it is forgotten.',
  calculationUse:
    'Your browser sends us the result. It also says what kind of browser it is. We learn nothing about your device.',
  logUse:
    'We write down: the time, the page and what we did. Your network gets an invented name there. This keeps everything safe. Ask us how long we keep it.',
  privacyRights:
    'You may ask what we know about you. We change or delete it for you. You may also complain to the data protection authority.',
  passLifetime: 'Valid for {lifetime}. Then for at most {renewed}, without a new check.',
  languagePurpose: 'Remembers your language. Only when you choose one.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Short check – your form is here',
  keptNote:
    'Your form is here since {time}. The number is {ref}. It goes on when the check is done. Do not send it again.',
  keptUntil: 'We keep it for {minutes} at most. Nobody can read it without you. Then we delete it.',
  keptWait: 'Wait a little and send the form',
  keptUnmatched:
    'Your browser does not keep our cookie. We do not know that this form is yours. We sent nothing. Please call us.',
  formLarge:
    'Your form is too large for us: more than {n} MB. We check something first. Then send the form again.',
  formFull:
    'We have no room for your form at the moment. We check something first. Then send the form again.',
  formAgainAsked:
    'The check is done. Your form is not sent yet. Press the button. Does your browser ask something? Then say yes.',
  formReload:
    'The check is done. Your form is not sent yet. Reload this page. Does your browser ask something? Then say yes.',
  sendBody:
    'We send your form on. Then you see the answer here. Is it a file? Then look in your downloads.',
  alreadyBody: 'You sent the same form at {time}. It has arrived once.',
  recoverBody:
    'Your form is here since {time}. It is not sent on yet. Go back to the form. Send it again.',
  pendingBody:
    'Your form is here since {time}. We send it on now. Please do not send it again. Wait a little. Then reload this page.',
  unknownTitle: 'We do not know if your form arrived',
  unknownBody:
    'At {time} something broke. Perhaps your form arrived. Perhaps it did not. Please ask before you send it again. The number is {ref}.',
  receiptBody:
    'Your form arrived at {time}. We do not have the answer any more. The number is {ref}.',
  deletedBody: 'We have deleted your form. We did not send it on.',
  expiredBody:
    'We keep a form for {minutes}. Then we delete it. Have you had no answer? Then go back. Send the form again.',
  foreignBody:
    'Another website wanted to send a form in your name. We did not do that. You did nothing wrong.',
  movedTitle: 'Your form must go to another place',
  movedBody: 'We do not send it there. Go back to the form. Send it again. Then there is no check.',
  passGrace: 'Then it stays for {grace} more. So you can still send an open form.',
  formFromElsewhere:
    'This form came from another website. From there it comes without our cookie. Please go back to that website. Or call us.',
  framedCheck:
    'First there is a short check. Then you see this part of the page. Did you write something here? Then save it first.',
  framedWholeLink: 'Open this in a larger size',
  fileHere:
    'Did you want a file? Look in your downloads. Did you want a page? Then please wait a little longer.',
}
