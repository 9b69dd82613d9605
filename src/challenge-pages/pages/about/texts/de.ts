import { type AboutTexts } from './keys.ts'

export const de: AboutTexts = {
  aboutLink: 'Was wir prüfen, in Zahlen',
  aboutTitle: 'Was wir prüfen, und was daraus wird',
  aboutWhy:
    'Automatisierte Programme können {service} überlasten oder mit Spam blockieren. Deshalb gibt es eine Prüfung. Sie soll Menschen durchlassen und solche Programme bremsen.',
  whatHeading: 'Was wir prüfen',
  asksAlways:
    'Manche Seiten verlangen von jedem Browser eine kurze Prüfung, einmal für längere Zeit.',
  asksSometimes:
    'Seiten verlangen die Prüfung, wenn eine Anfrage wie die eines automatisierten Programms aussieht oder sehr viele Anfragen aus einem Netz kommen.',
  asksNever: 'Im Moment wird hier von niemandem eine Prüfung verlangt.',
  limits:
    'Anfragen über einer Grenze müssen warten, und manche werden abgelehnt. Die Seite sagt das jedes Mal, und wer hilft.',
  silentDoor:
    'Die Prüfung ist eine kleine Berechnung, die Ihr Browser von selbst durchführt. Es gibt kein Rätsel und keine Bilder zum Anklicken.',
  slowDoor: 'Ohne JavaScript genügen ein Knopf und eine Wartezeit von {wait}.',
  codeDoor: 'Wer beides nicht kann, bekommt einen Code von unserem Helpdesk.',
  readsNothing: 'Die Prüfung liest nichts von Ihrem Gerät und fragt keine andere Firma.',
  figuresHeading: 'Was in den letzten 30 Tagen daraus wurde',
  figuresNone: 'Es gibt noch keine Zahlen: Sie kommen, wenn der erste ganze Tag vorbei ist.',
  figuresPeriod: 'Vom {from} bis zum {to} (UTC). Gezählt haben wir an {days} dieser 30 Tage.',
  figuresRounded:
    'Die Zahlen sind auf Zehner gerundet. Eine Zahl unter zehn nennen wir nicht, damit niemand durch sie gefunden wird.',
  few: 'weniger als 10',
  metTerm: 'Wie oft die Prüfung gezeigt wurde',
  silentTerm: 'Bestanden durch die Berechnung',
  slowTerm: 'Bestanden durch den Knopf und die Wartezeit',
  humanTerm: 'Bestanden durch einen Code unseres Helpdesks',
  sharedTerm: 'Schon auf einer anderen unserer Websites bestanden',
  notPassedTerm: 'Nicht bestanden',
  notPassedNote:
    'Menschen, die aufgegeben haben, und automatisierte Programme: Wir können sie nicht unterscheiden.',
  halfTerm: 'Wie lange die Berechnung gedauert hat',
  halfValue: 'Bei der Hälfte höchstens {seconds}, über alle Websites hinter dieser Prüfung.',
  returnedTerm: 'Wiedergekommen, Stunden nach der Prüfung',
  returnedNote:
    'Mit den bestandenen Prüfungen sind das die Besuche von Menschen, von denen wir wissen. Wer ohne Prüfung durchgelassen wurde, ist nicht dabei.',
  agentsTerm: 'Anfragen von Suchmaschinen und anderen, die bewiesen haben, wer sie sind',
  unprovenTerm: 'Anfragen von Programmen ohne Prüfung',
  unprovenNote:
    'Sie wurden abgelehnt. Manche kommen von offenen Seiten von Menschen, deren Prüfung abgelaufen war.',
  limitedTerm: 'Anfragen, die warten mussten',
  deniedTerm: 'Anfragen, die ganz abgelehnt wurden',
  passedOnTerm: 'Anfragen, die durchgelassen wurden, alle zusammen',
  passedOnNote: 'Eine einzige Seite besteht oft aus Dutzenden Anfragen.',
  complaintsTerm: 'Beschwerden, die unser Helpdesk notiert hat',
  weeksHeading: 'Woche für Woche',
  weeksBody: 'Die Summen jeder Woche dürfen alle frei verwenden (CC0):',

  mineLink: 'Was bei uns über Sie steht',
  mineTitle: 'Was bei uns über Sie steht',
  mineBody:
    'Ihr Browser zeigt unser Cookie. Das steht darin, und das zählen wir mit seiner Nummer.',
  mineNone:
    'Ihr Browser zeigt kein Cookie von uns, das hier gültig ist. Also gibt es hier nichts zu zeigen. Was mit einem früheren gezählt wurde, endet von selbst.',
  levelTerm: 'Die Prüfung',
  levelWaited: 'Bestanden durch den Knopf und die Wartezeit',
  levelWorked: 'Bestanden durch die Berechnung',
  levelVouched: 'Bestanden durch einen Code unseres Helpdesks',
  provedTerm: 'Wann sie bestanden wurde',
  untilTerm: 'Wie lange das Cookie gültig ist',
  untilValue:
    'Bis {until}. Wenn Sie vorher wiederkommen, wird es verlängert, höchstens bis {last}.',
  sitesTerm: 'Wo es gültig ist',
  viaTerm: 'Wo die Prüfung gemacht wurde',
  requestsTerm: 'Ihre Anfragen',
  requestsValue: '{used} von {max}. Nach {left} weiteren kommt die Prüfung noch einmal.',
  networksTerm: 'Netze, in denen es benutzt wurde',
  networksValue: '{n} in zehn Minuten. Welche es waren, behalten wir nicht.',
  marksTerm: 'Ihr Browser',
  marksValue: 'Zwei kurze Zeichen: eines für seine Art, eines für sein Betriebssystem.',
  nameTerm: 'Wie das Cookie bei unserem Helpdesk heißt',
  deleteHeading: 'Löschen',
  deleteBody:
    'Wir nehmen das Cookie aus Ihrem Browser und machen es für alle ungültig. Wie viele Anfragen und Netze wir damit gezählt haben, setzen wir auf null. Was sonst damit gezählt wurde, endet von selbst in einigen Stunden. Bis {last} merken wir uns nur, dass es ungültig ist. Beim nächsten Mal kommt die Prüfung wieder.',
  deleteButton: 'Jetzt löschen',
  deleted: 'Es ist gelöscht. Niemand kann dieses Cookie hier mehr benutzen.',
  deleteLater:
    'Das geht im Moment nicht. Bitte versuchen Sie es später noch einmal, oder löschen Sie die Cookies dieser Website in Ihrem Browser.',
}
