# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Emissão
counter-title = Emitir certificados de vacinação
counter-footer = Nada é enviado. Ao fechar a página nada fica guardado, exceto no livro de registos, se o ativar.
counter-part-missing = Não é possível carregar uma parte da aplicação. Ligue-se uma vez; depois funciona sem rede.

## What the desk's passes are
counter-training = TRAINING · NÃO VÁLIDO
counter-standing-real = Este posto emite certificados reais.
counter-standing-until = O seu certificado de assinatura é válido até { $date }.
counter-standing-no-certificate = TRAINING: a chave deste posto não está certificada. O que ele emite é marcado e nunca é válido.
counter-standing-not-listed = TRAINING: o certificado de assinatura deste posto não está em nenhuma lista de confiança deste dispositivo.
counter-standing-test-list = TRAINING: o certificado de assinatura deste posto está na lista só para ensaio.
counter-standing-other-passes = TRAINING: o certificado de assinatura deste posto não é para vacinações, ou não é válido agora.
counter-key-missing = Este navegador não cria chaves. Abra a página com https, num navegador atual.

## Traveller
counter-traveller = Viajante
counter-zone = Passaporte
counter-zone-hint = As duas linhas de baixo: leitor, câmara ou teclado
counter-zone-wrong = Não são as linhas de um passaporte, ou há um carácter errado.
counter-passport-waits = Foi lido um passaporte. Feche isto primeiro e leia-o de novo.
counter-camera = Ler com a câmara
counter-camera-stop = Desligar a câmara
counter-camera-hint = Ponha as linhas de baixo na imagem, com as setas (<<<) planas e imóveis.
counter-camera-unclear = Alguns caracteres não se veem bem: mais luz, mais perto, sem mexer. Ou escreva as linhas.
counter-birth-hint = AAAA-MM-DD, o que constar no passaporte
counter-nationality-hint = Código do passaporte, por exemplo UTO
counter-sex-open = Não indicado
counter-sex-f = Feminino
counter-sex-m = Masculino
counter-sex-x = Não especificado

## Dose
counter-dose = Vacinação
counter-yellow-fever = Febre amarela
counter-polio = Poliomielite
counter-product-search = Vacina, fabricante, doença
counter-product-change = Mudar
counter-product-none = Essa vacina não consta da lista da OMS.
counter-more = Validade e transcrição do papel
counter-paper-hint = Só ao transcrever do papel: quem o viu

## Labels, in the form, in the read-back, on paper
counter-label-training = Marca
counter-label-name = Nome no certificado
counter-label-name-cut = Nome no certificado, cortado
counter-label-surname = Apelido
counter-label-surname-latin = Apelido, letras latinas
counter-label-given = Nomes próprios
counter-label-given-latin = Nomes próprios, letras latinas
counter-label-birth-date = Data de nascimento
counter-label-sex = Sexo
counter-label-nationality = Nacionalidade
counter-label-document = Número do passaporte
counter-label-disease = Vacinação contra
counter-label-product = Vacina
counter-label-batch = Lote
counter-label-date = Data da vacinação
counter-label-from = Válido desde
counter-label-until = Válido até
counter-label-centre = Centro
counter-label-clinician = Profissional de saúde
counter-label-from-paper = Do papel, visto por

## What is wrong, and questions
counter-problems = { $n ->
    [one] Há um campo a rever.
   *[other] Há { $n } campos a rever.
}
counter-problem-clock-behind = O relógio deste dispositivo está atrasado: acerte a data e a hora.
counter-problem-surname-missing = Falta o apelido. Se a pessoa tem um só nome, escreva-o aqui.
counter-problem-given-name-missing = Sem nome próprio: é assim no passaporte?
counter-problem-name-too-long = É demasiado longo para um nome.
counter-problem-name-cut = O nome é demasiado longo e fica cortado. O resto chega?
counter-problem-name-character = Nenhum nome tem este carácter.
counter-problem-latin-name-missing = Escreva a grafia latina do passaporte.
counter-problem-letters-left-out = Algumas letras não têm grafia latina e são omitidas. É assim no passaporte?
counter-problem-latin-name-character = Aqui só letras latinas.
counter-problem-birth-date = Não é uma data de nascimento: AAAA-MM-DD.
counter-problem-birth-date-incomplete = A data de nascimento está incompleta: é assim no passaporte?
counter-problem-birth-in-future = A data de nascimento está no futuro.
counter-problem-birth-too-early = Há mais de 130 anos.
counter-problem-nationality = Não é uma nacionalidade de passaporte.
counter-problem-document-number = Só letras e algarismos, e não tantos.
counter-problem-unknown-product = Escolha uma vacina da lista da OMS.
counter-problem-batch-missing = Falta o lote. Está no frasco.
counter-problem-dose-date = Não é uma data.
counter-problem-dose-in-future = A vacinação está no futuro.
counter-problem-dose-before-birth = Antes da data de nascimento.
counter-problem-dose-before-product = Nesse dia esta vacina ainda não existia.
counter-problem-place-missing = Indique o centro ou o profissional de saúde.
counter-problem-reserved-place = O nome de um centro não pode começar como a marca dos certificados de treino.
counter-problem-text-too-long = Demasiado longo.
counter-problem-control-character = Contém um carácter invisível.
counter-problem-validity-date = Não é uma data.
counter-problem-validity-ends = O fim é anterior ao início.
counter-problem-validity-before-dose = O início é anterior à vacinação.
counter-problem-validity-over = A validade já terminou.
counter-problem-yellow-fever-is-for-life = A vacinação contra a febre amarela conta para toda a vida, seja qual for o fim indicado. Indicá-lo mesmo assim?

## Read-back and signing
counter-read-back = Ler em voz alta
counter-read-back-title = Leia isto em voz alta ao viajante
counter-sign = Está tudo certo: emitir
counter-sign-training = Está tudo certo: certificado de treino
counter-change = Mudar
counter-issued-before = Isto já foi emitido em { $at }. Nada é emitido duas vezes: mostre e imprima esse certificado.
counter-issued-put-away = Isto foi emitido em { $at } e arquivado. Emita-o outra vez só se esse certificado se perdeu: senão haveria dois.
counter-issued-otherwise = A mesma vacinação foi certificada em { $at } com outros dados. Emita um certificado novo só para corrigir esse, e retire o anterior.
counter-not-issued = Nenhum certificado foi criado: { $why }

## Passes
counter-pass = Certificado pronto
counter-for-the-phone = O viajante pode fotografar este código ou lê-lo com o telemóvel.
counter-show = Mostrar
counter-print-a4 = Imprimir em A4
counter-print-card = Imprimir um cartão
counter-print-new = { $n ->
    [one] Imprimir o novo
   *[other] Imprimir os { $n } novos
}
counter-print-all = Imprimir tudo em A4
counter-print-all-cards = Imprimir tudo em cartões
counter-not-printed = O navegador não imprimiu. Os certificados ficam aqui até fechar a página.
counter-not-printed-yet = não impresso
counter-printed = { $n ->
    [one] enviado uma vez para a impressora
   *[other] enviado { $n } vezes para a impressora
}
counter-next-traveller = Seguinte da família
counter-next-dose = Vacinação seguinte
counter-next-customer = Cliente seguinte
counter-next-customer-sure = Nem tudo está impresso: esquecer tudo
counter-session = { $n ->
    [one] Um certificado
   *[other] { $n } certificados
}
counter-session-hint = Podem ser mostrados e impressos até fechar a página ou chegar o cliente seguinte.

## Paper
counter-paper-heading = Certificado de vacinação ou profilaxia
counter-issued-at = Emitido em { $at }.
counter-paper-note = O código contém o que está impresso aqui, com a assinatura do local que o emitiu. Qualquer verificador de certificados da OMS o lê sem rede. O boletim amarelo continua válido.
counter-paper-title = Transcrever um registo em papel
counter-paper-entry = Um registo autêntico indica vacina, fabricante, lote e dia, e está assinado à mão.
counter-paper-batch = Compare o lote com a vacina e o dia, se tiver à mão a lista do fabricante.
counter-paper-stamp = Tem o carimbo de um centro autorizado.
counter-paper-refuse = Recuse um registo sem lote ou sem carimbo, com emendas, ou cujo dia seja anterior ao nascimento ou à existência da vacina.
counter-paper-booklet = Devolva o boletim: continua válido. Anote quem o viu.

## A clinic's day
counter-batch = Um dia inteiro a partir de um ficheiro
counter-batch-is = Um ficheiro CSV com uma linha por vacinação. As linhas com erros são indicadas, as outras passam a certificados.
counter-batch-file = Escolher um ficheiro CSV
counter-batch-report = Certificados: { $issued }. Linhas: { $done } de { $all }.
counter-batch-line = Linha { $n }: { $why }
counter-batch-already = já tem um certificado
counter-batch-otherwise = já tem um certificado com outros dados
counter-batch-refused = O ficheiro não pode ser usado: { $why }

## Day book
counter-book = Livro de registos
counter-book-off = Inativo: nada é guardado. Com uma frase-passe, cada certificado é registado, cifrado, neste dispositivo e pode voltar a ser impresso.
counter-book-locked = Há um livro de registos neste dispositivo. Os novos certificados só são registados quando está aberto.
counter-book-is-locked = O livro de registos está bloqueado: abra-o primeiro; senão, este certificado só é registado quando o abrir.
counter-book-begin = Ativar
counter-book-open = Abrir
counter-passphrase = Frase-passe, pelo menos 10 caracteres
counter-passphrase-wrong = A frase-passe é demasiado curta, ou não é a certa.
counter-book-count = { $n ->
    [one] Há um certificado registado.
   *[other] Há { $n } certificados registados.
}
counter-book-unreadable = { $n ->
    [one] Uma entrada não se consegue ler.
   *[other] { $n } entradas não se conseguem ler.
}
counter-book-export = Guardar como CSV
counter-book-delete = Apagar
counter-book-delete-sure = Apagar tudo definitivamente
counter-book-not-written = Não foi possível escrever no livro de registos: o dispositivo está cheio ou não guarda nada. O certificado existe, a sua entrada não.

## Key
counter-key = Chave e certificado de assinatura
counter-key-is = Este navegador criou uma chave para este posto. Ninguém a pode copiar, e ela nunca sai deste dispositivo.
counter-key-not-kept = Este navegador não guarda a chave: ela desaparece ao fechar a página.
counter-old-list = A lista de confiança que confirma este posto é demasiado antiga. Atualize a aplicação.
counter-request = Criar um pedido
counter-request-country = País, duas letras
counter-request-organisation = Farmácia ou clínica
counter-request-unit = Unidade, se houver
counter-request-common-name = Número ou nome junto da autoridade
counter-request-save = Guardar o pedido
counter-request-refused = Nenhum pedido foi criado: { $why }
counter-certificate-is = Envie o pedido à autoridade nacional. Depois escolha o certificado de assinatura que ela devolver.
counter-certificate = Escolher o certificado
counter-certificate-refused = O certificado de assinatura não foi aceite: { $why }
counter-certificate-not-kept = O certificado de assinatura é usado agora, mas este navegador não o guarda.

## Places
places-mode = Locais
places-title = Onde são emitidos certificados
places-search = Nome ou morada
places-district = Distrito
places-any = Todos
places-district-count = { $name } ({ $n })
places-issues = Emite
places-within = Distância
places-km = { $n } km
places-count = { $n ->
    [one] Um local
   *[other] { $n } locais
}
places-from = Distâncias a partir de { $name }
places-from-point = Distâncias a partir do ponto no mapa
places-from-hint = Toque num local ou no mapa para medir a partir dali.
places-hours = Aberto: { $hours }
places-edition = Lista de { $date }, assinada por { $publisher }.
places-publisher-app = um editor desta aplicação
places-unsigned = Ninguém que esta aplicação conheça assinou esta lista.
places-old = Esta lista é demasiado antiga: pergunte antes de ir.
places-licence = Fonte: { $licence }
places-import = Escolher outra lista
places-own = Voltar à lista da aplicação
places-refused = A lista não foi aceite: { $why }
places-none = Nenhum local corresponde.
places-map = Mapa dos locais
