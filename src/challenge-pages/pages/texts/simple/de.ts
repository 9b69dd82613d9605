import { type SimpleTexts } from './keys.ts'

export const de: SimpleTexts = {
  checkTitle: 'Kurze Prüfung – Sie müssen nichts tun',
  checkTitleForButton: 'Kurze Prüfung – bitte drücken Sie auf den Knopf',
  checkTitleForForm: 'Kurze Prüfung – Ihr Formular ist noch nicht weg',
  progressStart: 'Wir prüfen kurz etwas. Das dauert nur wenige Sekunden.',
  progressSlow:
    'Wir prüfen noch. Alte Geräte brauchen bis zu einer Minute. Lassen Sie diese Seite bitte geöffnet.',
  done: 'Fertig. Jetzt geht es weiter.',
  doneStay: 'Wir sind fertig. Drücken Sie auf „Weiter“.',
  cameBack:
    'Wir sind fertig. Aber diese Seite ist wieder da. Drücken Sie auf „Weiter“. Hilft das nicht? Dann rufen Sie uns an.',
  failed: 'Das hat nicht funktioniert. Bitte drücken Sie auf den Knopf unten.',
  failedAlone:
    'Das hat nicht funktioniert. Bitte versuchen Sie es noch einmal. Oder rufen Sie uns an.',
  whyBots:
    'Automatisierte Programme schicken sehr viele Anfragen. Dann wird diese Website langsam. Davor schützen wir Sie.',
  whyCalculation: 'Darum rechnet Ihr Browser jetzt kurz etwas aus.',
  whyNoPuzzle: 'Es gibt kein Rätsel. Sie müssen nichts lösen.',

  noScriptHeading: 'In Ihrem Browser ist JavaScript ausgeschaltet',
  noScriptAlone:
    'Diese Seite braucht JavaScript. Bitte schalten Sie es ein. Oder rufen Sie uns an.',
  slowBody: 'Drücken Sie auf den Knopf. Dann warten Sie bitte bis zu einer halben Minute.',
  pressAgain:
    'Im Moment sind viele Menschen hier. Bitte warten Sie {n} Sekunden. Drücken Sie dann noch einmal auf den Knopf.',
  cookiesBlocked:
    'Ihr Browser speichert keine Cookies. Bitte erlauben Sie Cookies für diese Website. Oder rufen Sie uns an.',

  formNotSent:
    'Wir prüfen zuerst kurz etwas. Ihr Formular ist noch nicht bei uns. Danach gehen Sie zum Formular zurück. Dort schicken Sie es noch einmal ab.',
  formDone:
    'Ihr Formular ist noch nicht bei uns. Gehen Sie bitte zum Formular zurück. Schicken Sie es dort noch einmal ab.',
  formCheckEntries:
    'Lesen Sie vorher alles noch einmal. Vielleicht fehlt etwas. Vielleicht fehlen auch Ihre Dateien.',
  backHint: 'Drücken Sie auf den Zurück-Knopf, bis Sie das Formular sehen.',

  limitTitle: 'Es waren zu viele Anfragen',
  limitBody:
    'Viele Menschen benutzen dasselbe Netz wie Sie. Dann kann das passieren. Sie haben nichts falsch gemacht. Bitte warten Sie etwas.',
  deniedTitle: 'Hier geht es leider nicht weiter',
  deniedBody:
    'Wir dachten: Das war ein automatisiertes Programm. Vielleicht stimmt das nicht. Dann rufen Sie uns bitte an. Sagen Sie uns diese Zeichen:',

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
  tooLargeBody: 'Bitte gehen Sie zurück. Senden Sie weniger oder kleinere Dateien.',
  headersTooLargeTitle: 'Ihr Browser hat zu viel gesendet',
  headersTooLargeBody:
    'Bitte löschen Sie die Cookies dieser Website. Versuchen Sie es dann noch einmal.',

  helpCounter: 'Sie können auch zu uns kommen oder schreiben: {address}. Das ist genauso gut.',

  privacyBody:
    'Ihr Browser merkt sich: Die Prüfung ist gemacht. Das steht in einem Cookie. Ein Cookie ist eine kleine Notiz in Ihrem Browser. Wir nutzen es nur für die Sicherheit. Die Prüfung sendet nichts an andere Firmen.',
  processedHeading: 'Was wir wissen und wie lange',
  addressUse:
    'Wir zählen damit die Anfragen. So kann niemand diese Website überlasten. Wir behalten nur Zahlen, höchstens zwei Tage lang. Auch der Dienst bekommt Ihre IP-Adresse und unser Ergebnis.',
  browserUse:
    'Ihr Browser sagt uns seine Art, sein Betriebssystem und Ihre Sprachen. So finden wir automatisierte Programme. Wir schreiben nur ein kurzes Zeichen davon auf. Und wir schreiben auf, wie ungewöhnlich es war. Im Cookie stehen zwei kurze Zeichen davon. Es funktioniert nur in dieser Art von Browser.',
  calculationUse:
    'Ihr Browser sendet uns das Ergebnis. Wir sehen, auf welche von zwei Arten er gerechnet hat. Wir sehen auch, wie lange das gedauert hat. Wir behalten nur Summen von allen Menschen.',
  countsUse:
    'Mit dem Cookie zählen wir Ihre Anfragen, höchstens {renewed} lang. So lange merken wir uns auch, ob Sie eine Seite geöffnet haben. Wir zählen Berechnungen und Wartezeiten für weitere Formulare, einige Stunden lang. Wir zählen Ihre Netze, zehn Minuten lang. Wir zählen die Seiten, die Sie öffnen, höchstens eine Stunde lang. Wir zählen Formulare, die zu schnell oder ohne ihre Seite kommen. Diese Zahl behalten wir zehn Minuten lang. Wir zählen Seiten, die es nicht gibt, eine Minute lang. Ohne Cookie zählen wir nach Netz und Art des Browsers. Wir behalten nur Zahlen. Sie sagen nicht, welche Seiten oder Formulare es waren. Ist eine Zahl ungewöhnlich? Dann kommt die Prüfung noch einmal.',
  logUse:
    'Wir schreiben auf: die Zeit, die Seite und was wir getan haben. Wir schreiben auch Größe, Dauer und die Art des Browsers auf. Ihr Netz bekommt dabei einen erfundenen Namen, jeden Tag einen neuen. Ihre IP-Adresse steht nicht dabei. Was Sie in Formulare schreiben, steht auch nicht dabei. Wir brauchen das für die Sicherheit und um Fehler zu finden. Die letzten Entscheidungen merken wir uns, um sie zu erklären.',
  formUse:
    'Wir behalten das Formular verschlüsselt, höchstens {kept} lang. Was Ihr Browser mitsendet, behalten wir auch so. Die Antwort des Dienstes behalten wir auch so. Eine Hälfte des Schlüssels ist in Ihrem Browser. Die andere ist in der Seite. So lange können wir das Formular nicht lesen. Danach löschen wir es. Auf der Seite der Prüfung können Sie es früher löschen.',
  privacyRights:
    'Sie dürfen fragen, was wir über Sie wissen. Wir ändern oder löschen es für Sie. Sie dürfen auch verlangen, dass wir es eine Zeit nicht benutzen. Sie dürfen sich auch bei der Datenschutzbehörde beschweren.',
  objectRight: 'Haben Sie einen Grund dagegen? Dann dürfen Sie jederzeit widersprechen.',
  decisionBody:
    'Ein Programm entscheidet über die Prüfung und über Anfragen. Es kann sich irren. Dann rufen Sie uns bitte an. Wir helfen Ihnen.',
  voluntaryBody:
    'Sie müssen uns das nicht geben. Aber dann öffnen sich manche Seiten vielleicht nicht. Sie erreichen uns auch auf anderen Wegen.',
  passPurpose:
    'Zeigt, dass die Prüfung gemacht ist. Es enthält eine Zahl, den Zeitpunkt und zwei Zeichen.',
  keptPurpose: 'Enthält eine Hälfte des Schlüssels zu Ihrem Formular.',
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
    'Ihr Formular ist um {time} hier angekommen. Dann ist etwas abgebrochen. Vielleicht hat der Dienst es. Vielleicht auch nicht. Fragen Sie nach, bevor Sie es noch einmal abschicken. Die Nummer ist {ref}.',
  receiptBody:
    'Ihr Formular ist um {time} angekommen. Die Antwort haben wir nicht mehr. Die Nummer ist {ref}.',
  deletedBody: 'Wir haben Ihr Formular gelöscht. Wir haben es nicht weitergegeben.',
  expiredBody:
    'Wir behalten ein Formular {minutes}. Dann löschen wir es. Haben Sie keine Antwort bekommen? Dann gehen Sie zurück. Schicken Sie das Formular noch einmal ab.',
  elsewhereBody:
    'Ihr Formular ist nicht verloren. Es ist auf einem anderen Computer von uns. Wir können ihn gerade nicht erreichen. Warten Sie eine Minute. Drücken Sie dann auf den Knopf. Das Formular geht nicht zweimal weg.',
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
