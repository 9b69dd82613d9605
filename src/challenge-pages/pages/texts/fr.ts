import { type Texts } from './keys.ts'

/** A narrow no-break space (U+202F) stands before `?`, `:` and `;` and within guillemets. */
export const fr: Texts = {
  ownName: 'Français',
  direction: 'ltr',
  languageLabel: 'Langue',
  simpleButton: 'En mots simples',
  usualButton: 'Langage courant',

  checkTitle: 'Brève vérification de sécurité – vous n’avez rien à faire',
  checkTitleForButton: 'Brève vérification de sécurité – veuillez appuyer sur le bouton',
  checkTitleForForm: 'Brève vérification de sécurité – votre formulaire n’est pas encore envoyé',
  stateRunning: 'Vérification en cours',
  stateDone: 'Vérification terminée',
  stateStopped: 'La vérification n’a pas fonctionné',
  progressLabel: 'Progression de la vérification',
  progressStart: 'Vérification en cours. Cela prend normalement quelques secondes.',
  progressSlow:
    'La vérification continue. Sur un ancien appareil, cela peut durer jusqu’à une minute. Veuillez garder cette page ouverte.',
  offline:
    'Il n’y a pas de connexion Internet pour le moment. La vérification continuera ensuite d’elle-même.',
  done: 'C’est fait. La page demandée va s’ouvrir.',
  doneStay: 'C’est fait. Appuyez sur «\u202fContinuer\u202f» quand vous le souhaitez.',
  cameBack:
    'La vérification est terminée, mais cette page est revenue. Veuillez appuyer sur «\u202fContinuer\u202f». Si cela ne suffit pas, contactez-nous.',
  failed:
    'La vérification automatique n’a pas fonctionné. Veuillez appuyer sur le bouton ci-dessous.',
  failedAlone:
    'La vérification automatique n’a pas fonctionné. Veuillez réessayer ou nous contacter.',
  continueButton: 'Continuer',
  stayButton: 'Ne pas continuer automatiquement',
  whyHeading: 'Pourquoi cette page s’affiche-t-elle\u202f?',
  whyBots:
    'Des programmes automatisés («\u202fbots\u202f») peuvent surcharger ce service ou le bloquer avec du spam.',
  whyCalculation: 'C’est pourquoi votre navigateur effectue maintenant un petit calcul.',
  whyNoPuzzle: 'Il n’y a pas d’énigme à résoudre ni d’images à sélectionner.',
  storedHeading: 'Qu’est-ce qui est enregistré sur moi\u202f?',

  noScriptHeading: 'Votre navigateur n’utilise pas JavaScript',
  noScriptReassurance: 'Ce n’est pas un problème.',
  noScriptAlone: 'Cette page a besoin de JavaScript. Veuillez l’activer ou nous contacter.',
  slowBody:
    'Veuillez appuyer sur le bouton ci-dessous. La page suivante peut mettre jusqu’à une demi-minute à s’ouvrir.',
  slowButton: 'Continuer avec une courte attente',
  pressAgain:
    'Beaucoup de personnes souhaitent continuer en ce moment. Veuillez attendre {n} secondes, puis appuyer à nouveau sur le bouton.',
  orderNote:
    'Cette étape demande un calcul ou une attente. Plus un appareil ou un réseau envoie de demandes en une heure, plus cela dure. Vous n’avez rien fait de mal.',
  orderTooLong:
    'Sur cet appareil, le calcul prendrait environ {n} secondes. Il a été arrêté. Veuillez choisir l’un des moyens ci-dessous.',
  orderPressAgain: 'Veuillez attendre {n} secondes, puis appuyer à nouveau sur le bouton.',
  cookiesBlocked:
    'Votre navigateur n’enregistre pas les cookies. Pour continuer, veuillez autoriser les cookies pour ce site ou utiliser l’un des moyens ci-dessous.',

  addressLong:
    'L’adresse que vous avez ouverte est très longue. Après la vérification, veuillez l’ouvrir encore une fois.',
  formNotSent:
    'Nous devons d’abord faire une brève vérification. Votre formulaire n’est pas encore envoyé. Après la vérification, vous pourrez revenir au formulaire et l’envoyer à nouveau.',
  formDone:
    'Votre formulaire n’est pas encore envoyé. Veuillez revenir au formulaire et l’envoyer à nouveau.',
  formCheckEntries:
    'Veuillez relire ce que vous avez saisi avant de l’envoyer. Tous les navigateurs ne le conservent pas. Vous devrez peut-être joindre vos fichiers à nouveau.',
  backButton: 'Revenir au formulaire',
  backHint:
    'Veuillez appuyer sur le bouton Retour de votre navigateur jusqu’à ce que le formulaire s’affiche à nouveau.',

  limitTitle: 'Trop de demandes en trop peu de temps',
  limitBody:
    'Cela peut arriver quand beaucoup de personnes utilisent le même accès à Internet, par exemple dans une entreprise ou sur un réseau mobile. Vous n’avez rien fait de mal. Veuillez patienter un peu, puis réessayer.',
  limitWait: 'Veuillez réessayer dans {n} secondes',
  limitOver: 'Vous pouvez réessayer maintenant.',
  retryButton: 'Réessayer',
  deniedTitle: 'Nous n’avons pas pu laisser passer cette demande',
  deniedBody:
    'Notre système a pris cette demande pour l’action d’un programme automatisé. Il est possible que nous nous trompions. Dans ce cas, veuillez nous contacter et indiquer cette référence\u202f:',
  referenceLabel: 'Référence\u202f: {ref}',

  codeLink: 'J’ai un code du Helpdesk',
  codeTitle: 'Continuer avec un code',
  codeBody:
    'Le Helpdesk peut vous donner un code de dix chiffres. Il est valable une seule fois, pendant 30 minutes.',
  codeLabel: 'Code du Helpdesk',
  codeHint: 'Dix chiffres. Les espaces et les tirets ne comptent pas.',
  codeButton: 'Utiliser le code',
  codeStopped: 'Le code n’a pas fonctionné',
  codeMistyped: 'Ce ne sont pas les dix chiffres d’un code. Veuillez relire les chiffres.',
  codeRefused:
    'Ce code n’est pas valable ou a expiré. Veuillez le relire et réessayer, ou nous appeler.',
  codeLocked:
    'Trop de codes erronés ont été saisis. Veuillez patienter {n} secondes, puis réessayer, ou nous appeler.',
  codeUnreachable:
    'Nous ne pouvons pas vérifier le code pour le moment. Veuillez réessayer dans une minute.',

  oursTitle: 'Une erreur s’est produite. Elle vient de nous, pas de vous.',
  oursBody: 'Le service ne répond pas en ce moment. Veuillez réessayer dans quelques minutes.',
  unreadableTitle: 'Nous n’avons pas pu comprendre cette demande',
  unreadableBody: 'Veuillez relire l’adresse, puis réessayer.',
  missingTitle: 'Cette page n’existe pas',
  missingBody: 'Veuillez relire l’adresse ou revenir à la page précédente.',
  tooLargeTitle: 'Ce que vous envoyez est trop volumineux',
  tooLargeBody:
    'Veuillez revenir en arrière et envoyer moins de fichiers ou des fichiers plus petits.',
  headersTooLargeTitle: 'Votre navigateur a envoyé trop de données à la fois',
  headersTooLargeBody:
    'Il suffit souvent de supprimer les cookies de ce site dans votre navigateur. Veuillez ensuite réessayer.',

  helpHeading: 'Cela ne fonctionne pas\u202f? Nous vous aidons',
  helpPhone: 'Appelez-nous\u202f: {phone} ({hours}).',
  helpPhoneForCode: 'Appelez-nous\u202f: {phone} ({hours}). Nous vous donnerons un code.',
  helpEmail: 'Écrivez-nous un e-mail\u202f: {email}',
  helpCounter:
    'Vous pouvez aussi faire votre démarche au guichet ou par courrier\u202f: {address}. Vous n’en subirez aucun désavantage.',
  closedPhone: 'Au téléphone, nous répondons de nouveau {when}\u202f: {phone} ({hours}).',
  closedPhoneForCode:
    'Au téléphone, nous répondons de nouveau {when}\u202f: {phone} ({hours}). Nous vous donnerons alors un code.',
  closedEmail: 'Vous pouvez nous écrire un e-mail maintenant\u202f: {email}',
  opensToday: 'aujourd’hui à {time}',
  opensSunday: 'dimanche à {time}',
  opensMonday: 'lundi à {time}',
  opensTuesday: 'mardi à {time}',
  opensWednesday: 'mercredi à {time}',
  opensThursday: 'jeudi à {time}',
  opensFriday: 'vendredi à {time}',
  opensSaturday: 'samedi à {time}',

  privacyLink: 'Protection des données',
  privacyTitle: 'Protection des données et cookies',
  privacyBody:
    'Nous déposons un cookie technique pour que vous n’ayez pas à refaire cette vérification à chaque page. Il sert à la sécurité de ce service et à rien d’autre. La vérification ne charge rien depuis d’autres entreprises et ne leur envoie rien.',
  responsibleHeading: 'Qui est responsable',
  controllerTerm: 'Responsable du traitement',
  dpoTerm: 'Délégué à la protection des données',
  authorityTerm: 'Autorité de protection des données',
  processedHeading: 'Ce que nous traitons, pourquoi et combien de temps',
  addressTerm: 'Votre adresse IP',
  addressUse:
    'Nous comptons les demandes qui viennent de cette adresse et de son réseau, pour que personne ne surcharge le service. Nous ne gardons que des nombres, en mémoire vive, deux jours au plus. Le service lui-même reçoit aussi votre adresse IP et le résultat de notre vérification.',
  browserTerm: 'Ce que dit votre navigateur',
  browserUse:
    'À chaque demande, votre navigateur indique son type, son système d’exploitation et vos langues. Cela nous sert à répondre dans votre langue et à reconnaître les programmes automatisés. Cela reste en mémoire vive\u202f; notre journal note seulement une marque du type de programme et des points pour ce qui est inhabituel. Notre cookie en contient deux courtes marques\u202f: une du type de navigateur, une du système d’exploitation. Il ne fonctionne donc dans aucun autre type de navigateur.',
  calculationTerm: 'Le calcul',
  calculationUse:
    'Votre navigateur nous envoie le résultat. Nous y voyons de laquelle de deux manières votre navigateur a calculé, et combien de temps cela a duré. Nous vérifions le résultat aussitôt et ne le gardons pas\u202f; du reste, nous ne gardons que des totaux sur tous les visiteurs.',
  countsTerm: 'Ce que nous comptons',
  countsUse:
    'Avec notre cookie, nous comptons vos demandes et notons si une page a été ouverte avec lui, pendant {renewed} au plus. Nous comptons sur combien de réseaux le cookie est utilisé, pendant dix minutes, et les calculs et attentes pour d’autres formulaires, pendant quelques heures, aussi pour votre réseau. Nous comptons aussi les pages ouvertes, pendant une heure au plus, les formulaires envoyés très vite ou sans leur page, pendant dix minutes, et les pages qui n’existent pas, pendant une minute. Sans le cookie, nous comptons cela pour votre réseau et votre type de navigateur ensemble. Ce sont des nombres en mémoire vive\u202f: ils ne disent pas de quelles pages ni de quels formulaires il s’agit. Si un nombre est inhabituel, la vérification revient.',
  logTerm: 'Notre journal',
  logUse:
    'Il note l’heure, la page, la taille, la durée, le type de navigateur, notre décision avec sa raison et un pseudonyme de votre réseau qui change chaque jour, pour la sécurité et pour trouver les pannes. Votre adresse IP et ce que vous écrivez dans des formulaires n’y figurent pas. Les dernières décisions sont aussi en mémoire vive, pour que nous puissions les expliquer.',
  logKept: 'Nous gardons le journal pendant {retention}.',
  logKeptUntold: 'Demandez-nous combien de temps nous gardons le journal.',
  formTerm: 'Un formulaire que la vérification a arrêté',
  formUse:
    'Nous le gardons chiffré, avec ce que votre navigateur a envoyé en même temps (par exemple des cookies et votre adresse IP) et avec la réponse du service, pendant {kept} au plus. Une moitié de la clé est dans un cookie de votre navigateur. L’autre est dans la page de la vérification et, jusqu’à ce que vous fermiez l’onglet, dans la mémoire de l’onglet. Tant que nous le gardons, nous ne pouvons pas le lire. Nous le supprimons après ce délai. La page de la vérification a un bouton qui le supprime plus tôt.',
  basisTerm: 'Base juridique',
  basisPublicTask: 'Une mission d’intérêt public (RGPD, article 6, paragraphe 1, point e)',
  basisLegalObligation: 'Une obligation prévue par la loi (RGPD, article 6, paragraphe 1, point c)',
  basisLegitimateInterests:
    'Notre intérêt à ce que le service soit sûr et joignable (RGPD, article 6, paragraphe 1, point f)',
  rightsHeading: 'Vos droits',
  privacyRights:
    'Vous pouvez nous demander ce que nous savons de vous, le faire corriger ou effacer, ou en faire limiter l’utilisation. Vous pouvez aussi vous plaindre auprès de l’autorité de protection des données.',
  objectRight:
    'Vous pouvez vous opposer à ce traitement à tout moment, pour des raisons qui tiennent à votre situation.',
  decisionBody:
    'Un programme décide si la vérification a lieu ou si une demande est refusée. Si vous pensez qu’il se trompe, contactez-nous\u202f: nous vous aiderons.',
  voluntaryBody:
    'Rien ne vous oblige à nous donner ces données. Sans elles, certaines pages peuvent ne pas s’ouvrir, mais vous pouvez nous joindre autrement, voir ci-dessous.',
  accessibilityLink: 'Accessibilité',
  cookiesHeading: 'Nos cookies',
  passPurpose:
    'Montre que la vérification est faite. Il contient un nombre aléatoire, le type et l’heure de la vérification et les deux marques.',
  passLifetime: 'Valable {lifetime}. Renouvelé pendant {renewed} au plus après une vérification.',
  keptPurpose:
    'Contient une moitié de la clé d’un formulaire que nous gardons. Chaque formulaire a son propre cookie.',
  languagePurpose:
    'Retient la langue que vous avez choisie. Il est déposé seulement si vous choisissez une langue.',
  cookieLifetime: 'Valable {lifetime}.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Brève vérification de sécurité – votre formulaire est arrivé ici',
  keptNote:
    'Votre formulaire est arrivé ici à {time} (référence {ref}). Nous le transmettrons au service dès que cette vérification sera terminée. Veuillez ne pas l’envoyer à nouveau.',
  keptUntil: 'Nous le gardons chiffré, pendant {minutes} au plus. Ensuite, il est effacé.',
  keptWait: 'Envoyer le formulaire après une courte attente',
  keptSend: 'Envoyer le formulaire maintenant',
  keptDelete: 'Effacer mon formulaire',
  keptAnswer: 'Voir la réponse',
  keptSending: 'C’est fait. Votre formulaire est en cours d’envoi.',
  keptReady:
    'La vérification est terminée. Appuyez sur «\u202fEnvoyer le formulaire maintenant\u202f» quand vous voulez.',
  keptUnmatched:
    'Votre navigateur n’enregistre pas notre cookie. Nous ne pouvons pas savoir que ce formulaire est à vous. Rien n’a été envoyé. Veuillez utiliser l’un des moyens ci-dessous.',
  formLarge:
    'Votre formulaire est plus grand que ce que nous pouvons garder ({n} Mo). La vérification vient d’abord. Veuillez ensuite envoyer le formulaire à nouveau.',
  formFull:
    'Nous n’avons pas de place pour garder votre formulaire en ce moment. La vérification vient d’abord. Veuillez ensuite envoyer le formulaire à nouveau.',
  formAgain: 'Envoyer le formulaire à nouveau',
  formAgainAsked:
    'La vérification est terminée. Votre formulaire n’est pas encore envoyé. Votre navigateur demandera peut-être s’il doit l’envoyer à nouveau. Veuillez répondre oui.',
  formReload:
    'La vérification est terminée. Votre formulaire n’est pas encore envoyé. Veuillez actualiser cette page et laisser votre navigateur envoyer le formulaire à nouveau.',
  sendTitle: 'Votre formulaire est en cours d’envoi',
  sendBody:
    'Nous transmettons votre formulaire au service. La réponse s’affiche ici. Si c’est un fichier, regardez dans vos téléchargements.',
  sendNone: 'Il n’y a pas de formulaire à envoyer ici.',
  alreadyTitle: 'Votre formulaire est déjà envoyé',
  alreadyBody:
    'Vous avez envoyé exactement ce formulaire à {time}. Il est arrivé une fois au service.',
  alreadyAgain: 'L’envoyer comme deuxième formulaire',
  recoverTitle: 'Votre formulaire n’est pas encore transmis',
  recoverBody:
    'Votre formulaire est arrivé ici à {time}, mais il n’a pas été transmis au service. Veuillez revenir au formulaire et l’envoyer à nouveau.',
  pendingTitle: 'Votre formulaire est en cours de transmission',
  pendingBody:
    'Votre formulaire est arrivé ici à {time}. Nous le transmettons maintenant au service. Veuillez ne pas l’envoyer à nouveau. Actualisez cette page dans un instant.',
  unknownTitle: 'Nous ne savons pas si votre formulaire est arrivé',
  unknownBody:
    'Votre formulaire est arrivé ici à {time}. La connexion a été coupée pendant que nous le transmettions. Nous ne savons pas s’il est arrivé au service. Veuillez y demander avant de l’envoyer à nouveau. La référence est {ref}.',
  unknownAgain: 'Envoyer à nouveau',
  receiptTitle: 'Votre formulaire est arrivé au service',
  receiptBody:
    'Votre formulaire est arrivé au service à {time}. Nous n’avons pas gardé la réponse. La référence est {ref}.',
  deletedTitle: 'Votre formulaire est effacé',
  deletedBody: 'Nous avons effacé votre formulaire. Il n’a pas été transmis au service.',
  expiredTitle: 'Votre formulaire n’est plus ici',
  expiredBody:
    'Nous gardons un formulaire pendant {minutes}, puis nous l’effaçons. Si le service ne vous a pas encore répondu, veuillez revenir au formulaire et l’envoyer à nouveau.',
  elsewhereTitle: 'Votre formulaire est en sécurité',
  elsewhereBody:
    'Il se trouve sur un autre de nos serveurs, que nous ne pouvons pas joindre en ce moment. Rien n’est perdu. Veuillez réessayer dans une minute. Il ne sera pas envoyé deux fois.',
  noCookieTitle: 'Votre navigateur n’enregistre pas notre cookie',
  foreignTitle: 'Rien n’a été envoyé',
  foreignBody:
    'Un autre site a voulu envoyer un formulaire en votre nom. Nous ne l’avons pas fait. Si vous voulez envoyer un formulaire, veuillez le faire sur la page du service.',
  movedTitle: 'Le service demande votre formulaire à une autre adresse',
  movedBody:
    'Nous n’y envoyons pas votre formulaire nous-mêmes. Veuillez revenir au formulaire et l’envoyer à nouveau. Il passera sans vérification.',
  onwardTitle: 'Votre formulaire est arrivé au service',
  onwardBody: 'Le service vous conduit à une autre page.',
  passGrace: 'Il reste {grace} de plus, pour un formulaire encore ouvert.',
  formFromElsewhere:
    'Ce formulaire vient d’un autre site. Les formulaires de ce site nous arrivent sans notre cookie, même après la vérification. Veuillez revenir à ce site ou nous appeler.',
  framedCheck:
    'Cette partie de la page demande d’abord une brève vérification. Toute la page va changer\u202f: enregistrez avant ce que vous avez saisi.',
  framedLink: 'Aller à la vérification',
  framedWholeLink: 'Ouvrir ceci dans toute la fenêtre',
  fileHere:
    'Vous avez demandé un fichier\u202f? Il devrait être dans vos téléchargements. Une page charge peut-être encore.',
  leaveButton: 'Retour',
  keptPutAway: 'Ouvrir la page normalement',

  // While many people wait for their turn.
  roomTitle: 'Veuillez attendre votre tour',
  roomBody:
    'Beaucoup de personnes veulent utiliser ce service en ce moment. Nous les laissons donc entrer l’une après l’autre. Vous n’avez rien fait de mal.',
  roomBefore: 'Personnes avant vous\u202f: {n}',
  roomTime: 'Cela durera probablement {time}.',
  roomTimeUnknown: 'Nous ne pouvons pas encore dire combien de temps cela durera.',
  roomPlace:
    'Notre cookie garde votre place. Vous ne la perdez pas en appuyant sur le bouton. Quand ce sera votre tour, vous aurez {time} pour continuer.',
  roomAuto: 'Vous pouvez laisser cette page ouverte. Elle vous dira quand ce sera votre tour.',
  roomButton: 'Regarder à nouveau',
  roomTurn:
    'C’est maintenant votre tour. Veuillez appuyer sur «\u202fContinuer\u202f» d’ici {time}.',
  roomTurnForm:
    'C’est maintenant votre tour. Veuillez appuyer sur «\u202fEnvoyer le formulaire maintenant\u202f» d’ici {time}.',
  roomTurnBack:
    'C’est maintenant votre tour. Veuillez revenir au formulaire d’ici {time} et l’envoyer à nouveau.',
  roomStateTurn: 'C’est votre tour',
  roomFull:
    'Trop de personnes attendent en ce moment. Nous ne pouvons pas vous donner de place. Veuillez réessayer dans quelques minutes.',
  roomNote:
    'Votre formulaire est arrivé ici à {time} (référence {ref}). Nous le transmettrons quand ce sera votre tour. Pour cela, appuyez sur le bouton. Veuillez ne pas l’envoyer à nouveau.',
  roomFormButton: 'Regarder à nouveau et envoyer le formulaire',
  roomFormNotSent:
    'Votre formulaire n’est pas encore envoyé. Quand ce sera votre tour, revenez au formulaire. Envoyez-le alors à nouveau.',
  placePurpose:
    'Garde votre place quand beaucoup de personnes doivent attendre. Il contient un nombre aléatoire et deux heures. Nous notons avec lui une marque de votre réseau, en mémoire vive.',

  // A check that was done at another site.
  askButton: 'J’ai déjà fait cette vérification sur\u202f: {sites}',
  askCodeButton: 'J’ai déjà utilisé un code sur\u202f: {sites}',
  sharedTerm: 'La vérification sur d’autres sites',
  sharedUse:
    'Une vérification faite sur {sites} compte aussi ici. Pour cela, votre navigateur y passe un instant et revient. Ce site apprend que vous ouvrez le nôtre. Nous apprenons comment et quand vous avez fait la vérification.',
  handedUse:
    'Une vérification faite ici compte aussi sur {sites}. Pour cela, votre navigateur passe un instant chez nous. Nous apprenons que vous ouvrez ce site. Il apprend comment et quand vous avez fait la vérification.',
  askPurpose:
    'Reconnaît votre navigateur quand un autre site nous le renvoie. Il contient un nombre aléatoire.',
}
