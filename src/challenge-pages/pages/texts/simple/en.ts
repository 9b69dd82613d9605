import { type SimpleTexts } from './keys.ts'

export const en: SimpleTexts = {
  checkTitle: 'Short check – you do not have to do anything',
  checkTitleForButton: 'Short check – please press the button',
  checkTitleForForm: 'Short check – your form is not sent yet',
  progressStart: 'We are checking something. This takes a few seconds.',
  progressSlow:
    'We are still checking. An old device may need up to one minute. Please keep this page open.',
  done: 'Done. The page that you asked for will open now.',
  doneStay: 'The check is done. Press “Continue”.',
  cameBack:
    'The check is done, but this page is here again. Press “Continue”. If that does not help, please call us.',
  failed: 'The check did not work. Please press the button below.',
  failedAlone: 'The check did not work. Please try again, or call us.',
  whyBots:
    'Automated programs send very many requests. This makes our website slow. We protect you from that.',
  whyCalculation: 'That is why your browser is doing a small calculation.',
  whyNoPuzzle: 'There is no puzzle. You do not have to solve anything.',

  noScriptHeading: 'JavaScript is switched off in your browser',
  noScriptAlone: 'This page needs JavaScript. Please switch it on, or call us.',
  slowBody: 'Press the button. Then please wait for up to half a minute.',
  pressAgain:
    'Many people are here at the moment. Please wait {n} seconds. Then press the button again.',
  cookiesBlocked:
    'Your browser does not store cookies. Please allow cookies for this website, or call us.',

  formNotSent:
    'We have to do a short check first. We do not have your form yet. After the check, go back to the form. Send it again there.',
  formDone: 'We do not have your form yet. Please go back to the form. Send it again there.',
  formCheckEntries:
    'Read everything again before you send it. Something may be missing. Your files may be missing too.',
  backHint: 'Press the Back button until you see the form.',

  limitTitle: 'There were too many requests',
  limitBody:
    'This can happen when many people use the same network. You did nothing wrong. Please wait a little.',
  deniedTitle: 'We are sorry, you cannot continue here',
  deniedBody:
    'We thought that this was an automated program. Perhaps we are wrong. If so, please call us. Tell us these letters and numbers:',

  codeBody:
    'Call us and we will give you a code. It has ten digits. It is valid once, for 30 minutes.',
  codeMistyped: 'This is not a code. A code has ten digits. Please look again.',
  codeRefused: 'This code is not valid or no longer valid. Please look again, or call us.',
  codeLocked:
    'There were too many wrong codes. Please wait {n} seconds. Then try again, or call us.',

  oursTitle: 'We made a mistake',
  oursBody: 'You did nothing wrong. Please try again in a few minutes.',
  unreadableTitle: 'We did not understand this request',
  unreadableBody: 'Is the address right? Please try again.',
  missingBody: 'Is the address right? You can also go back one page.',
  tooLargeTitle: 'You sent too much at once',
  tooLargeBody: 'Please go back. Send fewer files or smaller files.',
  headersTooLargeTitle: 'Your browser sent too much',
  headersTooLargeBody: 'Please delete the cookies of this website. Then try again.',

  helpCounter: 'You can also come to us or write to us: {address}. That is just as good.',

  privacyBody:
    'Your browser remembers that the check is done. It is kept in a cookie. A cookie is a small note in your browser. We use it only for security. The check sends nothing to other companies.',
  processedHeading: 'What we know and for how long',
  addressUse:
    'We use it to count requests. So nobody can overload this website. We keep only numbers, for two days at most. The service gets your IP address and our result too.',
  browserUse:
    'Your browser tells us its kind, its operating system and your languages. This helps us to find automated programs. We only write down a short mark of it. And we write down how unusual it was. The cookie has two short marks of it. It works only in this kind of browser.',
  calculationUse:
    'Your browser sends us the result. We see in which of two ways it calculated. We also see how long that took. We keep only totals over all people.',
  countsUse:
    'With the cookie we count your requests, for {renewed} at most. We note as long if you opened a page. We count calculations and waits for more forms, for some hours. We count your networks, for ten minutes. We count the pages that you open, for one hour at most. We count forms that come too fast or without their page. We keep that number for ten minutes. We count pages that do not exist, for one minute. Without the cookie we count by network and kind of browser. We keep only numbers. They do not say which pages or forms these were. Is a number unusual? Then the check comes again.',
  logUse:
    'We write down the time, the page and what we did. We also write down size, duration and kind of browser. Your network gets an invented name there, a new one every day. Your IP address is not in it. What you write in forms is not in it. We need this for security and to find faults. We remember the latest decisions, so that we can explain them.',
  formUse:
    'We keep the form encrypted, for {kept} at most. We keep what your browser sends with it like this. We also keep the answer of the service like this. One half of the key is in your browser. The other half is in the page. In that time we cannot read the form. After that we delete it. The check has a button to delete it earlier.',
  privacyRights:
    'You can ask what we know about you. We correct it or delete it for you. You can also ask us not to use it for a time. You can also complain to the data protection authority.',
  objectRight: 'Do you have a reason against this? Then you can object to it at any time.',
  decisionBody:
    'A program decides about the check and about requests. It can be wrong. Then please call us. We will help you.',
  voluntaryBody:
    'You do not have to give us this. But then some pages may not open. You can also reach us in other ways.',
  passPurpose: 'Shows that the check is done. It holds a number, the time and two marks.',
  keptPurpose: 'Holds one half of the key to your form.',
  languagePurpose: 'Remembers your language. It is only set when you choose one.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Short check – your form is here',
  keptNote:
    'We have had your form since {time}. The number is {ref}. We pass it on when the check is done. Do not send it again.',
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
    'We have had your form since {time}. It is not sent on yet. Go back to the form. Send it again.',
  pendingBody:
    'We have had your form since {time}. We send it on now. Please do not send it again. Wait a little. Then reload this page.',
  unknownTitle: 'We do not know if your form arrived',
  unknownBody:
    'Your form came here at {time}. Then something broke. Perhaps the service has it. Perhaps it does not. Please ask before you send it again. The number is {ref}.',
  receiptBody:
    'Your form arrived at {time}. We do not have the answer any more. The number is {ref}.',
  deletedBody: 'We have deleted your form. We did not send it on.',
  expiredBody:
    'We keep a form for {minutes}. Then we delete it. Have you had no answer? Then go back. Send the form again.',
  elsewhereBody:
    'Your form is safe. It is on another of our computers. We cannot reach it just now. Wait one minute. Then press the button. Your form is not sent twice.',
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
