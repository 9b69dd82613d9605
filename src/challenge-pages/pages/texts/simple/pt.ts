import { type SimpleTexts } from './keys.ts'

export const pt: SimpleTexts = {
  checkTitle: 'Pequena verificação – não precisa de fazer nada',
  checkTitleForButton: 'Pequena verificação – carregue no botão, por favor',
  checkTitleForForm: 'Pequena verificação – o seu formulário ainda não foi',
  progressStart: 'Estamos a verificar uma coisa. Demora poucos segundos.',
  progressSlow:
    'Ainda estamos a verificar. Um aparelho antigo pode precisar de um minuto. Mantenha esta página aberta.',
  done: 'Já está. A página pedida vai abrir agora.',
  doneStay: 'Já está. Carregue em «Continuar».',
  cameBack:
    'Já está. Mas esta página voltou. Carregue em «Continuar». Não ajudou? Então telefone-nos.',
  failed: 'Não funcionou. Carregue no botão abaixo, por favor.',
  failedAlone: 'Não funcionou. Tente outra vez. Ou telefone-nos.',
  whyBots:
    'Programas automatizados enviam muitos pedidos. Então este site fica lento. Nós protegemo-lo disso.',
  whyCalculation: 'Por isso, o seu navegador faz um pequeno cálculo.',
  whyNoPuzzle: 'Não há enigma. Não tem de resolver nada.',

  noScriptHeading: 'O JavaScript está desligado no seu navegador',
  noScriptAlone: 'Esta página precisa de JavaScript. Ligue-o, por favor. Ou telefone-nos.',
  slowBody: 'Carregue no botão. Depois espere até meio minuto, por favor.',
  pressAgain:
    'Há muitas pessoas aqui neste momento. Espere {n} segundos. Depois carregue outra vez no botão.',
  cookiesBlocked:
    'O seu navegador não guarda cookies. Permita os cookies neste site. Ou telefone-nos.',

  formNotSent:
    'Primeiro fazemos uma pequena verificação. Ainda não temos o seu formulário. Depois volte ao formulário. Envie-o outra vez.',
  formDone: 'Ainda não temos o seu formulário. Volte ao formulário, por favor. Envie-o outra vez.',
  formCheckEntries:
    'Leia tudo outra vez antes de enviar. Talvez falte alguma coisa. Talvez faltem também os seus ficheiros.',
  backHint: 'Carregue no botão Voltar até ver o formulário.',

  limitTitle: 'Houve pedidos a mais',
  limitBody:
    'Muitas pessoas usam a mesma rede. Então isto pode acontecer. Não fez nada de errado. Espere um pouco, por favor.',
  deniedTitle: 'Infelizmente não pode continuar aqui',
  deniedBody:
    'Pensámos que era um programa automatizado. Talvez não seja verdade. Então telefone-nos, por favor. Diga-nos estas letras e números:',

  codeBody:
    'Telefone-nos. Nós damos-lhe um código. Tem dez algarismos. É válido uma só vez, durante 30 minutos.',
  codeMistyped: 'Isto não é um código. Um código tem dez algarismos. Veja outra vez, por favor.',
  codeRefused:
    'Este código não é válido ou já não é válido. Veja outra vez, por favor. Ou telefone-nos.',
  codeLocked:
    'Houve demasiados códigos errados. Espere {n} segundos. Depois tente outra vez, por favor.',

  oursTitle: 'Nós cometemos um erro',
  oursBody: 'Não fez nada de errado. Tente outra vez daqui a alguns minutos.',
  unreadableTitle: 'Não compreendemos este pedido',
  unreadableBody: 'O endereço está certo? Tente outra vez, por favor.',
  missingBody: 'O endereço está certo? Ou volte à página anterior.',
  tooLargeTitle: 'Enviou demasiado de uma vez',
  tooLargeBody: 'Volte atrás, por favor. Envie menos ficheiros ou ficheiros mais pequenos.',
  headersTooLargeTitle: 'O seu navegador enviou demasiado',
  headersTooLargeBody: 'Apague os cookies deste site. Depois tente outra vez.',

  helpCounter: 'Também pode vir ter connosco ou escrever: {address}. É igualmente bom.',

  privacyBody:
    'O seu navegador lembra-se: a verificação está feita. Isso fica num cookie. Um cookie é uma pequena nota no seu navegador. Usamo-lo apenas para a segurança. A verificação não envia nada a outras empresas.',
  processedHeading: 'O que sabemos e durante quanto tempo',
  addressUse:
    'Serve para contar os pedidos. Assim, ninguém pode sobrecarregar este site. Guardamos apenas números, no máximo dois dias. O serviço também recebe o seu endereço IP e o nosso resultado.',
  browserUse:
    'O seu navegador diz-nos o tipo, o sistema operativo e os idiomas. Assim encontramos programas automatizados. Escrevemos apenas uma marca curta do tipo e se era invulgar. O cookie contém duas marcas curtas disso. Só funciona neste tipo de navegador.',
  calculationUse:
    'O seu navegador envia-nos o resultado. Vemos de qual de duas formas ele calculou. Vemos também quanto tempo isso demorou. Guardamos apenas totais de todas as pessoas.',
  countsUse:
    'Com o cookie, contamos os seus pedidos, durante {renewed}, no máximo. Durante esse tempo, anotamos também se abriu uma página. Contamos os cálculos e as esperas para outros formulários, durante algumas horas. Contamos as suas redes, durante dez minutos. Contamos as páginas que abre, durante uma hora, no máximo. Contamos formulários demasiado rápidos ou sem a sua página. Guardamos esse número dez minutos. Contamos páginas que não existem, durante um minuto. Sem cookie, contamos por rede e por tipo de navegador. Guardamos apenas números. Não dizem que páginas ou formulários eram. Um número é invulgar? Então a verificação volta.',
  logUse:
    'Escrevemos a hora, a página e o que fizemos. Escrevemos também o tamanho, a duração e o tipo de navegador. A sua rede recebe aí um nome inventado, novo todos os dias. O seu endereço IP não está lá. O que escreve em formulários não está lá. Precisamos disto para a segurança e para encontrar falhas. Lembramo-nos das últimas decisões, para as poder explicar.',
  formUse:
    'Guardamos o formulário cifrado, durante {kept}, no máximo. Guardamos assim o que o seu navegador envia com ele. Também guardamos assim a resposta do serviço. Uma metade da chave está no seu navegador. A outra está na página. Durante esse tempo, não podemos ler o formulário. Depois apagamo-lo. Na página da verificação, pode apagá-lo antes.',
  privacyRights:
    'Pode perguntar o que sabemos sobre si. Nós corrigimos ou apagamos por si. Pode pedir que não usemos isso durante algum tempo. Também pode queixar-se à autoridade de proteção de dados.',
  objectRight: 'Tem um motivo contra isto? Então pode opor-se em qualquer momento.',
  decisionBody:
    'Um programa decide sobre a verificação e sobre os pedidos. Pode enganar-se. Então telefone-nos, por favor. Nós ajudamos.',
  voluntaryBody:
    'Não tem de nos dar isto. Mas então algumas páginas talvez não abram. Também pode contactar-nos de outras formas.',
  passPurpose: 'Mostra que a verificação foi feita. Contém um número, a hora e duas marcas.',
  keptPurpose: 'Contém metade da chave do seu formulário.',
  languagePurpose: 'Lembra-se do seu idioma. Só quando escolhe um.',

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
    'O seu formulário chegou aqui às {time}. Depois houve uma interrupção. O serviço talvez o tenha. Talvez não. Pergunte antes de o enviar outra vez. O número é {ref}.',
  receiptBody: 'O seu formulário chegou às {time}. Já não temos a resposta. O número é {ref}.',
  deletedBody: 'Apagámos o seu formulário. Não o entregámos.',
  expiredBody:
    'Guardamos um formulário durante {minutes}. Depois apagamo-lo. Não recebeu resposta? Então volte ao formulário. Envie-o outra vez.',
  elsewhereBody:
    'O seu formulário não se perdeu. Está noutro dos nossos computadores. De momento não o conseguimos contactar. Espere um minuto. Depois carregue no botão. O formulário não é enviado duas vezes.',
  foreignBody:
    'Outro site quis enviar um formulário por si. Não o fizemos. Não fez nada de errado.',
  movedTitle: 'O seu formulário tem de ir para outro lugar',
  movedBody:
    'Não o enviamos para lá. Volte ao formulário. Envie-o outra vez. Então não há verificação.',
  passGrace: 'Depois fica mais {grace}. Assim ainda pode enviar um formulário aberto.',
  formFromElsewhere:
    'Este formulário veio de outro site. De lá chega sem o nosso cookie. Volte a esse site, por favor. Ou telefone-nos.',
  framedCheck:
    'Primeiro há uma pequena verificação. Depois vê esta parte da página. Escreveu alguma coisa aqui? Então guarde-a primeiro.',
  framedWholeLink: 'Abrir isto em grande',
  fileHere:
    'Queria um ficheiro? Veja nas suas transferências. Queria uma página? Então espere mais um pouco.',
}
