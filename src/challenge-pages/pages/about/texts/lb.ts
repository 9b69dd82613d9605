import { type AboutTexts } from './keys.ts'

export const lb: AboutTexts = {
  aboutLink: 'Wat mir kontrolléieren, an Zuelen',
  aboutTitle: 'Wat mir kontrolléieren, a wat dobäi erauskënnt',
  aboutWhy:
    'Automatiséiert Programmer kënnen {service} iwwerlaaschten oder mat Spam blockéieren. Dofir gëtt et eng Kontroll. Si soll d’Leit duerchloossen an esou Programmer bremsen.',
  whatHeading: 'Wat mir kontrolléieren',
  asksAlways:
    'Verschidde Säite froe vun all Browser eng kuerz Kontroll, eemol fir eng méi laang Zäit.',
  asksSometimes:
    'Säite froen d’Kontroll, wann eng Ufro ausgesäit wéi déi vun engem automatiséierte Programm, oder wa ganz vill Ufroen aus engem Netz kommen.',
  asksNever: 'Am Moment gëtt hei vu kengem eng Kontroll gefrot.',
  limits:
    'Ufroen iwwer enger Limitt musse waarden, a verschiddener gi refuséiert. D’Säit seet dat all Kéier, a wien hëlleft.',
  silentDoor:
    'D’Kontroll ass eng kleng Berechnung, déi Äre Browser vum selwe mécht. Et ass kee Rätsel, an et si keng Biller fir unzeklicken.',
  slowDoor: 'Ouni JavaScript ginn e Knäppchen an eng Waardezäit duer ({wait}).',
  codeDoor: 'Wien dat zwee net kann, kritt e Code vun eisem Helpdesk.',
  readsNothing: 'D’Kontroll liest näischt vun Ärem Apparat a freet keng aner Firma.',
  figuresHeading: 'Wat an de leschten 30 Deeg dobäi erauskomm ass',
  figuresNone: 'Et gëtt nach keng Zuelen: Si kommen, wann den éischte ganzen Dag eriwwer ass.',
  figuresPeriod: 'Vum {from} bis den {to} (UTC). Gezielt hu mir op {days} vun dësen 30 Deeg.',
  figuresRounded:
    'D’Zuele sinn op Zénger gerënnt. Eng Zuel ënner zéng soe mir net, fir datt keen doduerch fonnt gëtt.',
  few: 'manner wéi 10',
  metTerm: 'Wéi dacks d’Kontroll gewise gouf',
  silentTerm: 'Gepackt duerch d’Berechnung',
  slowTerm: 'Gepackt duerch de Knäppchen an d’Waardezäit',
  humanTerm: 'Gepackt duerch e Code vun eisem Helpdesk',
  sharedTerm: 'Scho gepackt op enger anerer vun eise Websäiten',
  notPassedTerm: 'Net gepackt',
  notPassedNote:
    'Leit, déi opginn hunn, an automatiséiert Programmer: Mir kënne si net ënnerscheeden.',
  halfTerm: 'Wéi laang d’Berechnung gedauert huet',
  halfValue:
    'Bei der Hallschent héchstens {seconds}, iwwer all d’Websäiten hannert dëser Kontroll.',
  returnedTerm: 'Erëmkomm, Stonnen no der Kontroll',
  returnedNote:
    'Mat de Kontrollen, déi gepackt goufen, sinn dat d’Visitte vu Leit, vun deene mir wëssen. Wien ouni Kontroll duerchgelooss gouf, ass net dobäi.',
  agentsTerm: 'Ufroe vu Sichmaschinnen an aneren, déi bewisen hunn, wie si sinn',
  unprovenTerm: 'Ufroe vu Programmer ouni Kontroll',
  unprovenNote:
    'Si goufe refuséiert. Verschiddener komme vun opene Säite vu Leit, deenen hir Kontroll ofgelaf war.',
  limitedTerm: 'Ufroen, déi waarde mussten',
  deniedTerm: 'Ufroen, déi ganz refuséiert goufen',
  passedOnTerm: 'Ufroen, déi duerchgelooss goufen, all zesummen',
  passedOnNote: 'Eng eenzeg Säit besteet dacks aus Dosende vun Ufroen.',
  complaintsTerm: 'Reklamatiounen, déi eisen Helpdesk opgeschriwwen huet',
  weeksHeading: 'Woch fir Woch',
  weeksBody: 'D’Zomme vun all Woch däerf jiddereen fräi benotzen (CC0):',

  mineLink: 'Wat bei eis iwwer Iech steet',
  mineTitle: 'Wat bei eis iwwer Iech steet',
  mineBody: 'Äre Browser weist eise Cookie. Dat steet dran, an dat ziele mir mat senger Nummer.',
  mineNone:
    'Äre Browser weist kee Cookie vun eis, deen hei gëllt. Also gëtt et hei näischt ze weisen. Wat mat engem fréiere gezielt gouf, hält vum selwen op.',
  levelTerm: 'D’Kontroll',
  levelWaited: 'Gepackt duerch de Knäppchen an d’Waardezäit',
  levelWorked: 'Gepackt duerch d’Berechnung',
  levelVouched: 'Gepackt duerch e Code vun eisem Helpdesk',
  provedTerm: 'Wéini si gepackt gouf',
  untilTerm: 'Wéi laang de Cookie gëllt',
  untilValue: 'Bis {until}. Wann Dir virdrun erëmkommt, gëtt e verlängert, héchstens bis {last}.',
  sitesTerm: 'Wou e gëllt',
  viaTerm: 'Wou d’Kontroll gemaach gouf',
  requestsTerm: 'Är Ufroen',
  requestsValue:
    'Bis elo {used}, héchstens {max}. No {left} weidere kënnt d’Kontroll nach eng Kéier.',
  networksTerm: 'Netzer, an deenen e benotzt gouf',
  networksValue: '{n} an zéng Minutten. Wéi eng et waren, verhale mir net.',
  marksTerm: 'Äre Browser',
  marksValue: 'Zwee kuerz Zeechen: eent fir seng Zort, eent fir säi Betribssystem.',
  nameTerm: 'Wéi de Cookie bei eisem Helpdesk heescht',
  deleteHeading: 'Läschen',
  deleteBody:
    'Mir huelen de Cookie aus Ärem Browser a maachen en ongülteg fir jiddereen. Wéi vill Ufroen an Netzer mir domat gezielt hunn, setze mir op null. Wat soss domat gezielt gouf, hält vum selwen op, an e puer Stonnen. Bis {last} verhale mir nëmmen, datt en ongülteg ass. Déi nächst Kéier kënnt d’Kontroll erëm.',
  deleteButton: 'Elo läschen',
  deleted: 'E ass geläscht. Kee ka dëse Cookie hei nach benotzen.',
  deleteLater:
    'Dat geet am Moment net. Probéiert et wannechgelift méi spéit nach eng Kéier, oder läscht d’Cookië vun dëser Websäit an Ärem Browser.',
}
