import { type SimpleTexts } from './keys.ts'

export const pt: SimpleTexts = {
  checkTitle: 'Pequeno controlo – não precisa de fazer nada',
  checkTitleForButton: 'Pequeno controlo – carregue no botão, por favor',
  checkTitleForForm: 'Pequeno controlo – o seu formulário ainda não foi',
  progressStart: 'Estamos a verificar uma coisa. Demora poucos segundos.',
  progressSlow:
    'Ainda estamos a verificar. Um aparelho antigo precisa de um minuto. Mantenha esta página aberta.',
  done: 'Já está. Agora continua.',
  doneStay: 'Já está. Carregue em «Continuar».',
  cameBack:
    'Já está. Mas esta página voltou. Carregue em «Continuar». Não ajudou? Então telefone-nos.',
  failed: 'Não funcionou. Carregue no botão abaixo, por favor.',
  failedAlone: 'Não funcionou. Tente outra vez. Ou telefone-nos.',
  whyBots:
    'Alguns programas de computador enviam muitos pedidos. Então este site fica lento. Nós protegemo-lo disso.',
  whyCalculation: 'Por isso, o seu aparelho faz um pequeno cálculo.',
  whyNoPuzzle: 'Não há enigma. Não tem de resolver nada.',

  noScriptHeading: 'O JavaScript está desligado no seu navegador',
  noScriptAlone: 'Esta página precisa de JavaScript. Ligue-o, por favor. Ou telefone-nos.',
  slowBody: 'Carregue no botão. Depois espere até meio minuto, por favor.',
  slowButton: 'Continuar sem JavaScript',
  pressAgain:
    'Há muitas pessoas aqui neste momento. Espere {n} segundos. Depois carregue outra vez no botão.',
  cookiesBlocked:
    'O seu navegador não permite cookies. Permita os cookies neste site. Ou telefone-nos.',

  formNotSent:
    'Primeiro verificamos uma coisa. Ainda não temos o seu formulário. Depois volte ao formulário. Envie-o outra vez.',
  formDone: 'Ainda não temos o seu formulário. Volte ao formulário, por favor. Envie-o outra vez.',
  formCheckEntries:
    'Leia tudo outra vez antes de enviar. Talvez falte alguma coisa. Talvez faltem também os seus ficheiros.',
  backHint: 'Carregue no botão Voltar até ver o formulário.',

  limitTitle: 'Houve pedidos a mais',
  limitBody:
    'Muitas pessoas usam a mesma rede. Então isto pode acontecer. Não fez nada de errado. Espere um pouco, por favor.',
  deniedTitle: 'Infelizmente não pode continuar aqui',
  deniedBody:
    'Pensámos que era um programa de computador. Talvez não seja verdade. Então telefone-nos, por favor. Diga-nos estas letras e números:',

  codeBody:
    'Telefone-nos. Nós damos-lhe um código. Tem dez algarismos. Só funciona uma vez, durante 30 minutos.',
  codeMistyped: 'Ainda não está certo. Um código tem dez algarismos. Veja outra vez, por favor.',
  codeRefused:
    'Este código não funciona ou já não funciona. Veja outra vez, por favor. Ou telefone-nos.',
  codeLocked:
    'Houve demasiados códigos errados. Espere {n} segundos. Depois tente outra vez, por favor.',

  oursTitle: 'Nós cometemos um erro',
  oursBody: 'Não fez nada de errado. Tente outra vez daqui a alguns minutos.',
  unreadableTitle: 'Não compreendemos este pedido',
  unreadableBody: 'O endereço está certo? Tente outra vez, por favor.',
  missingBody: 'O endereço está certo? Ou volte à página anterior.',
  tooLargeTitle: 'Foi demasiado de uma vez',
  tooLargeBody: 'Volte atrás, por favor. Envie menos ficheiros ou ficheiros mais pequenos.',
  headersTooLargeTitle: 'O seu navegador enviou demasiado',
  headersTooLargeBody: 'Apague os cookies deste site. Depois tente outra vez.',

  helpCounter: 'Também pode vir ter connosco ou escrever: {address}. É igualmente bom.',

  privacyBody:
    'O seu navegador lembra-se: a verificação está feita. Isso fica num cookie. Um cookie é uma pequena nota no seu navegador. Não recolhemos nada sobre si. Não damos nada a outros.',
  processedHeading: 'O que sabemos e durante quanto tempo',
  addressUse: 'Serve para contar os pedidos. Após dois dias, no máximo, fica esquecido.',
  calculationUse:
    'O seu navegador envia-nos o resultado. Também diz que tipo de navegador é. Não ficamos a saber nada sobre o seu aparelho.',
  logUse:
    'Escrevemos a hora, a página e o que fizemos. A sua rede recebe aí um nome inventado. Assim tudo fica seguro. Pergunte-nos durante quanto tempo o guardamos.',
  privacyRights:
    'Pode perguntar o que sabemos sobre si. Nós corrigimos ou apagamos por si. Também pode queixar-se à autoridade de proteção de dados.',
  passLifetime:
    'Válido durante {lifetime}. Depois durante {renewed}, no máximo, sem nova verificação.',
  languagePurpose: 'Lembra-se da sua língua. Só quando escolhe uma.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Verificação curta – o seu formulário está aqui',
  keptNote:
    'O seu formulário está aqui desde as {time}. O número é {ref}. Segue depois da verificação. Não o envie outra vez.',
  keptUntil: 'Guardamo-lo {minutes} no máximo. Ninguém o pode ler sem si. Depois apagamo-lo.',
  keptWait: 'Esperar um pouco e enviar o formulário',
  keptUnmatched:
    'O seu navegador não guarda o nosso cookie. Não sabemos que este formulário é seu. Não enviámos nada. Telefone-nos, por favor.',
  formLarge:
    'O seu formulário é grande demais para nós: mais de {n} MB. Primeiro verificamos uma coisa. Depois envie o formulário outra vez.',
  formFull:
    'Agora não temos espaço para o seu formulário. Primeiro verificamos uma coisa. Depois envie o formulário outra vez.',
  formAgainAsked:
    'Já está. O seu formulário ainda não foi enviado. Carregue no botão. O navegador pergunta alguma coisa? Responda que sim.',
  formReload:
    'Já está. O seu formulário ainda não foi enviado. Recarregue esta página. O navegador pergunta alguma coisa? Responda que sim.',
  sendBody:
    'Estamos a entregar o seu formulário. Depois vê aqui a resposta. É um ficheiro? Então procure nas suas transferências.',
  alreadyBody: 'Enviou o mesmo formulário às {time}. Chegou uma vez.',
  recoverBody:
    'O seu formulário está aqui desde as {time}. Ainda não o entregámos. Volte ao formulário. Envie-o outra vez.',
  pendingBody:
    'O seu formulário está aqui desde as {time}. Estamos a entregá-lo agora. Não o envie outra vez. Espere um pouco. Depois recarregue esta página.',
  unknownTitle: 'Não sabemos se o seu formulário chegou',
  unknownBody:
    'Às {time} houve uma interrupção. O seu formulário talvez tenha chegado. Talvez não. Pergunte antes de o enviar outra vez. O número é {ref}.',
  receiptBody: 'O seu formulário chegou às {time}. Já não temos a resposta. O número é {ref}.',
  deletedBody: 'Apagámos o seu formulário. Não o entregámos.',
  expiredBody:
    'Guardamos um formulário durante {minutes}. Depois apagamo-lo. Não recebeu resposta? Então volte ao formulário. Envie-o outra vez.',
  foreignBody:
    'Outro site quis enviar um formulário por si. Não o fizemos. Não fez nada de errado.',
  movedTitle: 'O seu formulário tem de ir para outro lugar',
  movedBody:
    'Não o enviamos para lá. Volte ao formulário. Envie-o outra vez. Então não há verificação.',
  passGrace: 'Depois fica mais {grace}. Assim ainda pode enviar um formulário aberto.',
  formFromElsewhere:
    'Este formulário veio de outro site. De lá chega sem o nosso cookie. Volte a esse site, por favor. Ou telefone-nos.',
  framedCheck:
    'Primeiro há um pequeno controlo. Depois vê esta parte da página. Escreveu alguma coisa aqui? Então guarde-a primeiro.',
  framedWholeLink: 'Abrir isto em grande',
  fileHere:
    'Queria um ficheiro? Veja nas suas transferências. Queria uma página? Então espere mais um pouco.',
}
