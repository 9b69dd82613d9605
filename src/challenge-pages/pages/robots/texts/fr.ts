import { type RobotsTexts } from './keys.ts'

export const fr: RobotsTexts = {
  title: 'Pour les programmes et les robots',
  body: 'Les programmes peuvent aussi lire ce service. Cette page dit où et à quel rythme. Elle est tirée des réglages en vigueur.',
  bodyAlone:
    'Cette page s’adresse à ceux qui exploitent des programmes qui lisent ce service. Elle dit comment un programme indique qui il est.',
  fileLink: 'La même chose pour les programmes (JSON)',
  contactTerm: 'À qui écrire',

  tiersHeading: 'Dites qui vous êtes',
  tiers: {
    unknown: {
      term: 'Sans nom',
      use: 'Votre programme ne dit rien de lui. Il compte comme tout le monde.',
    },
    contact: {
      term: 'Avec un contact',
      use: 'Le User-Agent de votre programme contient une adresse e-mail ou l’adresse d’une page, par exemple\u202f: {example}',
    },
    proven: {
      term: 'Prouvé',
      use: 'Nous connaissons les réseaux ou les noms d’hôtes d’où vient votre programme. Écrivez-nous pour que nous les connaissions.',
    },
    signed: {
      term: 'Signé',
      use: 'Votre programme signe ses requêtes (RFC 9421) et nous connaissons sa clé.',
    },
  },

  agentsHeading: 'Programmes que nous connaissons',
  purposes: {
    search: 'moteurs de recherche',
    answer: 'réponses à une personne qui demande',
    training: 'entraînement de modèles de langage',
    archive: 'archives',
    preview: 'aperçus de liens',
    monitoring: 'surveillance technique',
    feed: 'lecteurs de flux',
    research: 'recherche scientifique',
  },

  pathsHeading: 'Où et à quel rythme',
  pathsBody: 'La première ligne qui correspond à un chemin compte.',
  line: '{who}\u202f: {access}',
  everybody: 'Pour tous',
  noLimit: 'sans limite',
  needsCheck: 'seulement après une vérification qui demande un navigateur',
  closed: 'fermé',
  perSecond: '{count} requêtes par seconde',
  perMinute: '{count} requêtes par minute',
  perHour: '{count} requêtes par heure',
  perDay: '{count} requêtes par jour',
  underWay: '{count} en cours à la fois',
  by: {
    address: 'par adresse',
    network: 'par réseau',
    agent: 'par programme',
    all: 'pour tous ensemble',
  },
  burst: '{count} d’un coup',
  beyond: {
    wait: 'au-delà\u202f: attendre (429)',
    check: 'au-delà\u202f: une vérification qui demande un navigateur',
    refused: 'au-delà\u202f: refusé',
  },
  closedTo: 'Fermé aux usages suivants\u202f: {kinds}',
  kinds: {
    'ai-crawler': 'programmes qui collectent pour l’IA',
    bot: 'programmes qui se disent robots',
    tool: 'outils et bibliothèques',
    headless: 'navigateurs pilotés par un programme',
    empty: 'programmes sans User-Agent',
  },
  freeFor: 'Sans limite, une fois prouvé\u202f: {kinds}',
  more: 'Chemins qui ne figurent pas ici\u202f: {count}',

  dumpsHeading: 'Jeux de données entiers',
  dumpsBody: 'Si vous avez besoin de beaucoup, prenez plutôt ceux-ci.',
  apisHeading: 'Interfaces pour les programmes',
}
