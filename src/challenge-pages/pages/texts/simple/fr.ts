import { type SimpleTexts } from './keys.ts'

export const fr: SimpleTexts = {
  checkTitle: 'Petite vérification – vous n’avez rien à faire',
  checkTitleForButton: 'Petite vérification – veuillez appuyer sur le bouton',
  checkTitleForForm: 'Petite vérification – votre formulaire n’est pas encore parti',
  progressStart: 'Nous vérifions quelque chose. Cela prend quelques secondes.',
  progressSlow:
    'Nous vérifions encore. Un vieil appareil peut avoir besoin d’une minute. Veuillez garder cette page ouverte.',
  done: 'C’est fait. La page demandée va s’ouvrir.',
  doneStay: 'C’est fait. Appuyez sur «\u202fContinuer\u202f».',
  cameBack:
    'C’est fait, mais cette page est revenue. Appuyez sur «\u202fContinuer\u202f». Cela n’aide pas\u202f? Alors appelez-nous.',
  failed: 'Cela n’a pas fonctionné. Appuyez sur le bouton ci-dessous.',
  failedAlone: 'Cela n’a pas fonctionné. Essayez encore une fois. Ou appelez-nous.',
  whyBots:
    'Des programmes automatisés envoient beaucoup de demandes. Alors ce site devient lent. Nous vous protégeons de cela.',
  whyCalculation: 'C’est pourquoi votre navigateur fait un petit calcul.',
  whyNoPuzzle: 'Il n’y a pas d’énigme. Vous n’avez rien à résoudre.',

  noScriptHeading: 'JavaScript est désactivé dans votre navigateur',
  noScriptAlone: 'Cette page a besoin de JavaScript. Activez-le. Ou appelez-nous.',
  slowBody: 'Appuyez sur le bouton. Attendez ensuite une demi-minute au plus.',
  pressAgain:
    'Beaucoup de personnes sont ici en ce moment. Attendez {n} secondes. Appuyez ensuite encore une fois sur le bouton.',
  cookiesBlocked:
    'Votre navigateur n’enregistre pas les cookies. Autorisez les cookies pour ce site. Ou appelez-nous.',

  formNotSent:
    'Nous faisons d’abord une petite vérification. Nous n’avons pas encore votre formulaire. Ensuite, revenez au formulaire. Envoyez-le encore une fois.',
  formDone:
    'Nous n’avons pas encore votre formulaire. Revenez au formulaire. Envoyez-le encore une fois.',
  formCheckEntries:
    'Relisez tout avant de l’envoyer. Il manque peut-être quelque chose. Vos fichiers manquent peut-être aussi.',
  backHint: 'Appuyez sur le bouton Retour jusqu’à voir le formulaire.',

  limitTitle: 'Il y a eu trop de demandes',
  limitBody:
    'Beaucoup de personnes utilisent le même réseau que vous. Alors cela peut arriver. Vous n’avez rien fait de mal. Attendez un peu.',
  deniedTitle: 'Vous ne pouvez pas continuer ici',
  deniedBody:
    'Nous avons cru voir un programme automatisé. Ce n’est peut-être pas vrai. Alors appelez-nous. Donnez-nous ces lettres et ces chiffres\u202f:',

  codeBody:
    'Appelez-nous. Nous vous donnons un code. Il a dix chiffres. Il est valable une seule fois, pendant 30 minutes.',
  codeMistyped: 'Ce n’est pas un code. Un code a dix chiffres. Regardez encore une fois.',
  codeRefused:
    'Ce code n’est pas valable ou ne l’est plus. Regardez encore une fois. Ou appelez-nous.',
  codeLocked:
    'Il y a eu trop de codes faux. Attendez {n} secondes. Essayez ensuite encore une fois.',

  oursTitle: 'Nous avons fait une erreur',
  oursBody: 'Vous n’avez rien fait de mal. Essayez encore dans quelques minutes.',
  unreadableTitle: 'Nous n’avons pas compris cette demande',
  unreadableBody: 'L’adresse est-elle juste\u202f? Essayez encore une fois.',
  missingBody: 'L’adresse est-elle juste\u202f? Ou revenez à la page d’avant.',
  tooLargeTitle: 'Vous avez trop envoyé à la fois',
  tooLargeBody: 'Revenez en arrière. Envoyez moins de fichiers, ou des fichiers plus petits.',
  headersTooLargeTitle: 'Votre navigateur a trop envoyé',
  headersTooLargeBody: 'Effacez les cookies de ce site. Essayez ensuite encore une fois.',

  helpCounter: 'Vous pouvez aussi venir ou nous écrire\u202f: {address}. C’est tout aussi bien.',

  privacyBody:
    'Votre navigateur retient que la vérification est faite. C’est écrit dans un cookie. Un cookie est une petite note dans votre navigateur. Nous l’utilisons seulement pour la sécurité. La vérification n’envoie rien à d’autres entreprises.',
  processedHeading: 'Ce que nous savons et combien de temps',
  addressUse:
    'Elle sert à compter les demandes. Ainsi, personne ne peut surcharger ce site. Nous gardons seulement des nombres, deux jours au plus. Le service reçoit aussi votre adresse IP et notre résultat.',
  browserUse:
    'Votre navigateur dit son type, son système d’exploitation et vos langues. Ainsi, nous trouvons les programmes automatisés. Nous notons seulement une courte marque du type et si c’était inhabituel. Le cookie en contient deux courtes marques. Il fonctionne seulement dans ce type de navigateur.',
  calculationUse:
    'Votre navigateur nous envoie le résultat. Nous voyons de laquelle de deux manières il a calculé. Nous voyons aussi combien de temps cela a duré. Nous gardons seulement des totaux de tout le monde.',
  countsUse:
    'Avec le cookie, nous comptons vos demandes, pendant {renewed} au plus. Nous notons aussi longtemps si vous avez ouvert une page. Nous comptons les calculs et attentes pour d’autres formulaires. Cela dure quelques heures. Nous comptons vos réseaux, pendant dix minutes. Nous comptons les pages ouvertes, pendant une heure au plus. Nous comptons les formulaires trop rapides ou sans leur page. Nous gardons ce nombre dix minutes. Nous comptons les pages qui n’existent pas, pendant une minute. Sans cookie, nous comptons par réseau et par type de navigateur. Nous gardons seulement des nombres. Ils ne disent pas quelles pages ni quels formulaires. Un nombre est inhabituel\u202f? Alors la vérification revient.',
  logUse:
    'Nous notons l’heure, la page et notre décision. Nous notons aussi la taille, la durée et le type de navigateur. Votre réseau y reçoit un nom inventé, nouveau chaque jour. Votre adresse IP n’y est pas. Ce que vous écrivez dans des formulaires n’y est pas. Cela sert à la sécurité et à trouver les pannes. Nous retenons les dernières décisions, pour pouvoir les expliquer.',
  formUse:
    'Nous gardons le formulaire chiffré, pendant {kept} au plus. Nous gardons ainsi ce que votre navigateur envoie avec lui. Nous gardons aussi la réponse du service ainsi. Une moitié de la clé est dans votre navigateur. L’autre moitié est dans la page. Pendant ce temps, nous ne pouvons pas le lire. Ensuite, nous le supprimons. La page de la vérification permet de le supprimer plus tôt.',
  privacyRights:
    'Vous pouvez demander ce que nous savons de vous. Nous le changeons ou l’effaçons pour vous. Vous pouvez demander que nous ne l’utilisions pas pendant un temps. Vous pouvez aussi vous plaindre à l’autorité de protection des données.',
  objectRight:
    'Vous avez une raison contre cela\u202f? Alors vous pouvez vous y opposer à tout moment.',
  decisionBody:
    'Un programme décide de la vérification et des demandes. Il peut se tromper. Alors appelez-nous. Nous vous aiderons.',
  voluntaryBody:
    'Rien ne vous oblige à nous donner cela. Mais alors certaines pages ne s’ouvrent peut-être pas. Vous pouvez aussi nous joindre autrement.',
  passPurpose:
    'Montre que la vérification est faite. Il contient un nombre, l’heure et deux marques.',
  keptPurpose: 'Contient une moitié de la clé de votre formulaire.',
  languagePurpose: 'Retient votre langue. Seulement si vous en choisissez une.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Courte vérification – votre formulaire est ici',
  keptNote:
    'Votre formulaire est ici depuis {time}. Le numéro est {ref}. Il part après la vérification. Ne l’envoyez pas encore une fois.',
  keptUntil:
    'Nous le gardons {minutes} au plus. Personne ne peut le lire sans vous. Puis nous l’effaçons.',
  keptWait: 'Attendre un peu et envoyer le formulaire',
  keptUnmatched:
    'Votre navigateur ne garde pas notre cookie. Nous ne savons pas que ce formulaire est à vous. Nous n’avons rien envoyé. Appelez-nous.',
  formLarge:
    'Votre formulaire est trop grand pour nous\u202f: plus de {n} Mo. Nous vérifions d’abord quelque chose. Ensuite, envoyez le formulaire encore une fois.',
  formFull:
    'Nous n’avons pas de place pour votre formulaire. Nous vérifions d’abord quelque chose. Ensuite, envoyez le formulaire encore une fois.',
  formAgainAsked:
    'C’est fait. Votre formulaire n’est pas encore envoyé. Appuyez sur le bouton. Votre navigateur demande quelque chose\u202f? Répondez oui.',
  formReload:
    'C’est fait. Votre formulaire n’est pas encore envoyé. Actualisez cette page. Votre navigateur demande quelque chose\u202f? Répondez oui.',
  sendBody:
    'Nous transmettons votre formulaire. Vous verrez ici la réponse. C’est un fichier\u202f? Regardez dans vos téléchargements.',
  alreadyBody: 'Vous avez envoyé le même formulaire à {time}. Il est arrivé une fois.',
  recoverBody:
    'Votre formulaire est ici depuis {time}. Nous ne l’avons pas encore transmis. Revenez au formulaire. Envoyez-le encore une fois.',
  pendingBody:
    'Votre formulaire est ici depuis {time}. Nous le transmettons maintenant. Ne l’envoyez pas encore une fois. Attendez un peu. Puis actualisez cette page.',
  unknownTitle: 'Nous ne savons pas si votre formulaire est arrivé',
  unknownBody:
    'Votre formulaire est arrivé ici à {time}. Puis quelque chose s’est coupé. Le service l’a peut-être. Peut-être pas. Demandez avant de l’envoyer encore une fois. Le numéro est {ref}.',
  receiptBody:
    'Votre formulaire est arrivé à {time}. Nous n’avons plus la réponse. Le numéro est {ref}.',
  deletedBody: 'Nous avons effacé votre formulaire. Nous ne l’avons pas transmis.',
  expiredBody:
    'Nous gardons un formulaire {minutes}. Puis nous l’effaçons. Vous n’avez pas eu de réponse\u202f? Revenez au formulaire. Envoyez-le encore une fois.',
  elsewhereBody:
    'Votre formulaire n’est pas perdu. Il est sur un autre de nos ordinateurs. Nous ne pouvons pas le joindre en ce moment. Attendez une minute. Puis appuyez sur le bouton. Le formulaire ne part pas deux fois.',
  foreignBody:
    'Un autre site a voulu envoyer un formulaire pour vous. Nous ne l’avons pas fait. Vous n’avez rien fait de mal.',
  movedTitle: 'Votre formulaire doit aller ailleurs',
  movedBody:
    'Nous ne l’envoyons pas là-bas. Revenez au formulaire. Envoyez-le encore une fois. Il n’y aura plus de vérification.',
  passGrace:
    'Ensuite, il reste encore {grace}. Vous pouvez donc encore envoyer un formulaire ouvert.',
  formFromElsewhere:
    'Ce formulaire vient d’un autre site. De là, il arrive sans notre cookie. Veuillez revenir à cet autre site. Ou appelez-nous.',
  framedCheck:
    'Il y a d’abord une petite vérification. Ensuite vous voyez cette partie de la page. Avez-vous écrit quelque chose ici\u202f? Enregistrez-le avant.',
  framedWholeLink: 'Ouvrir ceci en grand',
  fileHere:
    'Vous vouliez un fichier\u202f? Regardez dans vos téléchargements. Vous vouliez une page\u202f? Attendez encore un peu.',
}
