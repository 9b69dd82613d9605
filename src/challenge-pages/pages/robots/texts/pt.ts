import { type RobotsTexts } from './keys.ts'

export const pt: RobotsTexts = {
  title: 'Para programas e robôs',
  body: 'Os programas também podem ler este serviço. Esta página diz onde e a que ritmo. É feita a partir das definições em vigor.',
  bodyAlone:
    'Esta página é para quem usa programas que leem este serviço. Diz como um programa indica quem é.',
  fileLink: 'O mesmo para programas (JSON)',
  contactTerm: 'A quem escrever',

  tiersHeading: 'Diga quem é',
  tiers: {
    unknown: {
      term: 'Sem nome',
      use: 'O seu programa não diz nada sobre si. Conta como todos os outros.',
    },
    contact: {
      term: 'Com contacto',
      use: 'O User-Agent do seu programa tem um endereço de e-mail ou o endereço de uma página, por exemplo: {example}',
    },
    proven: {
      term: 'Comprovado',
      use: 'Conhecemos as redes ou os nomes dos servidores de onde vem o seu programa. Escreva-nos para que os conheçamos.',
    },
    signed: {
      term: 'Assinado',
      use: 'O seu programa assina os pedidos (RFC 9421) e conhecemos a chave dele.',
    },
  },

  agentsHeading: 'Programas que conhecemos',
  purposes: {
    search: 'motores de pesquisa',
    answer: 'respostas a quem pergunta',
    training: 'treino de modelos de linguagem',
    archive: 'arquivos',
    preview: 'pré-visualização de ligações',
    monitoring: 'monitorização',
    feed: 'leitores de feeds',
    research: 'investigação',
  },

  pathsHeading: 'Onde e a que ritmo',
  pathsBody: 'Vale a primeira entrada que corresponde a um caminho.',
  line: '{who}: {access}',
  everybody: 'Para todos',
  noLimit: 'sem limite',
  needsCheck: 'só depois de uma verificação que precisa de um navegador',
  closed: 'fechado',
  perSecond: '{count} pedidos por segundo',
  perMinute: '{count} pedidos por minuto',
  perHour: '{count} pedidos por hora',
  perDay: '{count} pedidos por dia',
  underWay: '{count} ao mesmo tempo',
  by: {
    address: 'por endereço',
    network: 'por rede',
    agent: 'por programa',
    all: 'para todos em conjunto',
  },
  burst: '{count} de uma vez',
  beyond: {
    wait: 'acima disso: esperar (429)',
    check: 'acima disso: uma verificação que precisa de um navegador',
    refused: 'acima disso: recusado',
  },
  closedTo: 'Fechado para: {kinds}',
  kinds: {
    'ai-crawler': 'programas que recolhem para IA',
    bot: 'programas que se dizem robôs',
    tool: 'ferramentas e bibliotecas',
    headless: 'navegadores comandados por um programa',
    empty: 'programas sem User-Agent',
  },
  freeFor: 'Sem limite, depois de comprovado: {kinds}',
  more: 'Caminhos que não estão aqui: {count}',

  dumpsHeading: 'Conjuntos de dados completos',
  dumpsBody: 'Se precisar de muito, use antes estes.',
  apisHeading: 'Interfaces para programas',
}
