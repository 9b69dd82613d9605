import { type SimpleTexts } from './keys.ts'

export const lb: SimpleTexts = {
  checkTitle: 'Kuerz Kontroll – Dir musst näischt maachen',
  checkTitleForButton: 'Kuerz Kontroll – dréckt wannechgelift op de Knäppchen',
  checkTitleForForm: 'Kuerz Kontroll – Äre Formulaire ass nach net fort',
  progressStart: 'Mir kontrolléiere kuerz eppes. Dat dauert just e puer Sekonnen.',
  progressSlow:
    'Mir kontrolléieren nach. Al Apparater brauche bis zu enger Minutt. Loosst dës Säit wannechgelift op.',
  done: 'Fäerdeg. Elo geet et weider.',
  doneStay: 'Mir si fäerdeg. Dréckt op „Weider“.',
  cameBack:
    'Mir si fäerdeg. Mee dës Säit ass erëm do. Dréckt op „Weider“. Hëlleft dat net? Da rufft eis un.',
  failed: 'Dat huet net funktionéiert. Dréckt wannechgelift op de Knäppchen hei drënner.',
  failedAlone: 'Dat huet net funktionéiert. Probéiert et nach eng Kéier. Oder rufft eis un.',
  whyBots:
    'Automatiséiert Programmer schécke ganz vill Ufroen. Da gëtt dës Websäit lues. Dovir schütze mir Iech.',
  whyCalculation: 'Dofir rechent Äre Browser elo kuerz eppes aus.',
  whyNoPuzzle: 'Et gëtt kee Rätsel. Dir musst näischt léisen.',

  noScriptHeading: 'An Ärem Browser ass JavaScript aus',
  noScriptAlone: 'Dës Säit brauch JavaScript. Schalt et wannechgelift un. Oder rufft eis un.',
  slowBody: 'Dréckt op de Knäppchen. Da waart wannechgelift bis zu enger hallwer Minutt.',
  pressAgain:
    'Am Moment si vill Leit hei. Waart wannechgelift {n} Sekonnen. Dréckt dann nach eng Kéier op de Knäppchen.',
  cookiesBlocked:
    'Äre Browser späichert keng Cookien. Erlaabt wannechgelift d’Cookië fir dës Websäit. Oder rufft eis un.',

  formNotSent:
    'Mir kontrolléieren als éischt eppes. Äre Formulaire ass nach net bei eis. Duerno gitt Dir op de Formulaire zréck. Do schéckt Dir en nach eng Kéier of.',
  formDone:
    'Äre Formulaire ass nach net bei eis. Gitt wannechgelift op de Formulaire zréck. Schéckt en do nach eng Kéier of.',
  formCheckEntries:
    'Liest virdrun alles nach eng Kéier. Vläicht feelt eppes. Vläicht feelen och Är Fichieren.',
  backHint: 'Dréckt op den Zréck-Knäppchen, bis Dir de Formulaire gesitt.',

  limitTitle: 'Et waren ze vill Ufroen',
  limitBody:
    'Vill Leit benotzen dat selwecht Netz wéi Dir. Da ka sou eppes geschéien. Dir hutt näischt falsch gemaach. Waart wannechgelift e bëssen.',
  deniedTitle: 'Hei geet et leider net weider',
  deniedBody:
    'Mir hu geduecht, et wier en automatiséierte Programm. Vläicht stëmmt dat net. Da rufft eis wannechgelift un. Sot eis dës Zeechen:',

  codeBody:
    'Rufft eis un. Da kritt Dir e Code. En huet zéng Zifferen. E gëllt nëmmen eemol, 30 Minutte laang.',
  codeMistyped:
    'Dat stëmmt nach net. E Code huet zéng Zifferen. Kuckt wannechgelift nach eng Kéier.',
  codeRefused:
    'Dëse Code gëllt net oder net méi. Kuckt wannechgelift nach eng Kéier. Oder rufft eis un.',
  codeLocked:
    'Et waren ze vill falsch Coden. Waart wannechgelift {n} Sekonnen. Probéiert et dann nach eng Kéier.',

  oursTitle: 'Bei eis ass e Feeler geschitt',
  oursBody: 'Dir hutt näischt falsch gemaach. Probéiert et an e puer Minutten nach eng Kéier.',
  unreadableTitle: 'Mir hunn dës Ufro net verstanen',
  unreadableBody: 'Ass d’Adress richteg? Probéiert et wannechgelift nach eng Kéier.',
  missingBody: 'Ass d’Adress richteg? Oder gitt wannechgelift eng Säit zréck.',
  tooLargeTitle: 'Dat war ze vill op eemol',
  tooLargeBody: 'Gitt wannechgelift zréck. Schéckt manner oder méi kleng Fichieren.',
  headersTooLargeTitle: 'Äre Browser huet ze vill geschéckt',
  headersTooLargeBody:
    'Läscht wannechgelift d’Cookië vun dëser Websäit. Probéiert et dann nach eng Kéier.',

  helpCounter: 'Dir kënnt och bei eis kommen oder schreiwen: {address}. Dat ass grad sou gutt.',

  privacyBody:
    'Äre Browser verhält sech: D’Kontroll ass gemaach. Dat steet an engem Cookie. E Cookie ass eng kleng Notiz an Ärem Browser. Mir benotzen e just fir d’Sécherheet. D’Kontroll schéckt näischt un aner Firmen.',
  processedHeading: 'Wat mir wëssen a wéi laang',
  addressUse:
    'Mir zielen domat d’Ufroen. Sou ka keen dës Websäit iwwerlaaschten. Mir halen nëmmen Zuelen, héchstens zwee Deeg laang. Och de Service kritt Är IP-Adress an eist Resultat.',
  browserUse:
    'Äre Browser seet eis seng Zort, säi Betribssystem an Är Sproochen. Sou fanne mir automatiséiert Programmer. Mir schreiwen nëmmen e kuerzt Zeechen dovun op. A mir schreiwen op, wéi ongewéinlech et war. Am Cookie stinn zwee kuerz Zeechen dovun. E funktionéiert nëmmen an dëser Zort Browser.',
  calculationUse:
    'Äre Browser schéckt eis d’Resultat. Mir gesinn, op wéi eng vun zwou Aarten e gerechent huet. Mir gesinn och, wéi laang dat gedauert huet. Mir halen nëmmen Zomme vun alle Leit.',
  countsUse:
    'Mam Cookie ziele mir Är Ufroen, héchstens {renewed} laang. Esou laang verhale mir och, ob Dir eng Säit opgemaach hutt. Mir zielen d’Berechnungen a Waardezäite fir weider Formulairen, e puer Stonne laang. Mir zielen Är Netzer, zéng Minutte laang. Mir zielen d’Säiten, déi Dir opmaacht, héchstens eng Stonn laang. Mir ziele Formulairen, déi ze séier oder ouni hir Säit kommen. Dës Zuel hale mir zéng Minutte laang. Mir ziele Säiten, déi et net gëtt, eng Minutt laang. Ouni Cookie ziele mir no Netz an Zort Browser. Mir halen nëmmen Zuelen. Si soen net, wéi eng Säiten oder Formulairen dat waren. Ass eng Zuel ongewéinlech? Da kënnt d’Kontroll nach eng Kéier.',
  logUse:
    'Mir schreiwen op: d’Zäit, d’Säit a wat mir gemaach hunn. Mir schreiwen och Gréisst, Dauer an d’Zort vum Browser op. Äert Netz kritt do en erfonnten Numm, all Dag en neien. Är IP-Adress steet net do. Wat Dir a Formulaire schreift, steet och net do. Mir brauchen dat fir d’Sécherheet a fir Feeler ze fannen. Déi lescht Entscheedunge verhale mir eis, fir se z’erklären.',
  formUse:
    'Mir halen de Formulaire verschlësselt, héchstens {kept} laang. Wat Äre Browser matschéckt, hale mir och sou. D’Äntwert vum Service hale mir och sou. Eng Hallschent vum Schlëssel ass an Ärem Browser. Déi aner ass an der Säit. Soulaang kënne mir de Formulaire net liesen. Duerno läsche mir en. Op der Säit vun der Kontroll kënnt Dir en éischter läschen.',
  privacyRights:
    'Dir däerft froen, wat mir iwwer Iech wëssen. Mir änneren oder läschen et fir Iech. Dir däerft och verlaangen, datt mir et eng Zäit net benotzen. Dir kënnt Iech och bei der Dateschutzautoritéit beschwéieren.',
  objectRight: 'Hutt Dir e Grond dogéint? Da kënnt Dir zu all Moment Widdersproch aleeën.',
  decisionBody:
    'E Programm entscheet iwwer d’Kontroll an iwwer Ufroen. Et ka sinn, datt dat falsch ass. Da rufft eis wannechgelift un. Mir hëllefen Iech.',
  voluntaryBody:
    'Dir musst eis dat net ginn. Mee da gi vläicht e puer Säiten net op. Dir kënnt eis och op anere Weeër erreechen.',
  passPurpose:
    'Weist, datt d’Kontroll gemaach ass. Dra stinn eng Zuel, den Zäitpunkt an zwee Zeechen.',
  keptPurpose: 'Huet eng Hallschent vum Schlëssel zu Ärem Formulaire.',
  languagePurpose: 'Verhält Är Sprooch. Nëmmen, wann Dir eng wielt.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Kuerz Kontroll – Äre Formulaire ass hei',
  keptNote:
    'Äre Formulaire ass zënter {time} hei. D’Nummer ass {ref}. No der Kontroll geet e weider. Schéckt en net nach eng Kéier of.',
  keptUntil: 'Mir behalen en héchstens {minutes}. Ouni Iech kann e kee liesen. Da läsche mir en.',
  keptWait: 'Kuerz waarden an de Formulaire ofschécken',
  keptUnmatched:
    'Äre Browser behält eise Cookie net. Mir wëssen net, datt dëse Formulaire vun Iech ass. Mir hunn näischt ofgeschéckt. Rufft eis wannechgelift un.',
  formLarge:
    'Äre Formulaire ass ze grouss fir eis: méi wéi {n} MB. Mir kontrolléieren als éischt eppes. Da schéckt de Formulaire nach eng Kéier of.',
  formFull:
    'Mir hunn elo keng Plaz fir Äre Formulaire. Mir kontrolléieren als éischt eppes. Da schéckt de Formulaire nach eng Kéier of.',
  formAgainAsked:
    'Mir si fäerdeg. Äre Formulaire ass nach net fort. Dréckt op de Knäppchen. Freet Äre Browser eppes? Da sot Jo.',
  formReload:
    'Mir si fäerdeg. Äre Formulaire ass nach net fort. Luet dës Säit nei. Freet Äre Browser eppes? Da sot Jo.',
  sendBody:
    'Mir ginn Äre Formulaire weider. Da gesitt Dir hei d’Äntwert. Ass et e Fichier? Da kuckt bei Ären Downloads.',
  alreadyBody: 'Dir hutt dee selwechte Formulaire um {time} ofgeschéckt. En ass eemol ukomm.',
  recoverBody:
    'Äre Formulaire ass zënter {time} hei. Mir hunn en nach net weiderginn. Gitt op de Formulaire zréck. Schéckt en nach eng Kéier of.',
  pendingBody:
    'Äre Formulaire ass zënter {time} hei. Mir ginn en elo weider. Schéckt en net nach eng Kéier of. Waart e bëssen. Da luet dës Säit nei.',
  unknownTitle: 'Mir wëssen net, ob Äre Formulaire ukomm ass',
  unknownBody:
    'Äre Formulaire ass um {time} hei ukomm. Dunn ass eppes ofgebrach. Vläicht huet de Service en. Vläicht net. Frot no, ier Dir en nach eng Kéier ofschéckt. D’Nummer ass {ref}.',
  receiptBody: 'Äre Formulaire ass um {time} ukomm. D’Äntwert hu mir net méi. D’Nummer ass {ref}.',
  deletedBody: 'Mir hunn Äre Formulaire geläscht. Mir hunn en net weiderginn.',
  expiredBody:
    'Mir behalen e Formulaire {minutes} laang. Da läsche mir en. Hutt Dir keng Äntwert kritt? Da gitt zréck. Schéckt de Formulaire nach eng Kéier of.',
  elsewhereBody:
    'Äre Formulaire ass net verluer. En ass op engem anere Computer vun eis. Dee kënne mir elo net erreechen. Waart eng Minutt. Dréckt dann op de Knäppchen. De Formulaire geet net zweemol fort.',
  foreignBody:
    'Eng aner Websäit wollt fir Iech e Formulaire ofschécken. Mir hunn dat net gemaach. Dir hutt näischt falsch gemaach.',
  movedTitle: 'Äre Formulaire muss soss anzwousch hin',
  movedBody:
    'Mir schécken en net dohin. Gitt op de Formulaire zréck. Schéckt en nach eng Kéier of. Da gëtt et keng Kontroll.',
  passGrace: 'Duerno bleift en nach {grace}. Sou kënnt Dir en oppene Formulaire nach ofschécken.',
  formFromElsewhere:
    'Dëse Formulaire koum vun enger anerer Websäit. Vun do kënnt en ouni eise Cookie. Gitt wannechgelift dohinner zréck. Oder rufft eis un.',
  framedCheck:
    'Als éischt kënnt eng kuerz Kontroll. Duerno gesitt Dir dësen Deel vun der Säit. Hutt Dir hei eppes geschriwwen? Da späichert et virdrun.',
  framedWholeLink: 'Dat grouss opmaachen',
  fileHere:
    'Wollt Dir e Fichier? Da kuckt an Ären Downloads. Wollt Dir eng Säit? Da waart wannechgelift nach e bëssen.',
}
