import { type RobotsTexts } from './keys.ts'

export const lb: RobotsTexts = {
  title: 'Fir Programmer a Roboter',
  body: 'Och Programmer däerfen dëse Service liesen. Dës Säit seet, wou a wéi séier. Si entsteet aus den Astellungen, déi grad gëllen.',
  bodyAlone:
    'Dës Säit ass fir all déi, déi Programmer bedreiwen, déi dëse Service liesen. Si seet, wéi e Programm ugëtt, wien en ass.',
  fileLink: 'Datselwecht fir Programmer (JSON)',
  contactTerm: 'U wien Dir schreiwe kënnt',

  tiersHeading: 'Sot, wien Dir sidd',
  tiers: {
    unknown: {
      term: 'Ouni Numm',
      use: 'Äre Programm seet näischt iwwer sech. En zielt wéi all déi aner.',
    },
    contact: {
      term: 'Mat Kontakt',
      use: 'Am User-Agent vun Ärem Programm steet eng E-Mail-Adress oder d’Adress vun enger Säit, zum Beispill: {example}',
    },
    proven: {
      term: 'Nogewisen',
      use: 'Mir kennen d’Netzer oder d’Nimm vun de Rechner, vun deenen Äre Programm kënnt. Schreift eis, fir datt mir se kennen.',
    },
    signed: {
      term: 'Signéiert',
      use: 'Äre Programm signéiert seng Ufroen (RFC 9421), a mir kennen säi Schlëssel.',
    },
  },

  agentsHeading: 'Programmer, déi mir kennen',
  purposes: {
    search: 'Sichmaschinnen',
    answer: 'Äntwerte fir een, dee freet',
    training: 'Training vu Sproochmodeller',
    archive: 'Archiven',
    preview: 'Virschau vu Linken',
    monitoring: 'Iwwerwaachung vun der Erreechbarkeet',
    feed: 'Lieser vu Feeden',
    research: 'Fuerschung',
  },

  pathsHeading: 'Wou a wéi séier',
  pathsBody: 'Et gëllt déi éischt Zeil, déi bei e Wee passt.',
  line: '{who}: {access}',
  everybody: 'Fir jiddereen',
  noLimit: 'ouni Limitt',
  needsCheck: 'nëmmen no enger Kontroll, déi e Browser brauch',
  closed: 'zou',
  perSecond: '{count} Ufroen an der Sekonn',
  perMinute: '{count} Ufroen an der Minutt',
  perHour: '{count} Ufroen an der Stonn',
  perDay: '{count} Ufroen am Dag',
  underWay: '{count} zur selwechter Zäit',
  by: {
    address: 'pro Adress',
    network: 'pro Netz',
    agent: 'pro Programm',
    all: 'fir all zesummen',
  },
  burst: '{count} op eemol',
  beyond: {
    wait: 'doriwwer: waarden (429)',
    check: 'doriwwer: eng Kontroll, déi e Browser brauch',
    refused: 'doriwwer: refuséiert',
  },
  closedTo: 'Zou fir: {kinds}',
  kinds: {
    'ai-crawler': 'Programmer, déi fir KI sammelen',
    bot: 'Programmer, déi sech Roboter nennen',
    tool: 'Geschir a Bibliothéiken',
    headless: 'Browseren, déi e Programm steiert',
    empty: 'Programmer ouni User-Agent',
  },
  freeFor: 'Ouni Limitt, wann et nogewisen ass: {kinds}',
  more: 'Weeër, déi net hei stinn: {count}',

  dumpsHeading: 'Ganz Datesätz',
  dumpsBody: 'Wann Dir vill braucht, huelt léiwer dës.',
  apisHeading: 'Interfacë fir Programmer',
}
