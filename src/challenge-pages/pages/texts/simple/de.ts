import { type SimpleTexts } from './keys.ts'

export const de: SimpleTexts = {
  checkTitle: 'Kurze Prüfung – Sie müssen nichts tun',
  checkTitleForButton: 'Kurze Prüfung – bitte drücken Sie auf den Knopf',
  checkTitleForForm: 'Kurze Prüfung – Ihr Formular ist noch nicht weg',
  progressStart: 'Wir prüfen kurz etwas. Das dauert nur wenige Sekunden.',
  progressSlow:
    'Wir prüfen noch. Alte Geräte brauchen bis zu einer Minute. Lassen Sie die Seite bitte offen.',
  done: 'Fertig. Jetzt geht es weiter.',
  doneStay: 'Wir sind fertig. Drücken Sie auf „Weiter“.',
  cameBack:
    'Wir sind fertig. Aber diese Seite ist wieder da. Drücken Sie auf „Weiter“. Hilft das nicht? Dann rufen Sie uns an.',
  failed: 'Das hat nicht geklappt. Bitte drücken Sie auf den Knopf unten.',
  failedAlone: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal. Oder rufen Sie uns an.',
  whyBots:
    'Manche Computer-Programme schicken sehr viele Anfragen. Dann wird diese Seite langsam. Davor schützen wir Sie.',
  whyCalculation: 'Darum rechnet Ihr Gerät jetzt kurz etwas aus.',
  whyNoPuzzle: 'Es gibt kein Rätsel. Sie müssen nichts lösen.',

  noScriptHeading: 'In Ihrem Browser ist JavaScript aus',
  noScriptAlone:
    'Diese Seite braucht JavaScript. Bitte schalten Sie es ein. Oder rufen Sie uns an.',
  slowBody: 'Drücken Sie auf den Knopf. Dann warten Sie bitte bis zu einer halben Minute.',
  slowButton: 'Weiter ohne JavaScript',
  pressAgain:
    'Im Moment sind viele Menschen hier. Bitte warten Sie {n} Sekunden. Drücken Sie dann noch einmal auf den Knopf.',
  cookiesBlocked:
    'Ihr Browser erlaubt keine Cookies. Bitte erlauben Sie Cookies für diese Seite. Oder rufen Sie uns an.',

  formNotSent:
    'Wir prüfen zuerst kurz etwas. Ihr Formular ist noch nicht bei uns. Danach gehen Sie zum Formular zurück. Dort schicken Sie es noch einmal ab.',
  formDone:
    'Ihr Formular ist noch nicht bei uns. Gehen Sie bitte zum Formular zurück. Schicken Sie es dort noch einmal ab.',
  formCheckEntries:
    'Lesen Sie vorher alles noch einmal. Vielleicht fehlt etwas. Vielleicht fehlen auch Ihre Dateien.',
  backHint: 'Drücken Sie die Zurück-Taste, bis Sie das Formular sehen.',

  limitTitle: 'Das waren zu viele Anfragen',
  limitBody:
    'Viele Menschen benutzen dasselbe Netz wie Sie. Dann kann das passieren. Sie haben nichts falsch gemacht. Bitte warten Sie etwas.',
  deniedTitle: 'Hier geht es leider nicht weiter',
  deniedBody:
    'Wir dachten: Das war ein Computer-Programm. Vielleicht stimmt das nicht. Dann rufen Sie uns bitte an. Sagen Sie uns diese Zeichen:',

  codeBody:
    'Rufen Sie uns an. Dann bekommen Sie einen Code. Er hat zehn Ziffern. Er gilt nur einmal, 30 Minuten lang.',
  codeMistyped:
    'Das stimmt noch nicht. Ein Code hat zehn Ziffern. Bitte schauen Sie noch einmal nach.',
  codeRefused:
    'Dieser Code gilt nicht oder nicht mehr. Bitte schauen Sie noch einmal nach. Oder rufen Sie uns an.',
  codeLocked:
    'Es gab zu viele falsche Codes. Bitte warten Sie {n} Sekunden. Versuchen Sie es dann noch einmal.',

  oursTitle: 'Bei uns ist ein Fehler passiert',
  oursBody:
    'Sie haben nichts falsch gemacht. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  unreadableTitle: 'Wir haben diese Anfrage nicht verstanden',
  unreadableBody: 'Ist die Adresse richtig? Bitte versuchen Sie es noch einmal.',
  missingBody: 'Ist die Adresse richtig? Oder gehen Sie bitte eine Seite zurück.',
  tooLargeTitle: 'Das war zu viel auf einmal',
  tooLargeBody: 'Bitte gehen Sie zurück. Schicken Sie weniger oder kleinere Dateien.',
  headersTooLargeTitle: 'Ihr Browser hat zu viel geschickt',
  headersTooLargeBody:
    'Bitte löschen Sie die Cookies dieser Seite. Versuchen Sie es dann noch einmal.',

  helpCounter: 'Sie können auch zu uns kommen oder schreiben: {address}. Das ist genauso gut.',

  privacyBody:
    'Ihr Browser merkt sich: Die Prüfung ist gemacht. Das steht in einem Cookie. Ein Cookie ist eine kleine Notiz in Ihrem Browser. Wir sammeln nichts über Sie. Wir geben nichts weiter.',
  processedHeading: 'Was wir wissen und wie lange',
  addressUse: 'Wir zählen damit die Anfragen. Nach höchstens zwei Tagen ist das vergessen.',
  calculationUse:
    'Ihr Browser schickt uns das Ergebnis. Und er sagt, welche Art Browser er ist. Über Ihr Gerät erfahren wir nichts.',
  logUse:
    'Wir schreiben auf: die Zeit, die Seite und was wir getan haben. Ihr Netz bekommt dabei einen erfundenen Namen. So bleibt alles sicher. Fragen Sie uns, wie lange wir das behalten.',
  privacyRights:
    'Sie dürfen fragen, was wir über Sie wissen. Wir ändern oder löschen es für Sie. Sie dürfen sich auch beim Amt für Datenschutz beschweren.',
  passLifetime: 'Gültig: {lifetime}. Danach höchstens {renewed}, ohne neue Prüfung.',
  languagePurpose: 'Merkt sich Ihre Sprache. Nur, wenn Sie eine Sprache wählen.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Kurze Prüfung – Ihr Formular ist hier',
  keptNote:
    'Ihr Formular ist seit {time} hier. Die Nummer ist {ref}. Nach der Prüfung geht es weiter. Schicken Sie es nicht noch einmal ab.',
  keptUntil:
    'Wir behalten es höchstens {minutes}. Ohne Sie kann es niemand lesen. Dann löschen wir es.',
  keptWait: 'Kurz warten und Formular abschicken',
  keptUnmatched:
    'Ihr Browser behält unser Cookie nicht. Wir wissen nicht, dass dieses Formular von Ihnen ist. Wir haben nichts abgeschickt. Bitte rufen Sie uns an.',
  formLarge:
    'Ihr Formular ist zu groß für uns: mehr als {n} MB. Wir prüfen zuerst kurz etwas. Dann schicken Sie das Formular noch einmal ab.',
  formFull:
    'Wir haben gerade keinen Platz für Ihr Formular. Wir prüfen zuerst kurz etwas. Dann schicken Sie das Formular noch einmal ab.',
  formAgainAsked:
    'Wir sind fertig. Ihr Formular ist noch nicht weg. Drücken Sie auf den Knopf. Fragt Ihr Browser etwas? Dann sagen Sie Ja.',
  formReload:
    'Wir sind fertig. Ihr Formular ist noch nicht weg. Laden Sie diese Seite neu. Fragt Ihr Browser etwas? Dann sagen Sie Ja.',
  sendBody:
    'Wir geben Ihr Formular weiter. Dann sehen Sie hier die Antwort. Ist es eine Datei? Dann sehen Sie bei Ihren Downloads nach.',
  alreadyBody: 'Sie haben das gleiche Formular um {time} abgeschickt. Es ist einmal angekommen.',
  recoverBody:
    'Ihr Formular ist seit {time} hier. Wir haben es noch nicht weitergegeben. Gehen Sie zum Formular zurück. Schicken Sie es noch einmal ab.',
  pendingBody:
    'Ihr Formular ist seit {time} hier. Wir geben es jetzt weiter. Schicken Sie es nicht noch einmal ab. Warten Sie kurz. Dann laden Sie diese Seite neu.',
  unknownTitle: 'Wir wissen nicht: Ist Ihr Formular angekommen?',
  unknownBody:
    'Um {time} ist etwas abgebrochen. Vielleicht ist Ihr Formular angekommen. Vielleicht auch nicht. Fragen Sie nach, bevor Sie es noch einmal abschicken. Die Nummer ist {ref}.',
  receiptBody:
    'Ihr Formular ist um {time} angekommen. Die Antwort haben wir nicht mehr. Die Nummer ist {ref}.',
  deletedBody: 'Wir haben Ihr Formular gelöscht. Wir haben es nicht weitergegeben.',
  expiredBody:
    'Wir behalten ein Formular {minutes}. Dann löschen wir es. Haben Sie keine Antwort bekommen? Dann gehen Sie zurück. Schicken Sie das Formular noch einmal ab.',
  foreignBody:
    'Eine andere Website wollte für Sie ein Formular abschicken. Wir haben das nicht getan. Sie haben nichts falsch gemacht.',
  movedTitle: 'Ihr Formular muss woanders hin',
  movedBody:
    'Wir schicken es nicht dorthin. Gehen Sie zum Formular zurück. Schicken Sie es noch einmal ab. Dann gibt es keine Prüfung.',
  passGrace: 'Danach bleibt es noch {grace}. So können Sie ein offenes Formular noch senden.',
  formFromElsewhere:
    'Dieses Formular kam von einer anderen Website. Von dort kommt es ohne unser Cookie. Bitte gehen Sie dorthin zurück. Oder rufen Sie uns an.',
  framedCheck:
    'Zuerst kommt eine kurze Prüfung. Danach sehen Sie diesen Teil der Seite. Haben Sie hier etwas geschrieben? Dann speichern Sie es vorher.',
  framedWholeLink: 'Das hier groß öffnen',
  fileHere:
    'Wollten Sie eine Datei? Dann sehen Sie in Ihren Downloads nach. Wollten Sie eine Seite? Dann warten Sie bitte noch etwas.',
}
