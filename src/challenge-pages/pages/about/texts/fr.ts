import { type AboutTexts } from './keys.ts'

export const fr: AboutTexts = {
  aboutLink: 'Ce que nous vérifions, en chiffres',
  aboutTitle: 'Ce que nous vérifions, et ce qui en résulte',
  aboutWhy:
    'Des programmes automatisés peuvent surcharger {service} ou le bloquer avec du spam. C’est pourquoi il y a une vérification. Elle doit laisser passer les personnes et ralentir ces programmes.',
  whatHeading: 'Ce que nous vérifions',
  asksAlways:
    'Certaines pages demandent à chaque navigateur une brève vérification, une fois pour un temps assez long.',
  asksSometimes:
    'Des pages demandent la vérification quand une demande ressemble à celle d’un programme automatisé, ou quand de très nombreuses demandes viennent d’un même réseau.',
  asksNever: 'En ce moment, la vérification n’est demandée à personne ici.',
  limits:
    'Les demandes au-delà d’une limite doivent attendre, et certaines sont refusées. La page le dit chaque fois, et elle dit qui peut aider.',
  silentDoor:
    'La vérification est un petit calcul que votre navigateur fait de lui-même. Il n’y a pas d’énigme ni d’images à sélectionner.',
  slowDoor: 'Sans JavaScript, un bouton et une attente de {wait} suffisent.',
  codeDoor: 'Qui ne peut faire ni l’un ni l’autre reçoit un code de notre Helpdesk.',
  readsNothing:
    'La vérification ne lit rien de votre appareil et ne demande rien à d’autres entreprises.',
  figuresHeading: 'Ce qui en a résulté ces 30 derniers jours',
  figuresNone:
    'Il n’y a pas encore de chiffres\u202f: ils viendront quand le premier jour entier sera passé.',
  figuresPeriod: 'Du {from} au {to} (UTC). Nous avons compté pendant {days} de ces 30 jours.',
  figuresRounded:
    'Les nombres sont arrondis à la dizaine. Nous ne disons pas un nombre inférieur à dix, pour que personne ne soit reconnu par lui.',
  few: 'moins de 10',
  metTerm: 'Combien de fois la vérification a été affichée',
  silentTerm: 'Réussie par le calcul',
  slowTerm: 'Réussie par le bouton et l’attente',
  humanTerm: 'Réussie par un code de notre Helpdesk',
  sharedTerm: 'Déjà réussie sur un autre de nos sites',
  notPassedTerm: 'Non réussie',
  notPassedNote:
    'Des personnes qui ont abandonné, et des programmes automatisés\u202f: nous ne pouvons pas les distinguer.',
  halfTerm: 'Combien de temps le calcul a duré',
  halfValue: 'Pour la moitié, {seconds} au plus, sur tous les sites derrière cette vérification.',
  returnedTerm: 'Revenues des heures après la vérification',
  returnedNote:
    'Avec les vérifications réussies, ce sont les visites de personnes que nous connaissons. Qui est passé sans vérification n’y figure pas.',
  agentsTerm: 'Demandes de moteurs de recherche et d’autres qui ont prouvé qui ils sont',
  unprovenTerm: 'Demandes de programmes sans vérification',
  unprovenNote:
    'Elles ont été refusées. Certaines viennent de pages ouvertes de personnes dont la vérification n’était plus valable.',
  limitedTerm: 'Demandes qui ont dû attendre',
  deniedTerm: 'Demandes refusées tout à fait',
  passedOnTerm: 'Demandes que nous avons laissé passer, toutes ensemble',
  passedOnNote: 'Une seule page se compose souvent de dizaines de demandes.',
  complaintsTerm: 'Plaintes notées par notre Helpdesk',
  weeksHeading: 'Semaine par semaine',
  weeksBody: 'Les totaux de chaque semaine sont à la libre disposition de tous (CC0)\u202f:',

  mineLink: 'Ce que nous gardons sur vous',
  mineTitle: 'Ce que nous gardons sur vous',
  mineBody:
    'Votre navigateur montre notre cookie. Voici ce qu’il dit, et ce que nous comptons avec son numéro.',
  mineNone:
    'Votre navigateur ne montre aucun cookie de nous qui soit valable ici. Il n’y a donc rien à montrer. Ce qui a été compté avec un cookie précédent prend fin de lui-même.',
  levelTerm: 'La vérification',
  levelWaited: 'Réussie par le bouton et l’attente',
  levelWorked: 'Réussie par le calcul',
  levelVouched: 'Réussie par un code de notre Helpdesk',
  provedTerm: 'Quand elle a été réussie',
  untilTerm: 'Combien de temps le cookie est valable',
  untilValue: 'Jusqu’au {until}. Si vous revenez avant, il est renouvelé, jusqu’au {last} au plus.',
  sitesTerm: 'Où il est valable',
  viaTerm: 'Où la vérification a été faite',
  requestsTerm: 'Vos demandes',
  requestsValue: '{used} sur {max}. Après {left} de plus, la vérification revient.',
  networksTerm: 'Réseaux où il a été utilisé',
  networksValue: '{n} en dix minutes. Nous ne gardons pas lesquels.',
  marksTerm: 'Votre navigateur',
  marksValue: 'Deux courtes marques, de son type et de son système d’exploitation.',
  nameTerm: 'Le nom du cookie auprès de notre Helpdesk',
  deleteHeading: 'Le supprimer',
  deleteBody:
    'Nous retirons le cookie de votre navigateur et le rendons non valable pour tous. Nous remettons à zéro le nombre de demandes et de réseaux comptés avec lui. Le reste de ce qui a été compté avec lui prend fin de lui-même en quelques heures. Jusqu’au {last}, nous notons seulement qu’il n’est plus valable. La prochaine fois, la vérification revient.',
  deleteButton: 'Supprimer maintenant',
  deleted: 'C’est supprimé. Personne ne peut plus utiliser ce cookie ici.',
  deleteLater:
    'Ce n’est pas possible en ce moment. Veuillez réessayer plus tard, ou supprimer les cookies de ce site dans votre navigateur.',
}
