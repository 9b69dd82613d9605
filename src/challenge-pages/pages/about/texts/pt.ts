import { type AboutTexts } from './keys.ts'

export const pt: AboutTexts = {
  aboutLink: 'O que verificamos, em números',
  aboutTitle: 'O que verificamos, e o que daí resulta',
  aboutWhy:
    'Programas automatizados podem sobrecarregar {service} ou bloqueá-lo com spam. Por isso há uma verificação. Serve para deixar passar as pessoas e travar esses programas.',
  whatHeading: 'O que verificamos',
  asksAlways:
    'Algumas páginas pedem a todos os navegadores uma breve verificação, uma vez por um tempo mais longo.',
  asksSometimes:
    'Há páginas que pedem a verificação quando um pedido se parece com o de um programa automatizado, ou quando muitíssimos pedidos vêm da mesma rede.',
  asksNever: 'De momento, não se pede a verificação a ninguém aqui.',
  limits:
    'Os pedidos acima de um limite têm de esperar, e alguns são recusados. A página di-lo de cada vez, e diz quem ajuda.',
  silentDoor:
    'A verificação é um pequeno cálculo que o seu navegador faz por si só. Não há enigmas nem imagens para clicar.',
  slowDoor: 'Sem JavaScript, bastam um botão e uma espera de {wait}.',
  codeDoor: 'Quem não pode fazer nem uma coisa nem outra recebe um código do nosso Helpdesk.',
  readsNothing: 'A verificação não lê nada do seu aparelho nem pergunta nada a outras empresas.',
  figuresHeading: 'O que daí resultou nos últimos 30 dias',
  figuresNone: 'Ainda não há números: aparecem quando o primeiro dia completo tiver passado.',
  figuresPeriod: 'De {from} a {to} (UTC). Contámos em {days} destes 30 dias.',
  figuresRounded:
    'Os números são arredondados às dezenas. Não dizemos um número abaixo de dez, para que ninguém seja encontrado por ele.',
  few: 'menos de 10',
  metTerm: 'Quantas vezes a verificação foi mostrada',
  silentTerm: 'Passada pelo cálculo',
  slowTerm: 'Passada pelo botão e pela espera',
  humanTerm: 'Passada por um código do nosso Helpdesk',
  sharedTerm: 'Já passada noutro dos nossos sites',
  notPassedTerm: 'Não passada',
  notPassedNote: 'Pessoas que desistiram e programas automatizados: não os conseguimos distinguir.',
  halfTerm: 'Quanto tempo demorou o cálculo',
  halfValue: 'Para metade, no máximo {seconds}, em todos os sites atrás desta verificação.',
  returnedTerm: 'Voltaram horas depois da verificação',
  returnedNote:
    'Com as verificações passadas, são as visitas de pessoas de que sabemos. Quem passou sem verificação não está incluído.',
  agentsTerm: 'Pedidos de motores de busca e outros que provaram quem são',
  unprovenTerm: 'Pedidos de programas sem verificação',
  unprovenNote:
    'Foram recusados. Alguns vêm de páginas abertas de pessoas cuja verificação já não era válida.',
  limitedTerm: 'Pedidos que tiveram de esperar',
  deniedTerm: 'Pedidos totalmente recusados',
  passedOnTerm: 'Pedidos que deixámos passar, todos juntos',
  passedOnNote: 'Uma só página é muitas vezes feita de dezenas de pedidos.',
  complaintsTerm: 'Queixas que o nosso Helpdesk anotou',
  weeksHeading: 'Semana a semana',
  weeksBody: 'As somas de cada semana podem ser usadas livremente por todos (CC0):',

  mineLink: 'O que temos sobre si',
  mineTitle: 'O que temos sobre si',
  mineBody:
    'O seu navegador mostra o nosso cookie. Isto é o que ele diz, e o que contamos com o seu número.',
  mineNone:
    'O seu navegador não mostra nenhum cookie nosso que seja válido aqui. Por isso, não há aqui nada para mostrar. O que foi contado com um anterior termina por si.',
  levelTerm: 'A verificação',
  levelWaited: 'Passada pelo botão e pela espera',
  levelWorked: 'Passada pelo cálculo',
  levelVouched: 'Passada por um código do nosso Helpdesk',
  provedTerm: 'Quando foi passada',
  untilTerm: 'Até quando o cookie é válido',
  untilValue: 'Até {until}. Se voltar antes disso, é renovado, no máximo até {last}.',
  sitesTerm: 'Onde é válido',
  viaTerm: 'Onde a verificação foi feita',
  requestsTerm: 'Os seus pedidos',
  requestsValue: '{used} de {max}. Depois de mais {left}, a verificação volta.',
  networksTerm: 'Redes em que foi usado',
  networksValue: '{n} em dez minutos. Não guardamos quais foram.',
  marksTerm: 'O seu navegador',
  marksValue: 'Duas marcas curtas, do seu tipo e do seu sistema operativo.',
  nameTerm: 'Como o nosso Helpdesk chama ao cookie',
  deleteHeading: 'Apagar',
  deleteBody:
    'Tiramos o cookie do seu navegador e tornamo-lo inválido para todos. Pomos a zero o número de pedidos e de redes que contámos com ele. O resto do que foi contado com ele termina por si em algumas horas. Até {last}, lembramo-nos apenas de que é inválido. Na próxima vez, a verificação volta.',
  deleteButton: 'Apagar agora',
  deleted: 'Está apagado. Ninguém pode voltar a usar este cookie aqui.',
  deleteLater:
    'De momento não é possível. Tente novamente mais tarde, por favor, ou apague os cookies deste site no seu navegador.',
}
