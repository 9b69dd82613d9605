import { type Texts } from './keys.ts'

/** European Portuguese. */
export const pt: Texts = {
  ownName: 'Português',
  direction: 'ltr',
  languageLabel: 'Idioma',
  simpleButton: 'Em palavras simples',
  usualButton: 'Texto habitual',

  checkTitle: 'Breve controlo de segurança – não precisa de fazer nada',
  checkTitleForButton: 'Breve controlo de segurança – carregue no botão, por favor',
  checkTitleForForm: 'Breve controlo de segurança – o seu formulário ainda não foi enviado',
  stateRunning: 'Verificação em curso',
  stateDone: 'Verificação concluída',
  stateStopped: 'A verificação não funcionou',
  progressLabel: 'Progresso da verificação',
  progressStart: 'Verificação em curso. Normalmente demora apenas alguns segundos.',
  progressSlow:
    'A verificação continua. Num aparelho mais antigo, pode demorar até um minuto. Mantenha esta página aberta, por favor.',
  offline:
    'De momento não há ligação à Internet. A verificação continua por si só assim que a ligação voltar.',
  done: 'Concluído. Vai ser encaminhado para a página pedida.',
  doneStay: 'A verificação está concluída. Carregue em «Continuar» quando quiser.',
  cameBack:
    'A verificação está concluída, mas esta página voltou a aparecer. Talvez o seu navegador não guarde o nosso cookie. Carregue em «Continuar». Se não resultar, contacte-nos.',
  failed: 'A verificação automática não funcionou. Use o botão abaixo, por favor.',
  failedAlone: 'A verificação automática não funcionou. Tente novamente ou contacte-nos.',
  continueButton: 'Continuar',
  stayButton: 'Não continuar automaticamente',
  whyHeading: 'Porque vejo esta página?',
  whyBots:
    'Programas automáticos («bots») podem sobrecarregar este serviço ou bloqueá-lo com spam.',
  whyCalculation: 'Por isso, o seu navegador está agora a fazer um pequeno cálculo.',
  whyNoPuzzle: 'Não tem de resolver um enigma nem de clicar em imagens.',
  storedHeading: 'Que dados meus ficam registados?',

  noScriptHeading: 'O seu navegador não usa JavaScript',
  noScriptReassurance: 'Não há problema.',
  noScriptAlone: 'Esta página precisa de JavaScript. Ative-o ou contacte-nos, por favor.',
  slowBody: 'Carregue no botão abaixo. A página seguinte pode demorar até meio minuto a abrir.',
  slowButton: 'Continuar sem JavaScript',
  pressAgain:
    'Neste momento, muitas pessoas querem continuar. Aguarde {n} segundos e carregue novamente no botão, por favor.',
  cookiesBlocked:
    'O seu navegador não guarda cookies. Para continuar, permita os cookies neste site ou use um dos meios indicados abaixo.',

  formNotSent:
    'Primeiro temos de fazer um breve controlo. O seu formulário ainda não foi enviado. Depois do controlo, pode voltar ao formulário e enviá-lo novamente.',
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
  retryButton: 'Tentar novamente',
  deniedTitle: 'Não foi possível aceitar este pedido',
  deniedBody:
    'O nosso sistema considerou que este pedido vinha de um programa automático. Podemos estar enganados. Nesse caso, contacte-nos e indique esta referência:',
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

  privacyLink: 'Proteção de dados',
  privacyTitle: 'Proteção de dados e cookies',
  privacyBody:
    'Usamos um cookie técnico para que não tenha de repetir esta verificação em cada página. Não criamos nenhum perfil seu nem transmitimos dados a outras empresas.',
  processedHeading: 'O que tratamos, porquê e durante quanto tempo',
  addressTerm: 'O seu endereço IP',
  addressUse:
    'Serve para contar os pedidos de uma mesma rede. Isso fica apenas na memória de trabalho, no máximo dois dias.',
  calculationTerm: 'O cálculo',
  calculationUse:
    'O seu navegador envia-nos o resultado e uma marca curta do seu tipo. Não ficamos a saber nada sobre o seu aparelho.',
  logTerm: 'O nosso registo',
  logUse:
    'Guarda a hora, a página, a decisão e um pseudónimo da sua rede, para a segurança e para encontrar falhas. O seu endereço IP não consta dele. Pergunte-nos durante quanto tempo o guardamos.',
  privacyRights:
    'Pode perguntar-nos o que sabemos sobre si e pedir que seja corrigido ou apagado. Também pode apresentar queixa à autoridade de proteção de dados.',
  accessibilityLink: 'Acessibilidade',
  cookiesHeading: 'Os nossos cookies',
  passPurpose: 'Mostra que a verificação foi feita.',
  passLifetime:
    'Válido durante {lifetime}. Renovado durante {renewed}, no máximo, após uma verificação.',
  languagePurpose: 'Guarda o idioma que escolheu. Só é criado quando escolhe um idioma.',
  languageLifetime: 'Válido durante {lifetime}.',

  framedCheck:
    'Esta parte da página precisa primeiro de uma breve verificação. A página inteira vai mudar: antes disso, guarde o que escreveu.',
  framedLink: 'Ir para a verificação',
  framedWholeLink: 'Abrir isto na janela inteira',
  fileHere:
    'Pediu um ficheiro? Já deve ter chegado: veja nas suas transferências. Uma página pode ainda estar a abrir.',
  leaveButton: 'Voltar',
}
