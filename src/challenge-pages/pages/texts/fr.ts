import { type Texts } from './keys.ts'

/** A narrow no-break space (U+202F) stands before `?`, `:` and `;` and within guillemets. */
export const fr: Texts = {
  ownName: 'Français',
  direction: 'ltr',
  languageLabel: 'Langue',
  simpleButton: 'En mots simples',
  usualButton: 'Texte habituel',

  checkTitle: 'Bref contrôle de sécurité – vous n’avez rien à faire',
  checkTitleForButton: 'Bref contrôle de sécurité – appuyez sur le bouton, s’il vous plaît',
  checkTitleForForm: 'Bref contrôle de sécurité – votre formulaire n’est pas encore envoyé',
  stateRunning: 'Vérification en cours',
  stateDone: 'Vérification terminée',
  stateStopped: 'La vérification n’a pas fonctionné',
  progressLabel: 'Progression de la vérification',
  progressStart: 'Vérification en cours. Cela prend normalement quelques secondes.',
  progressSlow:
    'La vérification continue. Sur un appareil plus ancien, cela peut durer jusqu’à une minute. Gardez cette page ouverte, s’il vous plaît.',
  offline:
    'Il n’y a pas de connexion Internet pour le moment. La vérification continuera d’elle-même dès que la connexion sera rétablie.',
  done: 'C’est fait. Vous allez être redirigé vers la page demandée.',
  doneStay: 'C’est fait. Appuyez sur «\u202fContinuer\u202f» quand vous le souhaitez.',
  cameBack:
    'La vérification est terminée, mais cette page est revenue. Appuyez sur «\u202fContinuer\u202f». Si cela ne suffit pas, contactez-nous.',
  failed:
    'La vérification automatique n’a pas fonctionné. Utilisez le bouton ci-dessous, s’il vous plaît.',
  failedAlone: 'La vérification automatique n’a pas fonctionné. Réessayez ou contactez-nous.',
  continueButton: 'Continuer',
  stayButton: 'Ne pas continuer automatiquement',
  whyHeading: 'Pourquoi cette page s’affiche-t-elle\u202f?',
  whyBots:
    'Des programmes automatiques («\u202fbots\u202f») peuvent surcharger ce service ou le bloquer avec du spam.',
  whyCalculation: 'C’est pourquoi votre navigateur effectue maintenant un petit calcul.',
  whyNoPuzzle: 'Il n’y a pas d’énigme à résoudre ni d’images à sélectionner.',
  storedHeading: 'Qu’est-ce qui est enregistré sur moi\u202f?',

  noScriptHeading: 'Votre navigateur n’utilise pas JavaScript',
  noScriptReassurance: 'Ce n’est pas un problème.',
  noScriptAlone:
    'Cette page a besoin de JavaScript. Activez-le ou contactez-nous, s’il vous plaît.',
  slowBody:
    'Appuyez sur le bouton ci-dessous. La page suivante peut mettre jusqu’à une demi-minute à s’ouvrir.',
  slowButton: 'Continuer sans JavaScript',
  pressAgain:
    'Beaucoup de personnes souhaitent continuer en ce moment. Attendez {n} secondes, puis appuyez à nouveau sur le bouton, s’il vous plaît.',
  cookiesBlocked:
    'Votre navigateur n’enregistre pas les cookies. Pour continuer, autorisez les cookies pour ce site ou utilisez l’un des moyens ci-dessous.',

  formNotSent:
    'Nous devons d’abord faire un bref contrôle. Votre formulaire n’est pas encore envoyé. Après le contrôle, vous pourrez revenir au formulaire et l’envoyer à nouveau.',
  formDone:
    'Votre formulaire n’est pas encore envoyé. Revenez au formulaire et envoyez-le à nouveau, s’il vous plaît.',
  formCheckEntries:
    'Relisez ce que vous avez saisi avant de l’envoyer. Tous les navigateurs ne le conservent pas. Vous devrez peut-être joindre vos fichiers à nouveau.',
  backButton: 'Revenir au formulaire',
  backHint:
    'Appuyez sur le bouton Retour de votre navigateur jusqu’à ce que le formulaire s’affiche à nouveau.',

  limitTitle: 'Trop de demandes en trop peu de temps',
  limitBody:
    'Cela peut arriver quand beaucoup de personnes utilisent le même accès à Internet, par exemple dans une entreprise ou sur un réseau mobile. Vous n’avez rien fait de mal. Patientez un peu, puis réessayez.',
  limitWait: 'Réessayez dans {n} secondes',
  retryButton: 'Réessayer',
  deniedTitle: 'Nous n’avons pas pu laisser passer cette demande',
  deniedBody:
    'Notre système a pris cette demande pour l’action d’un programme automatique. Il est possible que nous nous trompions. Dans ce cas, contactez-nous et indiquez cette référence\u202f:',
  referenceLabel: 'Référence\u202f: {ref}',

  codeLink: 'J’ai un code du Helpdesk',
  codeTitle: 'Continuer avec un code',
  codeBody:
    'Le Helpdesk peut vous donner un code de dix chiffres. Il est valable une seule fois, pendant 30 minutes.',
  codeLabel: 'Code du Helpdesk',
  codeHint: 'Dix chiffres. Les espaces et les tirets ne comptent pas.',
  codeButton: 'Utiliser le code',
  codeStopped: 'Le code n’a pas fonctionné',
  codeMistyped:
    'Ce ne sont pas les dix chiffres d’un code. Vérifiez les chiffres, s’il vous plaît.',
  codeRefused: 'Ce code n’est pas valable ou a expiré. Vérifiez-le et réessayez, ou appelez-nous.',
  codeLocked:
    'Trop de codes erronés ont été saisis. Patientez {n} secondes, puis réessayez, ou appelez-nous.',

  oursTitle: 'Une erreur s’est produite. Elle vient de nous, pas de vous.',
  oursBody: 'Le service ne répond pas en ce moment. Réessayez dans quelques minutes.',
  unreadableTitle: 'Nous n’avons pas pu comprendre cette demande',
  unreadableBody: 'Vérifiez l’adresse, puis réessayez.',
  missingTitle: 'Cette page n’existe pas',
  missingBody: 'Vérifiez l’adresse ou revenez à la page précédente.',
  tooLargeTitle: 'Votre envoi est trop volumineux',
  tooLargeBody: 'Revenez en arrière et envoyez moins de fichiers ou des fichiers plus petits.',
  headersTooLargeTitle: 'Votre navigateur a envoyé trop de données à la fois',
  headersTooLargeBody:
    'Il suffit souvent de supprimer les cookies de ce site dans votre navigateur. Réessayez ensuite.',

  helpHeading: 'Cela ne fonctionne pas\u202f? Nous vous aidons',
  helpPhone: 'Appelez-nous\u202f: {phone} ({hours}).',
  helpPhoneForCode: 'Appelez-nous\u202f: {phone} ({hours}). Nous vous donnerons un code.',
  helpEmail: 'Écrivez-nous un e-mail\u202f: {email}',
  helpCounter:
    'Vous pouvez aussi faire votre démarche au guichet ou par courrier\u202f: {address}. Vous n’en subirez aucun désavantage.',

  privacyLink: 'Protection des données',
  privacyTitle: 'Protection des données et cookies',
  privacyBody:
    'Nous déposons un cookie technique pour que vous n’ayez pas à refaire ce contrôle à chaque page. Nous ne créons aucun profil et ne transmettons rien à d’autres entreprises.',
  processedHeading: 'Ce que nous traitons, pourquoi et combien de temps',
  addressTerm: 'Votre adresse IP',
  addressUse:
    'Elle sert à compter les demandes d’un même réseau. Cela reste en mémoire vive, deux jours au plus.',
  calculationTerm: 'Le calcul',
  calculationUse:
    'Votre navigateur nous envoie le résultat et une courte marque de son type. Nous n’apprenons rien sur votre appareil.',
  logTerm: 'Notre journal',
  logUse:
    'Il note l’heure, la page, la décision et un pseudonyme de votre réseau, pour la sécurité et pour trouver les pannes. Votre adresse IP n’y figure pas. Demandez-nous combien de temps nous le gardons.',
  privacyRights:
    'Vous pouvez nous demander ce que nous savons de vous, et le faire corriger ou effacer. Vous pouvez aussi vous plaindre auprès de l’autorité de protection des données.',
  accessibilityLink: 'Accessibilité',
  cookiesHeading: 'Nos cookies',
  passPurpose: 'Montre que le contrôle a été fait.',
  passLifetime: 'Valable {lifetime}. Renouvelé pendant {renewed} au plus après un contrôle.',
  languagePurpose:
    'Retient la langue que vous avez choisie. Il est déposé seulement si vous choisissez une langue.',
  languageLifetime: 'Valable {lifetime}.',

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
    'La vérification est terminée. Appuyez sur «\u202fEnvoyer le formulaire maintenant\u202f» quand vous le souhaitez.',
  keptUnmatched:
    'Votre navigateur n’enregistre pas notre cookie. Nous ne pouvons donc pas savoir que ce formulaire est à vous. Rien n’a été envoyé. Veuillez utiliser l’un des moyens ci-dessous.',
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
    'La connexion a été coupée à {time}, pendant la transmission de votre formulaire. Nous ne savons pas s’il est arrivé. Veuillez demander au service avant de l’envoyer à nouveau. La référence est {ref}.',
  unknownAgain: 'Envoyer à nouveau',
  receiptTitle: 'Votre formulaire est arrivé au service',
  receiptBody:
    'Votre formulaire est arrivé au service à {time}. Nous n’avons pas gardé la réponse. La référence est {ref}.',
  deletedTitle: 'Votre formulaire est effacé',
  deletedBody: 'Nous avons effacé votre formulaire. Il n’a pas été transmis au service.',
  expiredTitle: 'Votre formulaire n’est plus ici',
  expiredBody:
    'Nous gardons un formulaire pendant {minutes}, puis nous l’effaçons. Si le service ne vous a pas encore répondu, veuillez revenir au formulaire et l’envoyer à nouveau.',
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
    'Ce formulaire vient d’un autre site. Les formulaires de ce site nous arrivent sans notre cookie, même après le contrôle. Veuillez revenir à ce site ou nous appeler.',
  framedCheck:
    'Cette partie de la page demande d’abord un bref contrôle. Toute la page va changer\u202f: enregistrez avant ce que vous avez saisi.',
  framedLink: 'Aller au contrôle',
  framedWholeLink: 'Ouvrir ceci dans toute la fenêtre',
  fileHere:
    'Vous avez demandé un fichier\u202f? Il devrait être dans vos téléchargements. Une page charge peut-être encore.',
  leaveButton: 'Retour',
}
