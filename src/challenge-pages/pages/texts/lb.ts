import { type Texts } from './keys.ts'

export const lb: Texts = {
  ownName: 'Lëtzebuergesch',
  direction: 'ltr',
  languageLabel: 'Sprooch',
  simpleButton: 'An einfache Wierder',
  usualButton: 'Normal Sprooch',

  checkTitle: 'Kuerz Sécherheetskontroll – Dir musst näischt maachen',
  checkTitleForButton: 'Kuerz Sécherheetskontroll – dréckt wannechgelift op de Knäppchen',
  checkTitleForForm: 'Kuerz Sécherheetskontroll – Äre Formulaire ass nach net ofgeschéckt',
  stateRunning: 'D’Kontroll leeft',
  stateDone: 'D’Kontroll ass fäerdeg',
  stateStopped: 'D’Kontroll huet net funktionéiert',
  progressLabel: 'Fortschrëtt vun der Kontroll',
  progressStart: 'D’Kontroll leeft. Dat dauert normalerweis just e puer Sekonnen.',
  progressSlow:
    'D’Kontroll leeft nach. Op engem méi alen Apparat kann dat bis zu enger Minutt daueren. Loosst dës Säit wannechgelift op.',
  offline:
    'Am Moment gëtt et keng Internetverbindung. D’Kontroll geet vum selwe weider, soubal d’Verbindung erëm do ass.',
  done: 'Fäerdeg. Dir gitt elo virugeleet.',
  doneStay: 'D’Kontroll ass fäerdeg. Dréckt op „Weider“, wann Dir sou wäit sidd.',
  cameBack:
    'D’Kontroll ass fäerdeg, mee dës Säit ass nach eng Kéier komm. Dréckt wannechgelift op „Weider“. Wann dat net hëlleft, mellt Iech bei eis.',
  failed:
    'Déi automatesch Kontroll huet net funktionéiert. Dréckt wannechgelift op de Knäppchen hei drënner.',
  failedAlone:
    'Déi automatesch Kontroll huet net funktionéiert. Probéiert et wannechgelift nach eng Kéier oder mellt Iech bei eis.',
  continueButton: 'Weider',
  stayButton: 'Net automatesch virufueren',
  whyHeading: 'Firwat gesinn ech dës Säit?',
  whyBots:
    'Automatiséiert Programmer („Botten“) kënnen dëse Service iwwerlaaschten oder mat Spam blockéieren.',
  whyCalculation: 'Dofir mécht Äre Browser elo eng kleng Berechnung.',
  whyNoPuzzle: 'Et ass kee Rätsel, an Dir musst keng Biller uklicken.',
  storedHeading: 'Wat gëtt vu mir gespäichert?',

  noScriptHeading: 'Äre Browser benotzt kee JavaScript',
  noScriptReassurance: 'Dat ass kee Problem.',
  noScriptAlone: 'Dës Säit brauch JavaScript. Schalt et wannechgelift un oder mellt Iech bei eis.',
  slowBody:
    'Dréckt op de Knäppchen hei drënner. Déi nächst Säit ka bis zu enger hallwer Minutt brauchen, bis se opgeet.',
  slowButton: 'Weider mat enger kuerzer Waardezäit',
  pressAgain:
    'Am Moment wëlle vill Leit virufueren. Waart wannechgelift {n} Sekonnen an dréckt dann nach eng Kéier op de Knäppchen.',
  orderNote:
    'Fir dëse Schrëtt ass eng eege Berechnung oder eng Waardezäit néideg. Wat méi vun engem Apparat oder Netz an enger Stonn geschéckt gëtt, wat se méi laang dauert. Dir hutt näischt falsch gemaach.',
  orderTooLong:
    'Op dësem Apparat géif d’Berechnung ongeféier {n} Sekonnen daueren. Se gouf ugehalen. Wielt wannechgelift ee vun de Weeër hei drënner.',
  orderPressAgain:
    'Waart wannechgelift {n} Sekonnen an dréckt dann nach eng Kéier op de Knäppchen.',
  cookiesBlocked:
    'Äre Browser späichert keng Cookien. Fir weiderzekommen, erlaabt wannechgelift d’Cookië fir dës Websäit oder benotzt ee vun de Weeër hei drënner.',

  addressLong:
    'D’Adress, déi Dir opgemaach hutt, ass ganz laang. Maacht se wannechgelift no der Kontroll nach eng Kéier op.',
  formNotSent:
    'Mir musse fir d’éischt eng kuerz Kontroll maachen. Äre Formulaire ass nach net ofgeschéckt. No der Kontroll kënnt Dir op de Formulaire zréckgoen an en nach eng Kéier ofschécken.',
  formDone:
    'Äre Formulaire ass nach net ofgeschéckt. Gitt wannechgelift op de Formulaire zréck a schéckt en nach eng Kéier of.',
  formCheckEntries:
    'Kuckt Är Angaben no, ier Dir de Formulaire ofschéckt. Net all Browser behält se. Ugehaange Fichiere musst Dir vläicht nach eng Kéier eroplueden.',
  backButton: 'Zréck op de Formulaire',
  backHint:
    'Dréckt sou oft op den Zréck-Knäppche vun Ärem Browser, bis Dir de Formulaire erëm gesitt.',

  limitTitle: 'Ze vill Ufroen an ze kuerzer Zäit',
  limitBody:
    'Dat ka virkommen, wa vill Leit dee selwechten Internetzougang benotzen, zum Beispill an enger Firma oder um Handy. Dir hutt näischt falsch gemaach. Waart wannechgelift e bëssen a probéiert et dann nach eng Kéier.',
  limitWait: 'Waardezäit: {n} Sekonnen',
  limitOver: 'Dir kënnt et elo nach eng Kéier probéieren.',
  retryButton: 'Nach eng Kéier probéieren',
  deniedTitle: 'Mir konnten dës Ufro net duerchloossen',
  deniedBody:
    'Eise System huet dës Ufro fir d’Aktioun vun engem automatiséierte Programm gehalen. Et ka sinn, datt mir eis ieren. Da mellt Iech wannechgelift bei eis a sot eis dës Referenz:',
  referenceLabel: 'Referenz: {ref}',

  codeLink: 'Ech hunn e Code vum Helpdesk',
  codeTitle: 'Mat engem Code virufueren',
  codeBody: 'De Helpdesk kann Iech e Code mat zéng Ziffere ginn. E gëllt eemol, 30 Minutte laang.',
  codeLabel: 'Code vum Helpdesk',
  codeHint: 'Zéng Zifferen. Espacen a Bindestrécher maachen näischt aus.',
  codeButton: 'Code benotzen',
  codeStopped: 'De Code huet net funktionéiert',
  codeMistyped: 'Dat sinn net déi zéng Ziffere vun engem Code. Kuckt d’Ziffere wannechgelift no.',
  codeRefused:
    'Dëse Code ass net gülteg oder ofgelaf. Kuckt en no a probéiert et nach eng Kéier, oder rufft eis un.',
  codeLocked:
    'Et gouf ze dacks e falsche Code aginn. Waart wannechgelift {n} Sekonnen a probéiert et dann nach eng Kéier, oder rufft eis un.',
  codeUnreachable:
    'Mir kënnen de Code grad net kontrolléieren. Probéiert et wannechgelift an enger Minutt nach eng Kéier.',

  oursTitle: 'Et ass e Feeler geschitt. Dat läit un eis, net un Iech.',
  oursBody:
    'De Service äntwert am Moment net. Probéiert et wannechgelift an e puer Minutten nach eng Kéier.',
  unreadableTitle: 'Mir konnten dës Ufro net verstoen',
  unreadableBody: 'Kuckt wannechgelift d’Adress no a probéiert et nach eng Kéier.',
  missingTitle: 'Dës Säit gëtt et net',
  missingBody: 'Kuckt wannechgelift d’Adress no oder gitt op déi lescht Säit zréck.',
  tooLargeTitle: 'Dat, wat Dir schéckt, ass ze grouss',
  tooLargeBody: 'Gitt wannechgelift zréck a schéckt manner oder méi kleng Fichieren.',
  headersTooLargeTitle: 'Äre Browser huet ze vill Donnéeën op eemol geschéckt',
  headersTooLargeBody:
    'Dacks hëlleft et, d’Cookië vun dëser Websäit am Browser ze läschen. Probéiert et dann nach eng Kéier.',

  helpHeading: 'Et funktionéiert net? Mir hëllefen Iech',
  helpPhone: 'Rufft eis un: {phone} ({hours}).',
  helpPhoneForCode: 'Rufft eis un: {phone} ({hours}). Mir ginn Iech e Code.',
  helpEmail: 'Schreift eis eng E-Mail: {email}',
  helpCounter:
    'Dir kënnt Är Demande och um Guichet oder per Post maachen: {address}. Dir hutt doduerch keen Nodeel.',
  closedPhone: 'Um Telefon si mir {when} erëm do: {phone} ({hours}).',
  closedPhoneForCode: 'Um Telefon si mir {when} erëm do: {phone} ({hours}). Da gi mir Iech e Code.',
  closedEmail: 'Eng E-Mail kënnt Dir eis elo schreiwen: {email}',
  opensToday: 'haut um {time} Auer',
  opensSunday: 'e Sonndeg um {time} Auer',
  opensMonday: 'e Méindeg um {time} Auer',
  opensTuesday: 'en Dënschdeg um {time} Auer',
  opensWednesday: 'e Mëttwoch um {time} Auer',
  opensThursday: 'en Donneschdeg um {time} Auer',
  opensFriday: 'e Freideg um {time} Auer',
  opensSaturday: 'e Samschdeg um {time} Auer',

  privacyLink: 'Dateschutz',
  privacyTitle: 'Dateschutz a Cookien',
  privacyBody:
    'Mir setzen een technesche Cookie, fir datt Dir dës Kontroll net bei all Säit maache musst. En déngt der Sécherheet vun dësem Service a soss näischt. D’Kontroll lued näischt vun anere Firmen a schéckt hinnen näischt.',
  responsibleHeading: 'Wien ass responsabel?',
  controllerTerm: 'Responsabel fir Är Donnéeën',
  dpoTerm: 'Dateschutzbeoptraagten',
  authorityTerm: 'Dateschutzautoritéit',
  processedHeading: 'Wat mir verschaffen, firwat a wéi laang',
  addressTerm: 'Är IP-Adress',
  addressUse:
    'Mir zielen d’Ufroen, déi vun där Adress a vun hirem Netz kommen, fir datt keen de Service iwwerlaascht. Mir halen nëmmen Zuelen, am Aarbechtsspäicher an héchstens zwee Deeg laang. Och de Service selwer kritt Är IP-Adress an d’Resultat vun eiser Kontroll.',
  browserTerm: 'Wat Äre Browser eis seet',
  browserUse:
    'Bei all Ufro seet Äre Browser seng Zort, säi Betribssystem an Är Sproochen. Mir benotzen dat, fir an Ärer Sprooch ze äntweren a fir automatiséiert Programmer ze fannen. Dat bleift am Aarbechtsspäicher; eise Protokoll hëlt nëmmen een Zeeche vun der Zort Programm a Punkte fir dat op, wat ongewéinlech ass. Eise Cookie huet zwee kuerz Zeechen dovun: eent fir d’Zort vum Browser, eent fir de Betribssystem. Sou funktionéiert en a kenger anerer Zort Browser.',
  calculationTerm: 'D’Berechnung',
  calculationUse:
    'Äre Browser schéckt eis d’Resultat. Mir gesinn doran, op wéi eng vun zwou Aarten Äre Browser gerechent huet, a wéi laang dat gedauert huet. Mir kontrolléieren d’Resultat direkt an halen et net; vum Rescht hale mir nëmmen Zomme vun alle Visiteuren.',
  countsTerm: 'Wat mir zielen',
  countsUse:
    'Mat eisem Cookie ziele mir Är Ufroen a verhale mir, ob domat eng Säit opgemaach gouf, héchstens {renewed} laang. Mir zielen, op wéi villen Netzer de Cookie benotzt gëtt, zéng Minutte laang, an d’Berechnungen a Waardezäite fir weider Formulairen, e puer Stonne laang, och fir Äert Netz. Mir zielen och d’Säiten, déi opgemaach goufen, héchstens eng Stonn laang, Formulairen, déi ganz séier oder ouni hir Säit ofgeschéckt goufen, zéng Minutte laang, a Säiten, déi et net gëtt, eng Minutt laang. Ouni de Cookie ziele mir dat fir Äert Netz an Är Zort Browser zesummen. Dat sinn Zuelen am Aarbechtsspäicher: Si soen net, wéi eng Säiten oder Formulairen dat waren. Ass eng Zuel ongewéinlech, kënnt d’Kontroll nach eng Kéier.',
  logTerm: 'Eise Protokoll',
  logUse:
    'En hëlt Zäitpunkt, Säit, Gréisst, Dauer, d’Zort vum Browser, eis Entscheedung mat hirem Grond an e Pseudonym vun Ärem Netz op, deen all Dag ännert, fir d’Sécherheet a fir Feeler ze fannen. Är IP-Adress, a wat Dir a Formulaire schreift, steet net dran. Déi lescht Entscheedunge sinn och am Aarbechtsspäicher, fir datt mir se erkläre kënnen.',
  logKept: 'Mir halen de Protokoll {retention} laang.',
  logKeptUntold: 'Frot eis, wéi laang mir de Protokoll halen.',
  formTerm: 'E Formulaire, deen d’Kontroll opgehalen huet',
  formUse:
    'Mir halen e verschlësselt, zesumme mat deem, wat Äre Browser matgeschéckt huet (zum Beispill Cookien an Är IP-Adress), a mat der Äntwert vum Service, héchstens {kept} laang. Eng Hallschent vum Schlëssel ass an engem Cookie an Ärem Browser. Déi aner ass an der Säit vun der Kontroll an, bis Dir den Tab zoumaacht, am Späicher vum Tab. Soulaang mir en halen, kënne mir en net liesen. Duerno läsche mir en. D’Säit vun der Kontroll huet e Knäppchen, deen en éischter läscht.',
  basisTerm: 'Gesetzlech Grondlag',
  basisPublicTask: 'Eng Aufgab am ëffentlechen Interêt (RGPD, Artikel 6, Paragraph 1, Punkt e)',
  basisLegalObligation:
    'Eng Flicht, déi d’Gesetz virschreift (RGPD, Artikel 6, Paragraph 1, Punkt c)',
  basisLegitimateInterests:
    'Eisen Interêt un engem Service, dee sécher an erreechbar ass (RGPD, Artikel 6, Paragraph 1, Punkt f)',
  rightsHeading: 'Är Rechter',
  privacyRights:
    'Dir kënnt eis froen, wat mir iwwer Iech wëssen, a verlaangen, datt mir et korrigéieren, läschen oder nëmmen ageschränkt benotzen. Dir kënnt Iech och bei der Dateschutzautoritéit beschwéieren.',
  objectRight:
    'Dir kënnt zu all Moment Widdersproch dogéint aleeën, aus Grënn, déi mat Ärer Situatioun ze dinn hunn.',
  decisionBody:
    'E Programm entscheet, ob d’Kontroll kënnt oder ob eng Ufro refuséiert gëtt. Wann Dir mengt, datt dat falsch ass, mellt Iech bei eis: Mir hëllefen Iech.',
  voluntaryBody:
    'Dir musst eis dës Donnéeën net ginn. Ouni si kënnt Dir vläicht net all Säit opmaachen, mee Dir kënnt eis och op anere Weeër erreechen, kuckt hei drënner.',
  accessibilityLink: 'Barrièrefräiheet',
  cookiesHeading: 'Eis Cookien',
  passPurpose:
    'Weist, datt d’Kontroll gemaach ass. Dra stinn eng zoufälleg Zuel, d’Aart an den Zäitpunkt vun der Kontroll an déi zwee Zeechen.',
  passLifetime: 'Gëllt {lifetime}. No enger Kontroll gëtt en héchstens {renewed} laang verlängert.',
  keptPurpose:
    'Huet eng Hallschent vum Schlëssel zu engem Formulaire, dee mir halen. All Formulaire huet säin eegene Cookie.',
  languagePurpose:
    'Späichert d’Sprooch, déi Dir gewielt hutt. E gëtt nëmme gesat, wann Dir eng Sprooch wielt.',
  cookieLifetime: 'Gëllt {lifetime}.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Kuerz Sécherheetskontroll – Äre Formulaire ass hei ukomm',
  keptNote:
    'Äre Formulaire ass um {time} hei ukomm (Referenz {ref}). E geet weider un de Service, soubal dës Kontroll fäerdeg ass. Schéckt e wannechgelift net nach eng Kéier of.',
  keptUntil: 'Mir behalen e verschlësselt, héchstens {minutes}. Duerno gëtt e geläscht.',
  keptWait: 'Formulaire no enger kuerzer Waardezäit ofschécken',
  keptSend: 'Formulaire elo ofschécken',
  keptDelete: 'Mäi Formulaire läschen',
  keptAnswer: 'D’Äntwert gesinn',
  keptSending: 'Fäerdeg. Äre Formulaire gëtt elo ofgeschéckt.',
  keptReady:
    'D’Kontroll ass fäerdeg. Dréckt op „Formulaire elo ofschécken“, wann Dir sou wäit sidd.',
  keptUnmatched:
    'Äre Browser späichert eise Cookie net. Dofir wësse mir net, datt dëse Formulaire vun Iech ass. Näischt gouf ofgeschéckt. Benotzt wannechgelift ee vun de Weeër hei drënner.',
  formLarge:
    'Äre Formulaire ass méi grouss wéi dat, wat mir behale kënnen ({n} MB). Fir d’éischt kënnt d’Kontroll. Schéckt de Formulaire duerno wannechgelift nach eng Kéier of.',
  formFull:
    'Mir hunn am Moment keng Plaz, fir Äre Formulaire ze behalen. Fir d’éischt kënnt d’Kontroll. Schéckt de Formulaire duerno wannechgelift nach eng Kéier of.',
  formAgain: 'Formulaire nach eng Kéier ofschécken',
  formAgainAsked:
    'D’Kontroll ass fäerdeg. Äre Formulaire ass nach net ofgeschéckt. Äre Browser freet vläicht, ob hien de Formulaire nach eng Kéier schécke soll. Bestätegt dat wannechgelift.',
  formReload:
    'D’Kontroll ass fäerdeg. Äre Formulaire ass nach net ofgeschéckt. Luet dës Säit wannechgelift nei a loosst Äre Browser de Formulaire nach eng Kéier schécken.',
  sendTitle: 'Äre Formulaire gëtt ofgeschéckt',
  sendBody:
    'Mir ginn Äre Formulaire un de Service weider. D’Äntwert erschéngt hei. Wann et e Fichier ass, kuckt bei Ären Downloads.',
  sendNone: 'Et gëtt hei kee Formulaire, deen ofgeschéckt ka ginn.',
  alreadyTitle: 'Äre Formulaire ass scho ofgeschéckt',
  alreadyBody:
    'Dir hutt genee dëse Formulaire um {time} ofgeschéckt. En ass eemol beim Service ukomm.',
  alreadyAgain: 'Als zweete Formulaire ofschécken',
  recoverTitle: 'Äre Formulaire ass nach net weiderginn',
  recoverBody:
    'Äre Formulaire ass um {time} hei ukomm, mee en ass nach net un de Service gaangen. Gitt wannechgelift op de Formulaire zréck a schéckt en nach eng Kéier of.',
  pendingTitle: 'Äre Formulaire ass um Wee bei de Service',
  pendingBody:
    'Äre Formulaire ass um {time} hei ukomm. Mir ginn en elo un de Service weider. Schéckt e wannechgelift net nach eng Kéier of. Luet dës Säit geschwënn nei.',
  unknownTitle: 'Mir wëssen net, ob Äre Formulaire ukomm ass',
  unknownBody:
    'Äre Formulaire ass um {time} hei ukomm. Wéi mir e weiderginn hunn, ass d’Verbindung ofgebrach. Mir wëssen net, ob en beim Service ukomm ass. Frot wannechgelift do no, ier Dir en nach eng Kéier ofschéckt. D’Referenz ass {ref}.',
  unknownAgain: 'Nach eng Kéier ofschécken',
  receiptTitle: 'Äre Formulaire ass beim Service ukomm',
  receiptBody:
    'Äre Formulaire ass um {time} beim Service ukomm. D’Äntwert hu mir net behalen. D’Referenz ass {ref}.',
  deletedTitle: 'Äre Formulaire ass geläscht',
  deletedBody: 'Mir hunn Äre Formulaire geläscht. En ass net un de Service gaangen.',
  expiredTitle: 'Äre Formulaire ass net méi hei',
  expiredBody:
    'Mir behalen e Formulaire {minutes} laang, da läsche mir en. Wann de Service Iech nach net geäntwert huet, gitt wannechgelift zréck a schéckt de Formulaire nach eng Kéier of.',
  elsewhereTitle: 'Äre Formulaire ass sécher opgehuewen',
  elsewhereBody:
    'En ass op engem anere vun eise Serveren, dee mir grad net erreechen. Näischt ass verluer. Probéiert et wannechgelift an enger Minutt nach eng Kéier. E gëtt net zweemol ofgeschéckt.',
  noCookieTitle: 'Äre Browser späichert eise Cookie net',
  foreignTitle: 'Näischt gouf ofgeschéckt',
  foreignBody:
    'Eng aner Websäit wollt an Ärem Numm e Formulaire ofschécken. Mir hunn dat net gemaach. Wann Dir e Formulaire ofschécke wëllt, maacht dat wannechgelift op der Säit vum Service.',
  movedTitle: 'De Service wëll Äre Formulaire op enger anerer Adress',
  movedBody:
    'Mir schécken Äre Formulaire net selwer dohin. Gitt wannechgelift zréck a schéckt en nach eng Kéier of. E geet dann ouni Kontroll duerch.',
  onwardTitle: 'Äre Formulaire ass beim Service ukomm',
  onwardBody: 'De Service féiert Iech op eng aner Säit.',
  passGrace: 'E bleift {grace} méi laang, fir e Formulaire, deen nach op ass.',
  formFromElsewhere:
    'Dëse Formulaire koum vun enger anerer Websäit. Formulairë vun do kommen ouni eise Cookie bei eis un, och no der Kontroll. Gitt wannechgelift op déi Websäit zréck oder rufft eis un.',
  framedCheck:
    'Fir dësen Deel vun der Säit ass fir d’éischt eng kuerz Kontroll néideg. Déi ganz Säit ännert sech duerfir: späichert virdrun, wat Dir aginn hutt.',
  framedLink: 'Op d’Kontroll goen',
  framedWholeLink: 'Dëst an der ganzer Fënster opmaachen',
  fileHere:
    'Hutt Dir e Fichier ugefrot? Da misst en elo do sinn: kuckt an Ären Downloads. Eng Säit lued vläicht nach.',
  leaveButton: 'Zréck',
  keptPutAway: 'D’Säit normal opmaachen',

  // While many people wait for their turn.
  roomTitle: 'Waart wannechgelift, bis Dir un der Rei sidd',
  roomBody:
    'Vill Leit wëllen dëse Service grad benotzen. Dofir loosse mir si nacheneen eran. Dir hutt näischt falsch gemaach.',
  roomBefore: 'Leit virun Iech: {n}',
  roomTime: 'Dat dauert wahrscheinlech {time}.',
  roomTimeUnknown: 'Mir kënnen nach net soen, wéi laang et dauert.',
  roomPlace:
    'Eise Cookie hält Är Plaz. Dir verléiert se net, wann Dir op de Knäppchen dréckt. Sidd Dir un der Rei, hutt Dir {time} Zäit.',
  roomAuto: 'Dir kënnt dës Säit op loossen. Si seet Iech, wéini Dir un der Rei sidd.',
  roomButton: 'Nach eng Kéier nokucken',
  roomTurn: 'Dir sidd elo un der Rei. Dréckt wannechgelift bannent {time} op „Weider“.',
  roomTurnForm:
    'Dir sidd elo un der Rei. Dréckt wannechgelift bannent {time} op „Formulaire elo ofschécken“.',
  roomTurnBack:
    'Dir sidd elo un der Rei. Gitt wannechgelift bannent {time} op de Formulaire zréck a schéckt en nach eng Kéier of.',
  roomStateTurn: 'Dir sidd un der Rei',
  roomFull:
    'Am Moment waarden ze vill Leit. Mir kënnen Iech keng Plaz ginn. Probéiert et wannechgelift an e puer Minutten nach eng Kéier.',
  roomNote:
    'Äre Formulaire ass um {time} hei ukomm (Referenz {ref}). E geet weider, wann Dir un der Rei sidd. Dréckt dofir op de Knäppchen. Schéckt e wannechgelift net nach eng Kéier of.',
  roomFormButton: 'Nokucken an de Formulaire ofschécken',
  roomFormNotSent:
    'Äre Formulaire ass nach net ofgeschéckt. Sidd Dir un der Rei, gitt op de Formulaire zréck. Schéckt en dann nach eng Kéier of.',
  placePurpose:
    'Hält Är Plaz, wa vill Leit waarde mussen. En enthält eng zoufälleg Zuel an zwou Auerzäiten. Dobäi notéiere mir am Aarbechtsspäicher en Zeeche vun Ärem Netz.',

  // A check that was done at another site.
  askButton: 'Ech hunn dës Kontroll scho gemaach bei: {sites}',
  askCodeButton: 'Ech hu schonn e Code benotzt bei: {sites}',
  sharedTerm: 'D’Kontroll op anere Websäiten',
  sharedUse:
    'Eng Kontroll bei {sites} gëllt och hei. Dofir geet Äre Browser kuerz dohin a kënnt zréck. Déi aner Websäit gesäit, datt Dir dës opmaacht. Mir gesinn, wéi a wéini Dir d’Kontroll gemaach hutt.',
  handedUse:
    'Eng Kontroll hei gëllt och bei {sites}. Dofir kënnt Äre Browser kuerz vun do bei eis. Mir gesinn, datt Dir déi aner Websäit opmaacht. Si gesäit, wéi a wéini Dir d’Kontroll gemaach hutt.',
  askPurpose:
    'Erkennt Äre Browser erëm, wann e vun enger anerer Websäit zréckkënnt. En enthält eng zoufälleg Zuel.',
}
