import { type Texts } from './keys.ts'

/** European Portuguese. */
export const pt: Texts = {
  ownName: 'Português',
  direction: 'ltr',
  languageLabel: 'Idioma',
  simpleButton: 'Em palavras simples',
  usualButton: 'Linguagem normal',

  checkTitle: 'Breve verificação de segurança – não precisa de fazer nada',
  checkTitleForButton: 'Breve verificação de segurança – carregue no botão, por favor',
  checkTitleForForm: 'Breve verificação de segurança – o seu formulário ainda não foi enviado',
  stateRunning: 'Verificação em curso',
  stateDone: 'Verificação concluída',
  stateStopped: 'A verificação não funcionou',
  progressLabel: 'Progresso da verificação',
  progressStart: 'Verificação em curso. Normalmente demora apenas alguns segundos.',
  progressSlow:
    'A verificação continua. Num aparelho mais antigo, pode demorar até um minuto. Mantenha esta página aberta, por favor.',
  offline:
    'De momento não há ligação à Internet. A verificação continua por si só assim que a ligação voltar.',
  done: 'Concluído. A página pedida vai abrir agora.',
  doneStay: 'A verificação está concluída. Carregue em «Continuar» quando quiser.',
  cameBack:
    'A verificação está concluída, mas esta página voltou a aparecer. Carregue em «Continuar». Se não resultar, contacte-nos.',
  failed: 'A verificação automática não funcionou. Carregue no botão abaixo, por favor.',
  failedAlone: 'A verificação automática não funcionou. Tente novamente ou contacte-nos.',
  continueButton: 'Continuar',
  stayButton: 'Não continuar automaticamente',
  whyHeading: 'Porque vejo esta página?',
  whyBots:
    'Programas automatizados («bots») podem sobrecarregar este serviço ou bloqueá-lo com spam.',
  whyCalculation: 'Por isso, o seu navegador está agora a fazer um pequeno cálculo.',
  whyNoPuzzle: 'Não tem de resolver um enigma nem de clicar em imagens.',
  storedHeading: 'Que dados meus ficam registados?',

  noScriptHeading: 'O seu navegador não usa JavaScript',
  noScriptReassurance: 'Não há problema.',
  noScriptAlone: 'Esta página precisa de JavaScript. Ative-o ou contacte-nos, por favor.',
  slowBody: 'Carregue no botão abaixo. A página seguinte pode demorar até meio minuto a abrir.',
  slowButton: 'Continuar com uma curta espera',
  pressAgain:
    'Neste momento, muitas pessoas querem continuar. Aguarde {n} segundos e carregue novamente no botão, por favor.',
  orderNote:
    'Este passo precisa de um cálculo próprio ou de uma espera. Quanto mais for enviado de um aparelho ou de uma rede numa hora, mais tempo demora. Não fez nada de errado.',
  orderTooLong:
    'Neste aparelho, o cálculo demoraria cerca de {n} segundos. Foi interrompido. Escolha um dos meios abaixo, por favor.',
  orderPressAgain: 'Aguarde {n} segundos e carregue novamente no botão, por favor.',
  cookiesBlocked:
    'O seu navegador não guarda cookies. Para continuar, permita os cookies neste site ou use um dos meios indicados abaixo.',

  addressLong:
    'O endereço que abriu é muito longo. Depois da verificação, abra-o outra vez, por favor.',
  formNotSent:
    'Primeiro temos de fazer uma breve verificação. O seu formulário ainda não foi enviado. Depois da verificação, pode voltar ao formulário e enviá-lo novamente.',
  formDone:
    'O seu formulário ainda não foi enviado. Volte ao formulário e envie-o novamente, por favor.',
  formCheckEntries:
    'Verifique o que escreveu antes de enviar. Nem todos os navegadores guardam esses dados. Talvez tenha de anexar os ficheiros outra vez.',
  backButton: 'Voltar ao formulário',
  backHint: 'Carregue no botão Voltar do seu navegador até ver novamente o formulário.',

  limitTitle: 'Demasiados pedidos em pouco tempo',
  limitBody:
    'Isto pode acontecer quando muitas pessoas usam o mesmo acesso à Internet, por exemplo numa empresa ou numa rede móvel. Não fez nada de errado. Aguarde um pouco e tente novamente.',
  limitWait: 'Tente novamente daqui a {n} segundos',
  limitOver: 'Já pode tentar novamente.',
  retryButton: 'Tentar novamente',
  deniedTitle: 'Não foi possível aceitar este pedido',
  deniedBody:
    'O nosso sistema considerou que este pedido vinha de um programa automatizado. Podemos estar enganados. Nesse caso, contacte-nos e indique esta referência:',
  referenceLabel: 'Referência: {ref}',

  codeLink: 'Tenho um código do Helpdesk',
  codeTitle: 'Continuar com um código',
  codeBody:
    'O Helpdesk pode dar-lhe um código de dez algarismos. É válido uma só vez, durante 30 minutos.',
  codeLabel: 'Código do Helpdesk',
  codeHint: 'Dez algarismos. Os espaços e os hífenes não contam.',
  codeButton: 'Usar o código',
  codeStopped: 'O código não funcionou',
  codeMistyped: 'Estes não são os dez algarismos de um código. Verifique os algarismos, por favor.',
  codeRefused:
    'Este código não é válido ou expirou. Verifique-o e tente novamente, ou telefone-nos.',
  codeLocked:
    'Foram introduzidos demasiados códigos errados. Aguarde {n} segundos e tente novamente, ou telefone-nos.',
  codeUnreachable:
    'De momento não é possível verificar o código. Tente novamente daqui a um minuto.',

  oursTitle: 'Ocorreu um erro. A falha é nossa, não sua.',
  oursBody: 'O serviço não responde neste momento. Tente novamente daqui a alguns minutos.',
  unreadableTitle: 'Não foi possível compreender este pedido',
  unreadableBody: 'Verifique o endereço e tente novamente.',
  missingTitle: 'Esta página não existe',
  missingBody: 'Verifique o endereço ou volte à página anterior.',
  tooLargeTitle: 'O que está a enviar é demasiado grande',
  tooLargeBody: 'Volte atrás e envie menos ficheiros ou ficheiros mais pequenos.',
  headersTooLargeTitle: 'O seu navegador enviou demasiados dados de uma vez',
  headersTooLargeBody:
    'Muitas vezes basta apagar os cookies deste site no navegador. Depois, tente novamente.',

  helpHeading: 'Não funciona? Nós ajudamos',
  helpPhone: 'Telefone-nos: {phone} ({hours}).',
  helpPhoneForCode: 'Telefone-nos: {phone} ({hours}). Damos-lhe um código.',
  helpEmail: 'Envie-nos um e-mail: {email}',
  helpCounter:
    'Também pode tratar do assunto ao balcão ou por correio: {address}. Isso não lhe traz nenhuma desvantagem.',
  closedPhone: 'Voltamos a atender o telefone {when}: {phone} ({hours}).',
  closedPhoneForCode:
    'Voltamos a atender o telefone {when}: {phone} ({hours}). Nessa altura damos-lhe um código.',
  closedEmail: 'Pode enviar-nos um e-mail agora: {email}',
  opensToday: 'hoje às {time}',
  opensSunday: 'no domingo às {time}',
  opensMonday: 'na segunda-feira às {time}',
  opensTuesday: 'na terça-feira às {time}',
  opensWednesday: 'na quarta-feira às {time}',
  opensThursday: 'na quinta-feira às {time}',
  opensFriday: 'na sexta-feira às {time}',
  opensSaturday: 'no sábado às {time}',

  privacyLink: 'Proteção de dados',
  privacyTitle: 'Proteção de dados e cookies',
  privacyBody:
    'Usamos um cookie técnico para que não tenha de repetir esta verificação em cada página. Serve a segurança deste serviço e mais nada. A verificação não carrega nada de outras empresas nem lhes envia nada.',
  responsibleHeading: 'Quem é responsável',
  controllerTerm: 'Responsável pelos seus dados',
  dpoTerm: 'Encarregado da proteção de dados',
  authorityTerm: 'Autoridade de proteção de dados',
  processedHeading: 'O que tratamos, porquê e durante quanto tempo',
  addressTerm: 'O seu endereço IP',
  addressUse:
    'Contamos os pedidos que vêm deste endereço e da sua rede, para que ninguém sobrecarregue o serviço. Guardamos apenas números, na memória de trabalho, no máximo dois dias. O próprio serviço também recebe o seu endereço IP e o resultado da nossa verificação.',
  browserTerm: 'O que o seu navegador nos diz',
  browserUse:
    'Em cada pedido, o seu navegador indica o seu tipo, o seu sistema operativo e os seus idiomas. Usamos isso para responder no seu idioma e para reconhecer programas automatizados. Fica na memória de trabalho; o nosso registo guarda apenas uma marca do tipo de programa e pontos pelo que é invulgar. O nosso cookie contém duas marcas curtas disso: uma do tipo de navegador, outra do sistema operativo. Assim, não funciona em nenhum outro tipo de navegador.',
  calculationTerm: 'O cálculo',
  calculationUse:
    'O seu navegador envia-nos o resultado. Vemos nele de qual de duas formas o navegador calculou e quanto tempo isso demorou. Verificamos logo o resultado e não o guardamos; do resto guardamos apenas totais de todos os visitantes.',
  countsTerm: 'O que contamos',
  countsUse:
    'Com o nosso cookie, contamos os seus pedidos e anotamos se com ele foi aberta uma página, durante {renewed}, no máximo. Contamos em quantas redes o cookie é usado, durante dez minutos, e os cálculos e as esperas para outros formulários, durante algumas horas, também para a sua rede. Contamos também as páginas abertas, durante uma hora, no máximo, os formulários enviados muito depressa ou sem a sua página, durante dez minutos, e as páginas que não existem, durante um minuto. Sem o cookie, contamos isto para a sua rede e o seu tipo de navegador em conjunto. São números na memória de trabalho: não dizem que páginas ou formulários eram. Se um número for invulgar, a verificação volta.',
  logTerm: 'O nosso registo',
  logUse:
    'Guarda a hora, a página, o tamanho, a duração, o tipo de navegador, a nossa decisão com o seu motivo e um pseudónimo da sua rede que muda todos os dias, para a segurança e para encontrar falhas. O seu endereço IP e o que escreve em formulários não constam dele. As últimas decisões também ficam na memória de trabalho, para que as possamos explicar.',
  logKept: 'Guardamos o registo durante {retention}.',
  logKeptUntold: 'Pergunte-nos durante quanto tempo guardamos o registo.',
  formTerm: 'Um formulário que a verificação parou',
  formUse:
    'Guardamo-lo cifrado, juntamente com o que o seu navegador enviou com ele (por exemplo, cookies e o seu endereço IP) e com a resposta do serviço, durante {kept}, no máximo. Uma metade da chave está num cookie do seu navegador. A outra está na página da verificação e, até fechar o separador, na memória do separador. Enquanto o guardamos, não o podemos ler. Apagamo-lo depois desse tempo. A página da verificação tem um botão que o apaga antes.',
  basisTerm: 'Fundamento jurídico',
  basisPublicTask: 'Uma função de interesse público (RGPD, artigo 6.º, n.º 1, alínea e)',
  basisLegalObligation: 'Uma obrigação prevista na lei (RGPD, artigo 6.º, n.º 1, alínea c)',
  basisLegitimateInterests:
    'O nosso interesse num serviço seguro e acessível (RGPD, artigo 6.º, n.º 1, alínea f)',
  rightsHeading: 'Os seus direitos',
  privacyRights:
    'Pode perguntar-nos o que sabemos sobre si e pedir que seja corrigido, apagado ou usado apenas de forma limitada. Também pode apresentar queixa à autoridade de proteção de dados.',
  objectRight:
    'Pode opor-se a este tratamento em qualquer momento, por motivos que digam respeito à sua situação.',
  decisionBody:
    'Um programa decide se há verificação ou se um pedido é recusado. Se achar que isso está errado, contacte-nos: nós ajudamos.',
  voluntaryBody:
    'Não é obrigatório dar-nos estes dados. Sem eles, talvez não consiga abrir todas as páginas, mas pode contactar-nos de outras formas, ver abaixo.',
  accessibilityLink: 'Acessibilidade',
  cookiesHeading: 'Os nossos cookies',
  passPurpose:
    'Mostra que a verificação foi feita. Contém um número aleatório, o tipo e a hora da verificação e as duas marcas.',
  passLifetime:
    'Válido durante {lifetime}. Renovado durante {renewed}, no máximo, após uma verificação.',
  keptPurpose:
    'Contém metade da chave de um formulário que guardamos. Cada formulário tem o seu próprio cookie.',
  languagePurpose: 'Guarda o idioma que escolheu. Só é criado quando escolhe um idioma.',
  cookieLifetime: 'Válido durante {lifetime}.',

  // What is kept, and what becomes of it.
  checkTitleForKept: 'Breve verificação de segurança – o seu formulário chegou aqui',
  keptNote:
    'O seu formulário chegou aqui às {time} (referência {ref}). Segue para o serviço logo que esta verificação termine. Não o envie novamente, por favor.',
  keptUntil: 'Guardamo-lo cifrado, durante {minutes} no máximo. Depois é apagado.',
  keptWait: 'Enviar o formulário após uma curta espera',
  keptSend: 'Enviar o formulário agora',
  keptDelete: 'Apagar o meu formulário',
  keptAnswer: 'Ver a resposta',
  keptSending: 'Concluído. O seu formulário está a ser enviado.',
  keptReady: 'A verificação está concluída. Carregue em «Enviar o formulário agora» quando quiser.',
  keptUnmatched:
    'O seu navegador não guarda o nosso cookie. Por isso, não podemos saber que este formulário é seu. Nada foi enviado. Use um dos meios indicados abaixo, por favor.',
  formLarge:
    'O seu formulário é maior do que podemos guardar ({n} MB). Primeiro vem a verificação. Depois, envie o formulário novamente, por favor.',
  formFull:
    'Neste momento, não temos espaço para guardar o seu formulário. Primeiro vem a verificação. Depois, envie o formulário novamente, por favor.',
  formAgain: 'Enviar o formulário novamente',
  formAgainAsked:
    'A verificação está concluída. O seu formulário ainda não foi enviado. O seu navegador talvez pergunte se o deve enviar novamente. Responda que sim, por favor.',
  formReload:
    'A verificação está concluída. O seu formulário ainda não foi enviado. Recarregue esta página e deixe o seu navegador enviar o formulário novamente, por favor.',
  sendTitle: 'O seu formulário está a ser enviado',
  sendBody:
    'Estamos a entregar o seu formulário ao serviço. A resposta aparece aqui. Se for um ficheiro, procure nas suas transferências.',
  sendNone: 'Não há aqui nenhum formulário para enviar.',
  alreadyTitle: 'O seu formulário já foi enviado',
  alreadyBody: 'Enviou exatamente este formulário às {time}. Chegou ao serviço uma vez.',
  alreadyAgain: 'Enviar como segundo formulário',
  recoverTitle: 'O seu formulário ainda não foi entregue',
  recoverBody:
    'O seu formulário chegou aqui às {time}, mas ainda não foi entregue ao serviço. Volte ao formulário e envie-o novamente, por favor.',
  pendingTitle: 'O seu formulário está a caminho do serviço',
  pendingBody:
    'O seu formulário chegou aqui às {time}. Estamos agora a entregá-lo ao serviço. Não o envie novamente, por favor. Recarregue esta página dentro de momentos.',
  unknownTitle: 'Não sabemos se o seu formulário chegou',
  unknownBody:
    'O seu formulário chegou aqui às {time}. A ligação foi interrompida enquanto o entregávamos. Não sabemos se chegou ao serviço. Pergunte lá antes de o enviar novamente, por favor. A referência é {ref}.',
  unknownAgain: 'Enviar novamente',
  receiptTitle: 'O seu formulário chegou ao serviço',
  receiptBody:
    'O seu formulário chegou ao serviço às {time}. Não guardámos a resposta. A referência é {ref}.',
  deletedTitle: 'O seu formulário foi apagado',
  deletedBody: 'Apagámos o seu formulário. Não foi entregue ao serviço.',
  expiredTitle: 'O seu formulário já não está aqui',
  expiredBody:
    'Guardamos um formulário durante {minutes} e depois apagamo-lo. Se o serviço ainda não lhe respondeu, volte ao formulário e envie-o novamente, por favor.',
  elsewhereTitle: 'O seu formulário está guardado em segurança',
  elsewhereBody:
    'Está noutro dos nossos servidores, que de momento não conseguimos contactar. Nada se perdeu. Tente novamente dentro de um minuto, por favor. Não será enviado duas vezes.',
  noCookieTitle: 'O seu navegador não guarda o nosso cookie',
  foreignTitle: 'Nada foi enviado',
  foreignBody:
    'Outro site quis enviar um formulário em seu nome. Não o fizemos. Se quiser enviar um formulário, faça-o na página do serviço, por favor.',
  movedTitle: 'O serviço quer o seu formulário noutro endereço',
  movedBody:
    'Não o enviamos nós para lá. Volte ao formulário e envie-o novamente, por favor. Passa então sem verificação.',
  onwardTitle: 'O seu formulário chegou ao serviço',
  onwardBody: 'O serviço conduz a outra página.',
  passGrace: 'Fica mais {grace}, para um formulário que ainda está aberto.',
  formFromElsewhere:
    'Este formulário veio de outro site. Os formulários desse site chegam-nos sem o nosso cookie, mesmo depois da verificação. Volte a esse site ou telefone-nos, por favor.',
  framedCheck:
    'Esta parte da página precisa primeiro de uma breve verificação. A página inteira vai mudar: antes disso, guarde o que escreveu.',
  framedLink: 'Ir para a verificação',
  framedWholeLink: 'Abrir isto na janela inteira',
  fileHere:
    'Pediu um ficheiro? Já deve ter chegado: veja nas suas transferências. Uma página pode ainda estar a abrir.',
  leaveButton: 'Voltar',
  keptPutAway: 'Abrir a página normalmente',

  // While many people wait for their turn.
  roomTitle: 'Aguarde pela sua vez, por favor',
  roomBody:
    'Muitas pessoas querem usar este serviço neste momento. Por isso, deixamo-las entrar uma a uma. Não fez nada de errado.',
  roomBefore: 'Pessoas antes de si: {n}',
  roomTime: 'Vai demorar provavelmente {time}.',
  roomTimeUnknown: 'Ainda não podemos dizer quanto tempo vai demorar.',
  roomPlace:
    'O nosso cookie guarda o seu lugar. Não o perde ao carregar no botão. Quando for a sua vez, tem {time} para continuar.',
  roomAuto: 'Pode deixar esta página aberta. Ela avisa quando for a sua vez.',
  roomButton: 'Ver novamente',
  roomTurn: 'É agora a sua vez. Carregue em «Continuar» dentro de {time}, por favor.',
  roomTurnForm:
    'É agora a sua vez. Carregue em «Enviar o formulário agora» dentro de {time}, por favor.',
  roomTurnBack:
    'É agora a sua vez. Volte ao formulário dentro de {time} e envie-o novamente, por favor.',
  roomStateTurn: 'É a sua vez',
  roomFull:
    'Neste momento há demasiadas pessoas à espera. Não lhe podemos dar um lugar. Tente novamente daqui a alguns minutos, por favor.',
  roomNote:
    'O seu formulário chegou aqui às {time} (referência {ref}). Segue para o serviço quando for a sua vez. Para isso, carregue no botão. Não o envie novamente, por favor.',
  roomFormButton: 'Ver novamente e enviar o formulário',
  roomFormNotSent:
    'O seu formulário ainda não foi enviado. Quando for a sua vez, volte ao formulário. Envie-o então novamente.',
  placePurpose:
    'Guarda o seu lugar quando muitas pessoas têm de esperar. Contém um número aleatório e duas horas. Com ele anotamos um sinal da sua rede, na memória de trabalho.',

  // A check that was done at another site.
  askButton: 'Já fiz esta verificação em: {sites}',
  askCodeButton: 'Já usei um código em: {sites}',
  sharedTerm: 'A verificação noutros sites',
  sharedUse:
    'Uma verificação feita em {sites} também conta aqui. Para isso, o seu navegador passa por lá e volta. Esse site fica a saber que abre este. Nós ficamos a saber como e quando fez a verificação.',
  handedUse:
    'Uma verificação feita aqui também conta em {sites}. Para isso, o seu navegador passa por aqui um momento. Ficamos a saber que abre esse site. Esse site fica a saber como e quando fez a verificação.',
  askPurpose:
    'Reconhece o seu navegador quando outro site o envia de volta. Contém um número aleatório.',
}
