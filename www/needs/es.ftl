# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Fiebre amarilla
need-polio = Polio
need-of = { $of }: { $says }
need-required = Se exige certificado – mostrar la cartilla amarilla o un CIVP
need-not-required = No se exige certificado
need-ask = Sin aclarar – pregunte y vea la cartilla amarilla o un CIVP
need-covered = Se exige certificado – este vale desde el { $day }
need-paper = Se exige certificado – papel, comprobado a mano, vale desde el { $day }
need-counts = Este certificado vale desde el { $day }
need-counts-paper = Papel, comprobado a mano, vale desde el { $day }
need-not-yet = Se exige certificado – este solo vale desde el { $day }
need-no-longer = Este certificado valió hasta el { $day }
need-other-form = No es el certificado de la OMS, que valdría desde el { $day }: compruébelo usted
need-other-domain = Firmado en otro dominio de la OMS, valdría desde el { $day }: compruébelo usted
need-latest = Vacunación a más tardar el { $day }
need-too-late = Una vacunación hoy solo vale desde el { $day }
need-why-nobody = { $to }: no se exige a nadie.
need-why-no-leg = { $to }: se exige a { $who } que hayan estado en { $risk }. No afecta a este viaje.
need-why-no-leg-or-transit = { $to }: se exige a { $who } que hayan estado o hecho tránsito{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
} en { $risk }. No afecta a este viaje.
need-why-stay = { $to }: se exige a { $who } que hayan estado en { $risk }. País en cuestión: { $country }.
need-why-transit = { $to }: se exige a { $who } que hayan { $hours ->
    [0] hecho tránsito
    [one] pasado más de una hora en tránsito
   *[other] pasado más de { $hours } horas en tránsito
  } en { $risk }. País en cuestión: { $country }.
need-why-hours = { $to }: se exige a { $who } que hayan pasado más de { $hours ->
    [one] una hora
   *[other] { $hours } horas
  } en tránsito en { $risk }. ¿Cuánto duró el tránsito en este país: { $country }?
need-why-everybody = { $to }: se exige a { $who }, vengan de donde vengan.
need-why-young = { $to }: se exige a { $who }. Este viajero es más joven.
need-why-old = { $to }: se exige a { $who }. Este viajero es mayor.
need-why-disputed = { $to }: las fuentes no coinciden.
need-why-country = { $country } no es un código de país de la norma ISO 3166-1.
need-why-exit = { $country }: quien sale tras más de cuatro semanas debería mostrar una dosis de entre 4 semanas y 12 meses antes (OMS).
need-why-unknown = { $to }: ninguna fuente dice si se exige certificado.
need-say-from = ¿De dónde viene este viajero? Sin saberlo no hay respuesta.
need-risk = un país con riesgo
need-risk-few = uno de los pocos países indicados
need-who-all = viajeros de cualquier edad
need-who-months = viajeros de { $n } meses o más
need-who-years = viajeros de { $n ->
    [one] { $n } año
   *[other] { $n } años
  } o más
need-who-up-to = viajeros de hasta { $max } años
need-who-months-to = viajeros de { $n } meses a { $max } años
need-who-years-to = viajeros de { $n } a { $max } años
need-partial = La enfermedad se da solo en una parte de este país: { $country }. En la frontera cuenta todo el país.
need-age = No se sabe la edad. El certificado se exige a { $who }.
need-old = Estos requisitos son demasiado antiguos desde el { $day }.
need-source = Fuente: { $source }
need-own = Según la tabla importada { $name }.
need-as-of = Datos de: { $day }
need-no-source = Sin fuente
booklet-title = Comprobar a mano una cartilla amarilla
booklet-name = Nombre y fecha de nacimiento como en el pasaporte
booklet-disease = Enfermedad: fiebre amarilla
booklet-date = Fecha de la vacunación
booklet-product = Vacuna y número de lote
booklet-signature = Firma del profesional sanitario
booklet-stamp = Sello oficial del centro de vacunación
booklet-life = La vacunación vale desde el décimo día y de por vida, aunque la cartilla diga diez años. Sobre una exención médica decide la autoridad de frontera.
booklet-day = Fecha de la vacunación en la cartilla
booklet-checked = Está todo
booklet-member = papel, comprobado a mano
