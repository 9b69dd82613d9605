import { type Texts } from './keys.ts'

export const de: Texts = {
  ownName: 'Deutsch',
  direction: 'ltr',
  languageLabel: 'Sprache',
  simpleButton: 'In einfachen Worten',
  usualButton: 'Normale Sprache',

  checkTitle: 'Kurze Sicherheitsprüfung – Sie müssen nichts tun',
  checkTitleForButton: 'Kurze Sicherheitsprüfung – bitte drücken Sie auf den Knopf',
  checkTitleForForm: 'Kurze Sicherheitsprüfung – Ihr Formular ist noch nicht abgeschickt',
  stateRunning: 'Die Prüfung läuft',
  stateDone: 'Die Prüfung ist abgeschlossen',
  stateStopped: 'Die Prüfung hat nicht funktioniert',
  progressLabel: 'Fortschritt der Prüfung',
  progressStart: 'Die Prüfung läuft. Das dauert normalerweise nur wenige Sekunden.',
  progressSlow:
    'Die Prüfung läuft noch. Auf einem älteren Gerät kann das bis zu einer Minute dauern. Lassen Sie diese Seite bitte geöffnet.',
  offline:
    'Im Moment gibt es keine Internetverbindung. Die Prüfung geht von selbst weiter, sobald die Verbindung wieder da ist.',
  done: 'Fertig. Sie werden jetzt weitergeleitet.',
  doneStay: 'Die Prüfung ist abgeschlossen. Drücken Sie auf „Weiter“, wenn Sie so weit sind.',
  cameBack:
    'Die Prüfung ist abgeschlossen, aber diese Seite ist noch einmal erschienen. Bitte drücken Sie auf „Weiter“. Wenn das nicht hilft, melden Sie sich bei uns.',
  failed: 'Die automatische Prüfung hat nicht funktioniert. Bitte drücken Sie auf den Knopf unten.',
  failedAlone:
    'Die automatische Prüfung hat nicht funktioniert. Bitte versuchen Sie es noch einmal oder melden Sie sich bei uns.',
  continueButton: 'Weiter',
  stayButton: 'Nicht automatisch fortfahren',
  whyHeading: 'Warum sehe ich diese Seite?',
  whyBots:
    'Automatisierte Programme („Bots“) können diesen Dienst überlasten oder mit Spam blockieren.',
  whyCalculation: 'Deshalb führt Ihr Browser jetzt eine kleine Berechnung durch.',
  whyNoPuzzle: 'Sie müssen kein Rätsel lösen und keine Bilder anklicken.',
  storedHeading: 'Was wird über mich gespeichert?',

  noScriptHeading: 'Ihr Browser verwendet kein JavaScript',
  noScriptReassurance: 'Das ist kein Problem.',
  noScriptAlone:
    'Diese Seite braucht JavaScript. Bitte schalten Sie es ein oder melden Sie sich bei uns.',
  slowBody:
    'Drücken Sie auf den Knopf unten. Es kann bis zu einer halben Minute dauern, bis sich die nächste Seite öffnet.',
  slowButton: 'Weiter mit kurzer Wartezeit',
  pressAgain:
    'Im Moment möchten viele Menschen fortfahren. Bitte warten Sie {n} Sekunden und drücken Sie dann noch einmal auf den Knopf.',
  orderNote:
    'Für diesen Schritt ist eine eigene Berechnung oder eine Wartezeit nötig. Je mehr von einem Gerät oder Netz in einer Stunde gesendet wird, desto länger dauert sie. Sie haben nichts falsch gemacht.',
  orderTooLong:
    'Auf diesem Gerät würde die Berechnung etwa {n} Sekunden dauern. Sie wurde angehalten. Bitte wählen Sie einen der Wege unten.',
  orderPressAgain: 'Bitte warten Sie {n} Sekunden und drücken Sie dann noch einmal auf den Knopf.',
  cookiesBlocked:
    'Ihr Browser speichert keine Cookies. Um fortzufahren, erlauben Sie bitte Cookies für diese Website oder nutzen Sie einen der Wege unten.',

  addressLong:
    'Die aufgerufene Adresse ist sehr lang. Bitte öffnen Sie sie nach der Prüfung noch einmal.',
  formNotSent:
    'Wir müssen zuerst eine kurze Prüfung machen. Ihr Formular ist noch nicht abgeschickt. Nach der Prüfung können Sie zum Formular zurückgehen und es noch einmal abschicken.',
  formDone:
    'Ihr Formular ist noch nicht abgeschickt. Bitte gehen Sie zum Formular zurück und schicken Sie es noch einmal ab.',
  formCheckEntries:
    'Prüfen Sie Ihre Eingaben, bevor Sie das Formular abschicken. Nicht jeder Browser behält sie. Dateien müssen Sie vielleicht noch einmal anhängen.',
  backButton: 'Zurück zum Formular',
  backHint:
    'Drücken Sie so oft auf den Zurück-Knopf Ihres Browsers, bis Sie das Formular wieder sehen.',

  limitTitle: 'Zu viele Anfragen in zu kurzer Zeit',
  limitBody:
    'Das kann passieren, wenn viele Menschen denselben Internetzugang nutzen, zum Beispiel in einer Firma oder im Mobilfunknetz. Sie haben nichts falsch gemacht. Bitte warten Sie etwas und versuchen Sie es dann noch einmal.',
  limitWait: 'Bitte versuchen Sie es in {n} Sekunden noch einmal',
  limitOver: 'Sie können es jetzt noch einmal versuchen.',
  retryButton: 'Noch einmal versuchen',
  deniedTitle: 'Wir konnten diese Anfrage nicht durchlassen',
  deniedBody:
    'Unser System hat diese Anfrage für die Aktion eines automatisierten Programms gehalten. Wir können uns irren. Melden Sie sich in diesem Fall bitte bei uns und nennen Sie diese Referenz:',
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
  codeUnreachable:
    'Wir können den Code gerade nicht prüfen. Bitte versuchen Sie es in einer Minute noch einmal.',

  oursTitle: 'Es ist ein Fehler aufgetreten. Das liegt an uns, nicht an Ihnen.',
  oursBody:
    'Der Dienst antwortet im Moment nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  unreadableTitle: 'Wir konnten diese Anfrage nicht verstehen',
  unreadableBody: 'Bitte prüfen Sie die Adresse und versuchen Sie es noch einmal.',
  missingTitle: 'Diese Seite gibt es nicht',
  missingBody: 'Bitte prüfen Sie die Adresse oder gehen Sie zur vorherigen Seite zurück.',
  tooLargeTitle: 'Was Sie senden, ist zu groß',
  tooLargeBody: 'Bitte gehen Sie zurück und senden Sie weniger oder kleinere Dateien.',
  headersTooLargeTitle: 'Ihr Browser hat zu viele Daten auf einmal gesendet',
  headersTooLargeBody:
    'Oft hilft es, die Cookies dieser Website im Browser zu löschen. Versuchen Sie es dann noch einmal.',

  helpHeading: 'Es funktioniert nicht? Wir helfen Ihnen',
  helpPhone: 'Rufen Sie uns an: {phone} ({hours}).',
  helpPhoneForCode: 'Rufen Sie uns an: {phone} ({hours}). Wir geben Ihnen einen Code.',
  helpEmail: 'Schreiben Sie uns eine E-Mail: {email}',
  helpCounter:
    'Sie können Ihren Vorgang auch am Schalter oder per Post erledigen: {address}. Ihnen entsteht dadurch kein Nachteil.',
  closedPhone: 'Am Telefon sind wir {when} wieder für Sie da: {phone} ({hours}).',
  closedPhoneForCode:
    'Am Telefon sind wir {when} wieder für Sie da: {phone} ({hours}). Dann geben wir Ihnen einen Code.',
  closedEmail: 'Eine E-Mail können Sie uns jetzt schreiben: {email}',
  opensToday: 'heute um {time} Uhr',
  opensSunday: 'am Sonntag um {time} Uhr',
  opensMonday: 'am Montag um {time} Uhr',
  opensTuesday: 'am Dienstag um {time} Uhr',
  opensWednesday: 'am Mittwoch um {time} Uhr',
  opensThursday: 'am Donnerstag um {time} Uhr',
  opensFriday: 'am Freitag um {time} Uhr',
  opensSaturday: 'am Samstag um {time} Uhr',

  privacyLink: 'Datenschutz',
  privacyTitle: 'Datenschutz und Cookies',
  privacyBody:
    'Wir setzen ein technisches Cookie, damit Sie diese Prüfung nicht auf jeder Seite wiederholen müssen. Es dient der Sicherheit dieses Dienstes und sonst nichts. Die Prüfung lädt nichts von anderen Firmen und sendet ihnen nichts.',
  responsibleHeading: 'Wer verantwortlich ist',
  controllerTerm: 'Verantwortlich für Ihre Daten',
  dpoTerm: 'Datenschutzbeauftragte',
  authorityTerm: 'Datenschutzbehörde',
  processedHeading: 'Was wir verarbeiten, warum und wie lange',
  addressTerm: 'Ihre IP-Adresse',
  addressUse:
    'Wir zählen die Anfragen, die von dieser Adresse und aus ihrem Netz kommen, damit niemand den Dienst überlastet. Wir behalten nur Zahlen, im Arbeitsspeicher und höchstens zwei Tage lang. Auch der Dienst selbst bekommt Ihre IP-Adresse und das Ergebnis unserer Prüfung.',
  browserTerm: 'Was Ihr Browser uns sagt',
  browserUse:
    'Bei jeder Anfrage nennt Ihr Browser seine Art, sein Betriebssystem und Ihre Sprachen. Das nutzen wir, um in Ihrer Sprache zu antworten und um automatisierte Programme zu erkennen. Es bleibt im Arbeitsspeicher; unser Protokoll hält nur ein Zeichen der Art des Programms und Punkte für das fest, was ungewöhnlich ist. Unser Cookie enthält zwei kurze Zeichen davon: eines für die Art des Browsers, eines für das Betriebssystem. So funktioniert es in keiner anderen Art von Browser.',
  calculationTerm: 'Die Berechnung',
  calculationUse:
    'Ihr Browser sendet uns das Ergebnis. Wir sehen daran, auf welche von zwei Arten Ihr Browser gerechnet hat, und wie lange das gedauert hat. Wir prüfen das Ergebnis sofort und behalten es nicht; vom Rest behalten wir nur Summen über alle Besucher.',
  countsTerm: 'Was wir zählen',
  countsUse:
    'Mit unserem Cookie zählen wir Ihre Anfragen und merken uns, ob damit eine Seite geöffnet wurde, höchstens {renewed} lang. Wir zählen, in wie vielen Netzen das Cookie benutzt wird, zehn Minuten lang, und die Berechnungen und Wartezeiten für weitere Formulare, einige Stunden lang, auch für Ihr Netz. Wir zählen auch die Seiten, die geöffnet wurden, höchstens eine Stunde lang, Formulare, die sehr schnell oder ohne ihre Seite abgeschickt wurden, zehn Minuten lang, und Seiten, die es nicht gibt, eine Minute lang. Ohne das Cookie zählen wir das für Ihr Netz und Ihre Art von Browser zusammen. Das sind Zahlen im Arbeitsspeicher: Sie sagen nicht, welche Seiten oder Formulare es waren. Ist eine Zahl ungewöhnlich, kommt die Prüfung noch einmal.',
  logTerm: 'Unser Protokoll',
  logUse:
    'Es hält Zeitpunkt, Seite, Größe, Dauer, die Art des Browsers, unsere Entscheidung mit ihrem Grund und ein Pseudonym Ihres Netzes fest, das jeden Tag wechselt, für die Sicherheit und um Fehler zu finden. Ihre IP-Adresse und was Sie in Formulare schreiben, steht nicht darin. Die letzten Entscheidungen stehen auch im Arbeitsspeicher, damit wir sie erklären können.',
  logKept: 'Wir behalten das Protokoll {retention} lang.',
  logKeptUntold: 'Fragen Sie uns, wie lange wir das Protokoll behalten.',
  formTerm: 'Ein Formular, das die Prüfung aufgehalten hat',
  formUse:
    'Wir behalten es verschlüsselt, zusammen mit dem, was Ihr Browser mitgesendet hat (etwa Cookies und Ihre IP-Adresse), und mit der Antwort des Dienstes, höchstens {kept} lang. Eine Hälfte des Schlüssels ist in einem Cookie Ihres Browsers. Die andere ist in der Seite der Prüfung und, bis Sie den Tab schließen, im Speicher des Tabs. Solange wir es behalten, können wir es nicht lesen. Danach löschen wir es. Die Seite der Prüfung hat einen Knopf, der es früher löscht.',
  basisTerm: 'Rechtsgrundlage',
  basisPublicTask: 'Eine Aufgabe im öffentlichen Interesse (DSGVO, Artikel 6 Absatz 1 Buchstabe e)',
  basisLegalObligation:
    'Eine Pflicht, die das Gesetz vorschreibt (DSGVO, Artikel 6 Absatz 1 Buchstabe c)',
  basisLegitimateInterests:
    'Unser Interesse an einem Dienst, der sicher und erreichbar ist (DSGVO, Artikel 6 Absatz 1 Buchstabe f)',
  rightsHeading: 'Ihre Rechte',
  privacyRights:
    'Sie können uns fragen, was wir über Sie wissen, und es berichtigen, löschen oder seine Nutzung einschränken lassen. Sie können sich auch bei der Datenschutzbehörde beschweren.',
  objectRight:
    'Sie können dieser Verarbeitung jederzeit widersprechen, aus Gründen, die sich aus Ihrer Situation ergeben.',
  decisionBody:
    'Ein Programm entscheidet, ob die Prüfung kommt oder eine Anfrage abgelehnt wird. Wenn Sie meinen, dass es sich irrt, melden Sie sich bei uns: Wir helfen Ihnen.',
  voluntaryBody:
    'Sie müssen uns diese Daten nicht geben. Ohne sie können Sie vielleicht nicht jede Seite öffnen, aber Sie erreichen uns auch auf anderen Wegen, siehe unten.',
  accessibilityLink: 'Barrierefreiheit',
  cookiesHeading: 'Unsere Cookies',
  passPurpose:
    'Zeigt, dass die Prüfung gemacht ist. Es enthält eine zufällige Zahl, Art und Zeitpunkt der Prüfung und die beiden Zeichen.',
  passLifetime:
    'Gültig: {lifetime}. Nach einer Prüfung wird es höchstens {renewed} lang verlängert.',
  keptPurpose:
    'Enthält eine Hälfte des Schlüssels zu einem Formular, das wir behalten. Jedes Formular hat sein eigenes Cookie.',
  languagePurpose:
    'Merkt sich die Sprache, die Sie gewählt haben. Es wird nur gesetzt, wenn Sie eine Sprache wählen.',
  cookieLifetime: 'Gültig: {lifetime}.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Kurze Sicherheitsprüfung – Ihr Formular ist hier angekommen',
  keptNote:
    'Ihr Formular ist um {time} hier angekommen (Referenz {ref}). Es geht weiter an den Dienst, sobald diese Prüfung abgeschlossen ist. Bitte schicken Sie es nicht noch einmal ab.',
  keptUntil: 'Wir behalten es verschlüsselt, höchstens {minutes}. Danach wird es gelöscht.',
  keptWait: 'Formular nach kurzer Wartezeit abschicken',
  keptSend: 'Formular jetzt abschicken',
  keptDelete: 'Mein Formular löschen',
  keptAnswer: 'Antwort ansehen',
  keptSending: 'Fertig. Ihr Formular wird jetzt abgeschickt.',
  keptReady:
    'Die Prüfung ist abgeschlossen. Drücken Sie auf „Formular jetzt abschicken“, wenn Sie so weit sind.',
  keptUnmatched:
    'Ihr Browser speichert unser Cookie nicht. Deshalb wissen wir nicht, dass dieses Formular von Ihnen ist. Es wurde nichts abgeschickt. Bitte nutzen Sie einen der Wege unten.',
  formLarge:
    'Ihr Formular ist größer als das, was wir aufbewahren können ({n} MB). Zuerst kommt die Prüfung. Danach schicken Sie das Formular bitte noch einmal ab.',
  formFull:
    'Wir haben im Moment keinen Platz, um Ihr Formular aufzubewahren. Zuerst kommt die Prüfung. Danach schicken Sie das Formular bitte noch einmal ab.',
  formAgain: 'Formular noch einmal abschicken',
  formAgainAsked:
    'Die Prüfung ist abgeschlossen. Ihr Formular ist noch nicht abgeschickt. Ihr Browser fragt vielleicht, ob er es noch einmal senden soll. Bitte bestätigen Sie das.',
  formReload:
    'Die Prüfung ist abgeschlossen. Ihr Formular ist noch nicht abgeschickt. Bitte laden Sie diese Seite neu und lassen Sie Ihren Browser das Formular noch einmal senden.',
  sendTitle: 'Ihr Formular wird abgeschickt',
  sendBody:
    'Wir geben Ihr Formular an den Dienst weiter. Die Antwort erscheint hier. Ist sie eine Datei, dann sehen Sie bei Ihren Downloads nach.',
  sendNone: 'Hier gibt es kein Formular abzuschicken.',
  alreadyTitle: 'Ihr Formular ist schon abgeschickt',
  alreadyBody:
    'Sie haben genau dieses Formular um {time} abgeschickt. Es ist einmal beim Dienst angekommen.',
  alreadyAgain: 'Als zweites Formular abschicken',
  recoverTitle: 'Ihr Formular ist noch nicht weitergegeben',
  recoverBody:
    'Ihr Formular ist um {time} hier angekommen. Es ist aber noch nicht an den Dienst gegangen. Bitte gehen Sie zum Formular zurück und schicken Sie es noch einmal ab.',
  pendingTitle: 'Ihr Formular ist auf dem Weg zum Dienst',
  pendingBody:
    'Ihr Formular ist um {time} hier angekommen. Wir geben es jetzt an den Dienst weiter. Bitte schicken Sie es nicht noch einmal ab. Laden Sie diese Seite bald neu.',
  unknownTitle: 'Wir wissen nicht, ob Ihr Formular angekommen ist',
  unknownBody:
    'Ihr Formular ist um {time} hier angekommen. Als wir es weitergaben, ist die Verbindung abgebrochen. Wir wissen nicht, ob es beim Dienst angekommen ist. Bitte fragen Sie dort nach, bevor Sie es noch einmal abschicken. Die Referenz ist {ref}.',
  unknownAgain: 'Noch einmal abschicken',
  receiptTitle: 'Ihr Formular ist beim Dienst angekommen',
  receiptBody:
    'Ihr Formular ist um {time} beim Dienst angekommen. Die Antwort haben wir nicht aufbewahrt. Die Referenz ist {ref}.',
  deletedTitle: 'Ihr Formular ist gelöscht',
  deletedBody: 'Wir haben Ihr Formular gelöscht. Es ist nicht an den Dienst gegangen.',
  expiredTitle: 'Ihr Formular ist nicht mehr hier',
  expiredBody:
    'Wir behalten ein Formular {minutes} und löschen es dann. Hat der Dienst Ihnen noch nicht geantwortet? Dann gehen Sie bitte zurück und schicken Sie das Formular noch einmal ab.',
  elsewhereTitle: 'Ihr Formular ist sicher aufbewahrt',
  elsewhereBody:
    'Es liegt auf einem anderen unserer Server, den wir gerade nicht erreichen. Nichts ist verloren. Bitte versuchen Sie es in einer Minute noch einmal. Es wird nicht doppelt abgeschickt.',
  noCookieTitle: 'Ihr Browser speichert unser Cookie nicht',
  foreignTitle: 'Es wurde nichts abgeschickt',
  foreignBody:
    'Eine andere Website wollte in Ihrem Namen ein Formular abschicken. Das haben wir nicht getan. Möchten Sie ein Formular abschicken? Dann tun Sie das bitte auf der Seite des Dienstes.',
  movedTitle: 'Der Dienst möchte Ihr Formular an einer anderen Adresse',
  movedBody:
    'Wir schicken Ihr Formular nicht selbst dorthin. Bitte gehen Sie zurück und schicken Sie es noch einmal ab. Es geht dann ohne Prüfung durch.',
  onwardTitle: 'Ihr Formular ist beim Dienst angekommen',
  onwardBody: 'Der Dienst führt Sie zu einer anderen Seite.',
  passGrace: 'Es bleibt {grace} länger, für ein Formular, das noch offen ist.',
  formFromElsewhere:
    'Dieses Formular kam von einer anderen Website. Formulare von dort erreichen uns ohne unser Cookie, auch nach der Prüfung. Bitte gehen Sie zu dieser Website zurück oder rufen Sie uns an.',
  framedCheck:
    'Für diesen Teil der Seite ist zuerst eine kurze Prüfung nötig. Dafür ändert sich die ganze Seite: Speichern Sie vorher, was Sie eingegeben haben.',
  framedLink: 'Zur Prüfung',
  framedWholeLink: 'Dies im ganzen Fenster öffnen',
  fileHere:
    'Haben Sie eine Datei angefordert? Dann sollte sie jetzt da sein: Sehen Sie in Ihren Downloads nach. Eine Seite lädt vielleicht noch.',
  leaveButton: 'Zurück',
  keptPutAway: 'Seite normal öffnen',

  // While many people wait for their turn.
  roomTitle: 'Bitte warten Sie, bis Sie an der Reihe sind',
  roomBody:
    'Viele Menschen wollen diesen Dienst gerade nutzen. Deshalb lassen wir sie nacheinander hinein. Sie haben nichts falsch gemacht.',
  roomBefore: 'Menschen vor Ihnen: {n}',
  roomTime: 'Das dauert voraussichtlich {time}.',
  roomTimeUnknown: 'Wir können noch nicht sagen, wie lange es dauert.',
  roomPlace:
    'Unser Cookie hält Ihren Platz. Sie verlieren ihn nicht, wenn Sie auf den Knopf drücken. Sind Sie an der Reihe, haben Sie {time} Zeit.',
  roomAuto: 'Sie können diese Seite geöffnet lassen. Sie sagt Ihnen, wann Sie an der Reihe sind.',
  roomButton: 'Noch einmal nachsehen',
  roomTurn: 'Sie sind jetzt an der Reihe. Bitte drücken Sie innerhalb von {time} auf „Weiter“.',
  roomTurnForm:
    'Sie sind jetzt an der Reihe. Bitte drücken Sie innerhalb von {time} auf „Formular jetzt abschicken“.',
  roomTurnBack:
    'Sie sind jetzt an der Reihe. Bitte gehen Sie innerhalb von {time} zum Formular zurück und schicken Sie es noch einmal ab.',
  roomStateTurn: 'Sie sind an der Reihe',
  roomFull:
    'Gerade warten zu viele Menschen. Wir können Ihnen keinen Platz geben. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  roomNote:
    'Ihr Formular ist um {time} hier angekommen (Referenz {ref}). Es geht weiter, wenn Sie an der Reihe sind. Drücken Sie dafür auf den Knopf. Bitte schicken Sie es nicht noch einmal ab.',
  roomFormButton: 'Nachsehen und Formular abschicken',
  roomFormNotSent:
    'Ihr Formular ist noch nicht abgeschickt. Sind Sie an der Reihe, gehen Sie zum Formular zurück. Schicken Sie es dann noch einmal ab.',
  placePurpose:
    'Hält Ihren Platz, wenn viele Menschen warten müssen. Es enthält eine Zufallszahl und zwei Zeitpunkte. Dazu merken wir uns im Arbeitsspeicher ein Zeichen Ihres Netzes.',

  // A check that was done at another site.
  askButton: 'Ich habe diese Prüfung schon gemacht bei: {sites}',
  askCodeButton: 'Ich habe schon einen Code benutzt bei: {sites}',
  sharedTerm: 'Die Prüfung auf anderen Websites',
  sharedUse:
    'Eine Prüfung bei {sites} gilt auch hier. Ihr Browser geht dafür kurz dorthin und kommt zurück. Jene Website erfährt, dass Sie diese hier öffnen. Wir erfahren, wie und wann Sie die Prüfung gemacht haben.',
  handedUse:
    'Eine Prüfung hier gilt auch bei {sites}. Ihr Browser kommt dafür kurz von dort zu uns. Wir erfahren, dass Sie jene Website öffnen. Jene Website erfährt, wie und wann Sie die Prüfung gemacht haben.',
  askPurpose:
    'Erkennt Ihren Browser wieder, wenn er von einer anderen Website zurückkommt. Es enthält eine Zufallszahl.',
}
