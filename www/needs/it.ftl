# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Febbre gialla
need-polio = Polio
need-of = { $of }: { $says }
need-required = Certificato richiesto – mostrare il libretto giallo o un ICVP
need-not-required = Nessun certificato richiesto
need-ask = Da chiarire – chiedere e guardare il libretto giallo o un ICVP
need-covered = Certificato richiesto – questo basta dal { $day }
need-paper = Certificato richiesto – cartaceo, verificato a mano, vale dal { $day }
need-counts = Questo certificato vale dal { $day }
need-counts-paper = Cartaceo, verificato a mano, vale dal { $day }
need-not-yet = Certificato richiesto – questo vale solo dal { $day }
need-no-longer = Questo certificato valeva fino al { $day }
need-other-form = Non è il certificato dell’OMS, che varrebbe dal { $day }: verificare di persona
need-other-domain = Firmato in un altro dominio dell’OMS, varrebbe dal { $day }: verificare di persona
need-latest = Vaccinazione al più tardi il { $day }
need-too-late = Una vaccinazione oggi vale solo dal { $day }
need-why-nobody = { $to }: non è richiesto a nessuno.
need-why-no-leg = { $to }: richiesto ai { $who } che sono stati in { $risk }. Non riguarda questo viaggio.
need-why-no-leg-or-transit = { $to }: richiesto ai { $who } che sono stati o hanno fatto transito{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
} in { $risk }. Non riguarda questo viaggio.
need-why-stay = { $to }: richiesto ai { $who } che sono stati in { $risk }. Paese in questione: { $country }.
need-why-transit = { $to }: richiesto ai { $who } che sono stati { $hours ->
    [0] in transito
    [one] in transito per più di un’ora
   *[other] in transito per più di { $hours } ore
  } in { $risk }. Paese in questione: { $country }.
need-why-hours = { $to }: richiesto ai { $who } che sono stati in transito { $hours ->
    [one] per più di un’ora
   *[other] per più di { $hours } ore
  } in { $risk }. Quanto è durato il transito in questo Paese: { $country }?
need-why-everybody = { $to }: richiesto ai { $who }, da qualunque Paese arrivino.
need-why-young = { $to }: richiesto ai { $who }. Questo viaggiatore è più giovane.
need-why-old = { $to }: richiesto ai { $who }. Questo viaggiatore è più anziano.
need-why-disputed = { $to }: le fonti non concordano.
need-why-country = { $country } non è un codice di Paese ISO 3166-1.
need-why-exit = { $country }: chi parte dopo più di quattro settimane dovrebbe mostrare una dose ricevuta da 4 settimane a 12 mesi prima (OMS).
need-why-unknown = { $to }: nessuna fonte dice se è richiesto un certificato.
need-say-from = Da dove viene questo viaggiatore? Senza saperlo non c’è risposta.
need-risk = un Paese a rischio
need-risk-few = uno dei pochi Paesi indicati
need-who-all = viaggiatori di ogni età
need-who-months = viaggiatori di almeno { $n } mesi
need-who-years = viaggiatori di almeno { $n ->
    [one] { $n } anno
   *[other] { $n } anni
  }
need-who-up-to = viaggiatori fino a { $max } anni
need-who-months-to = viaggiatori da { $n } mesi a { $max } anni
need-who-years-to = viaggiatori da { $n } a { $max } anni
need-partial = La malattia è presente solo in una parte di questo Paese: { $country }. Alla frontiera conta l’intero Paese.
need-age = L’età non è nota. Il certificato è richiesto ai { $who }.
need-old = Questi requisiti sono troppo vecchi dal { $day }.
need-source = Fonte: { $source }
need-own = Secondo la tabella importata { $name }.
need-as-of = Dati del { $day }
need-no-source = Nessuna fonte
booklet-title = Verifica a mano un libretto giallo
booklet-name = Nome e data di nascita come nel passaporto
booklet-disease = Malattia: febbre gialla
booklet-date = Data della vaccinazione
booklet-product = Vaccino e numero di lotto
booklet-signature = Firma del sanitario
booklet-stamp = Timbro ufficiale del centro vaccinale
booklet-life = La vaccinazione vale dal decimo giorno e per tutta la vita, anche se il libretto indica dieci anni. Su un esonero medico decide l’autorità di frontiera.
booklet-day = Data della vaccinazione nel libretto
booklet-checked = C’è tutto
booklet-member = cartaceo, verificato a mano
