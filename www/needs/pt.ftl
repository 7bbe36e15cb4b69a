# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Febre amarela
need-polio = Poliomielite
need-of = { $of }: { $says }
need-required = Certificado exigido – mostrar o boletim amarelo ou um CIVP
need-not-required = Nenhum certificado exigido
need-ask = Por esclarecer – pergunte e veja o boletim amarelo ou um CIVP
need-covered = Certificado exigido – este serve a partir de { $day }
need-paper = Certificado exigido – papel, verificado à mão, conta a partir de { $day }
need-counts = Este certificado conta a partir de { $day }
need-counts-paper = Papel, verificado à mão, conta a partir de { $day }
need-not-yet = Certificado exigido – este só conta a partir de { $day }
need-no-longer = Este certificado contou até { $day }
need-other-form = Não é o certificado da OMS, que contaria a partir de { $day }: verifique por si
need-other-domain = Assinado noutro domínio da OMS, contaria a partir de { $day }: verifique por si
need-latest = Vacinação o mais tardar em { $day }
need-too-late = Uma vacinação hoje só conta a partir de { $day }
need-why-nobody = { $to }: não é exigido a ninguém.
need-why-no-leg = { $to }: exigido a { $who } que tenham estado { $risk }. Não se aplica a esta viagem.
need-why-no-leg-or-transit = { $to }: exigido a { $who } que tenham estado ou feito trânsito{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
} { $risk }. Não se aplica a esta viagem.
need-why-stay = { $to }: exigido a { $who } que tenham estado { $risk }. País em causa: { $country }.
need-why-transit = { $to }: exigido a { $who } que tenham { $hours ->
    [0] feito trânsito
    [one] passado mais de uma hora em trânsito
   *[other] passado mais de { $hours } horas em trânsito
  } { $risk }. País em causa: { $country }.
need-why-hours = { $to }: exigido a { $who } que tenham passado mais de { $hours ->
    [one] uma hora
   *[other] { $hours } horas
  } em trânsito { $risk }. Quanto tempo durou o trânsito neste país: { $country }?
need-why-everybody = { $to }: exigido a { $who }, venham de onde vierem.
need-why-young = { $to }: exigido a { $who }. Este viajante é mais novo.
need-why-old = { $to }: exigido a { $who }. Este viajante é mais velho.
need-why-disputed = { $to }: as fontes divergem.
need-why-country = { $country } não é um código de país da norma ISO 3166-1.
need-why-exit = { $country }: quem sai após mais de quatro semanas deve mostrar uma dose tomada 4 semanas a 12 meses antes (OMS).
need-why-unknown = { $to }: nenhuma fonte diz se o certificado é exigido.
need-say-from = De onde vem este viajante? Sem isso não há resposta.
need-risk = num país com risco
need-risk-few = num dos poucos países indicados
need-who-all = viajantes de qualquer idade
need-who-months = viajantes com { $n } meses ou mais
need-who-years = viajantes com { $n ->
    [one] { $n } ano
   *[other] { $n } anos
  } ou mais
need-who-up-to = viajantes até aos { $max } anos
need-who-months-to = viajantes dos { $n } meses aos { $max } anos
need-who-years-to = viajantes dos { $n } aos { $max } anos
need-partial = A doença só existe numa parte deste país: { $country }. Na fronteira conta o país inteiro.
need-age = Não se sabe a idade. O certificado é exigido a { $who }.
need-old = Estes requisitos são demasiado antigos desde { $day }.
need-source = Fonte: { $source }
need-own = Segundo a tabela importada { $name }.
need-as-of = Dados de: { $day }
need-no-source = Sem fonte
booklet-title = Verificar à mão um boletim amarelo
booklet-name = Nome e data de nascimento como no passaporte
booklet-disease = Doença: febre amarela
booklet-date = Data da vacinação
booklet-product = Vacina e número de lote
booklet-signature = Assinatura do profissional de saúde
booklet-stamp = Carimbo oficial do centro de vacinação
booklet-life = A vacinação conta a partir do décimo dia, para toda a vida, mesmo que o boletim indique dez anos. Sobre uma dispensa médica decide a autoridade de fronteira.
booklet-day = Data da vacinação no boletim
booklet-checked = Está tudo presente
booklet-member = papel, verificado à mão
