import { type Texts } from './keys.ts'

export const de: Texts = {
  ownName: 'Deutsch',
  direction: 'ltr',
  languageLabel: 'Sprache',
  simpleButton: 'In einfachen Worten',
  usualButton: 'Gewohnter Text',

  checkTitle: 'Kurze Sicherheitsprüfung – Sie müssen nichts tun',
  checkTitleForButton: 'Kurze Sicherheitsprüfung – bitte drücken Sie auf die Schaltfläche',
  checkTitleForForm: 'Kurze Sicherheitsprüfung – Ihr Formular ist noch nicht abgeschickt',
  stateRunning: 'Die Prüfung läuft',
  stateDone: 'Die Prüfung ist abgeschlossen',
  stateStopped: 'Die Prüfung hat nicht geklappt',
  progressLabel: 'Fortschritt der Prüfung',
  progressStart: 'Die Prüfung läuft. Das dauert normalerweise nur wenige Sekunden.',
  progressSlow:
    'Die Prüfung läuft noch. Auf einem älteren Gerät kann das bis zu einer Minute dauern. Lassen Sie diese Seite bitte geöffnet.',
  offline:
    'Im Moment gibt es keine Internetverbindung. Die Prüfung geht von selbst weiter, sobald die Verbindung wieder da ist.',
  done: 'Fertig. Sie werden jetzt weitergeleitet.',
  doneStay: 'Die Prüfung ist abgeschlossen. Drücken Sie auf „Weiter“, wenn Sie so weit sind.',
  cameBack:
    'Die Prüfung ist abgeschlossen, aber diese Seite ist noch einmal erschienen. Vielleicht speichert Ihr Browser unser Cookie nicht. Bitte drücken Sie auf „Weiter“. Wenn das nicht hilft, melden Sie sich bei uns.',
  failed: 'Die automatische Prüfung hat nicht geklappt. Bitte benutzen Sie die Schaltfläche unten.',
  failedAlone:
    'Die automatische Prüfung hat nicht geklappt. Bitte versuchen Sie es noch einmal oder melden Sie sich bei uns.',
  continueButton: 'Weiter',
  stayButton: 'Nicht automatisch fortfahren',
  whyHeading: 'Warum sehe ich diese Seite?',
  whyBots:
    'Automatische Programme („Bots“) können diesen Dienst überlasten oder mit Spam blockieren.',
  whyCalculation: 'Deshalb führt Ihr Browser jetzt eine kleine Berechnung durch.',
  whyNoPuzzle: 'Sie müssen kein Rätsel lösen und keine Bilder anklicken.',
  storedHeading: 'Was wird über mich gespeichert?',

  noScriptHeading: 'Ihr Browser verwendet kein JavaScript',
  noScriptReassurance: 'Das ist kein Problem.',
  noScriptAlone:
    'Diese Seite braucht JavaScript. Bitte schalten Sie es ein oder melden Sie sich bei uns.',
  slowBody:
    'Drücken Sie auf die Schaltfläche unten. Es kann bis zu einer halben Minute dauern, bis sich die nächste Seite öffnet.',
  slowButton: 'Ohne JavaScript fortfahren',
  pressAgain:
    'Im Moment möchten viele Menschen fortfahren. Bitte warten Sie {n} Sekunden und drücken Sie dann noch einmal auf die Schaltfläche.',
  cookiesBlocked:
    'Ihr Browser speichert keine Cookies. Um fortzufahren, erlauben Sie bitte Cookies für diese Seite oder nutzen Sie einen der Wege unten.',

  formNotSent:
    'Wir müssen zuerst eine kurze Prüfung machen. Ihr Formular ist noch nicht abgeschickt. Nach der Prüfung können Sie zum Formular zurückgehen und es noch einmal abschicken.',
  formDone:
    'Ihr Formular ist noch nicht abgeschickt. Bitte gehen Sie zum Formular zurück und schicken Sie es noch einmal ab.',
  formCheckEntries:
    'Prüfen Sie Ihre Eingaben, bevor Sie das Formular abschicken. Nicht jeder Browser behält sie. Dateien müssen Sie vielleicht noch einmal anhängen.',
  backButton: 'Zurück zum Formular',
  backHint:
    'Drücken Sie so oft auf die Zurück-Taste Ihres Browsers, bis Sie das Formular wieder sehen.',

  limitTitle: 'Zu viele Anfragen in zu kurzer Zeit',
  limitBody:
    'Das kann passieren, wenn viele Menschen denselben Internetzugang nutzen, zum Beispiel in einer Firma oder im Mobilfunknetz. Sie haben nichts falsch gemacht. Bitte warten Sie etwas und versuchen Sie es dann noch einmal.',
  limitWait: 'Bitte in {n} Sekunden erneut versuchen',
  retryButton: 'Noch einmal versuchen',
  deniedTitle: 'Wir konnten diese Anfrage nicht durchlassen',
  deniedBody:
    'Unser System hat diese Anfrage für die Aktion eines automatischen Programms gehalten. Wir können uns irren. Melden Sie sich in diesem Fall bitte bei uns und nennen Sie diese Referenz:',
  referenceLabel: 'Referenz: {ref}',

  codeLink: 'Ich habe einen Code vom Helpdesk',
  codeTitle: 'Mit einem Code fortfahren',
  codeBody:
    'Der Helpdesk kann Ihnen einen Code mit zehn Ziffern geben. Er gilt einmal, 30 Minuten lang.',
  codeLabel: 'Code vom Helpdesk',
  codeHint: 'Zehn Ziffern. Leerzeichen und Bindestriche spielen keine Rolle.',
  codeButton: 'Code verwenden',
  codeStopped: 'Der Code hat nicht funktioniert',
  codeMistyped: 'Das sind nicht die zehn Ziffern eines Codes. Bitte prüfen Sie die Ziffern.',
  codeRefused:
    'Dieser Code ist ungültig oder abgelaufen. Prüfen Sie ihn und versuchen Sie es noch einmal, oder rufen Sie uns an.',
  codeLocked:
    'Es wurden zu viele falsche Codes eingegeben. Bitte warten Sie {n} Sekunden und versuchen Sie es dann noch einmal, oder rufen Sie uns an.',

  oursTitle: 'Es ist ein Fehler aufgetreten. Das liegt an uns, nicht an Ihnen.',
  oursBody:
    'Der Dienst antwortet im Moment nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  unreadableTitle: 'Wir konnten diese Anfrage nicht verstehen',
  unreadableBody: 'Bitte prüfen Sie die Adresse und versuchen Sie es noch einmal.',
  missingTitle: 'Diese Seite gibt es nicht',
  missingBody: 'Bitte prüfen Sie die Adresse oder gehen Sie zur vorherigen Seite zurück.',
  tooLargeTitle: 'Ihre Sendung ist zu groß',
  tooLargeBody: 'Bitte gehen Sie zurück und schicken Sie weniger oder kleinere Dateien.',
  headersTooLargeTitle: 'Ihr Browser hat zu viele Daten auf einmal geschickt',
  headersTooLargeBody:
    'Oft hilft es, die Cookies dieser Seite im Browser zu löschen. Versuchen Sie es dann noch einmal.',

  helpHeading: 'Es klappt nicht? Wir helfen Ihnen',
  helpPhone: 'Rufen Sie uns an: {phone} ({hours}).',
  helpPhoneForCode: 'Rufen Sie uns an: {phone} ({hours}). Wir geben Ihnen einen Code.',
  helpEmail: 'Schreiben Sie uns eine E-Mail: {email}',
  helpCounter:
    'Sie können Ihren Vorgang auch am Schalter oder per Post erledigen: {address}. Ihnen entsteht dadurch kein Nachteil.',

  privacyLink: 'Datenschutz',
  privacyTitle: 'Datenschutz und Cookies',
  privacyBody:
    'Wir setzen ein technisches Cookie, damit Sie diese Prüfung nicht auf jeder Seite wiederholen müssen. Wir erstellen kein Profil von Ihnen und geben nichts an andere Firmen weiter.',
  processedHeading: 'Was wir verarbeiten, warum und wie lange',
  addressTerm: 'Ihre IP-Adresse',
  addressUse:
    'Damit zählen wir, wie viele Anfragen aus einem Netz kommen. Das steht nur im Arbeitsspeicher und höchstens zwei Tage lang.',
  calculationTerm: 'Die Berechnung',
  calculationUse:
    'Ihr Browser schickt uns das Ergebnis und ein kurzes Zeichen seiner Art. Über Ihr Gerät erfahren wir nichts.',
  logTerm: 'Unser Protokoll',
  logUse:
    'Es hält Zeitpunkt, Seite, Entscheidung und ein Pseudonym Ihres Netzes fest, für die Sicherheit und um Fehler zu finden. Ihre IP-Adresse steht nicht darin. Fragen Sie uns, wie lange wir es aufbewahren.',
  privacyRights:
    'Sie können uns fragen, was wir über Sie wissen, und es berichtigen oder löschen lassen. Sie können sich auch bei der Datenschutzbehörde beschweren.',
  accessibilityLink: 'Barrierefreiheit',
  cookiesHeading: 'Unsere Cookies',
  passPurpose: 'Zeigt, dass die Prüfung gemacht ist.',
  passLifetime:
    'Gültig: {lifetime}. Nach einer Prüfung wird es höchstens {renewed} lang verlängert.',
  languagePurpose:
    'Merkt sich die Sprache, die Sie gewählt haben. Es wird nur gesetzt, wenn Sie eine Sprache wählen.',
  languageLifetime: 'Gültig: {lifetime}.',

  framedCheck:
    'Für diesen Teil der Seite ist zuerst eine kurze Prüfung nötig. Dafür ändert sich die ganze Seite: Speichern Sie vorher, was Sie eingegeben haben.',
  framedLink: 'Zur Prüfung',
  framedWholeLink: 'Dies im ganzen Fenster öffnen',
  fileHere:
    'Haben Sie eine Datei angefordert? Dann sollte sie jetzt da sein: Sehen Sie in Ihren Downloads nach. Eine Seite lädt vielleicht noch.',
  leaveButton: 'Zurück',
}
