import { type RobotsTexts } from './keys.ts'

export const de: RobotsTexts = {
  title: 'Für Programme und Roboter',
  body: 'Auch Programme dürfen diesen Dienst lesen. Diese Seite sagt, wo und wie schnell. Sie entsteht aus den Einstellungen, die gerade gelten.',
  bodyAlone:
    'Diese Seite ist für alle, die Programme betreiben, die diesen Dienst lesen. Sie sagt, wie ein Programm angibt, wer es ist.',
  fileLink: 'Dasselbe für Programme (JSON)',
  contactTerm: 'An wen Sie schreiben können',

  tiersHeading: 'Sagen Sie, wer Sie sind',
  tiers: {
    unknown: {
      term: 'Ohne Namen',
      use: 'Ihr Programm sagt nichts über sich. Es zählt wie alle anderen.',
    },
    contact: {
      term: 'Mit Kontakt',
      use: 'Im User-Agent Ihres Programms steht eine E-Mail-Adresse oder die Adresse einer Seite, zum Beispiel: {example}',
    },
    proven: {
      term: 'Nachgewiesen',
      use: 'Wir kennen die Netze oder die Rechnernamen, von denen Ihr Programm kommt. Schreiben Sie uns, damit wir sie kennen.',
    },
    signed: {
      term: 'Signiert',
      use: 'Ihr Programm signiert seine Anfragen (RFC 9421), und wir kennen seinen Schlüssel.',
    },
  },

  agentsHeading: 'Programme, die wir kennen',
  purposes: {
    search: 'Suchmaschinen',
    answer: 'Antworten für jemanden, der fragt',
    training: 'Training von Sprachmodellen',
    archive: 'Archive',
    preview: 'Vorschau von Links',
    monitoring: 'Überwachung der Erreichbarkeit',
    feed: 'Leser von Feeds',
    research: 'Forschung',
  },

  pathsHeading: 'Wo und wie schnell',
  pathsBody: 'Es gilt der erste Eintrag, der zu einem Pfad passt.',
  line: '{who}: {access}',
  everybody: 'Für alle',
  noLimit: 'ohne Grenze',
  needsCheck: 'nur nach einer Prüfung, die einen Browser braucht',
  closed: 'geschlossen',
  perSecond: '{count} Anfragen pro Sekunde',
  perMinute: '{count} Anfragen pro Minute',
  perHour: '{count} Anfragen pro Stunde',
  perDay: '{count} Anfragen pro Tag',
  underWay: '{count} gleichzeitig',
  by: {
    address: 'je Adresse',
    network: 'je Netz',
    agent: 'je Programm',
    all: 'für alle zusammen',
  },
  burst: '{count} auf einmal',
  beyond: {
    wait: 'darüber: warten (429)',
    check: 'darüber: eine Prüfung, die einen Browser braucht',
    refused: 'darüber: abgelehnt',
  },
  closedTo: 'Geschlossen für: {kinds}',
  kinds: {
    'ai-crawler': 'Programme, die für KI sammeln',
    bot: 'Programme, die sich Roboter nennen',
    tool: 'Werkzeuge und Bibliotheken',
    headless: 'Browser, die ein Programm steuert',
    empty: 'Programme ohne User-Agent',
  },
  freeFor: 'Nach Nachweis ohne Grenze: {kinds}',
  more: 'Pfade, die hier nicht stehen: {count}',

  dumpsHeading: 'Ganze Datensätze',
  dumpsBody: 'Wenn Sie viel brauchen, nehmen Sie bitte diese.',
  apisHeading: 'Schnittstellen für Programme',
}
