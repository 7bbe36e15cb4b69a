# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Emisión
counter-title = Emitir certificados de vacunación
counter-footer = No se envía nada. Al cerrar la página no queda nada guardado, salvo en el registro, si lo activa.
counter-part-missing = No se puede cargar una parte de la aplicación. Conéctese una vez; después funciona sin red.

## What the desk's passes are
counter-training = TRAINING · NO VÁLIDO
counter-standing-real = Este puesto emite certificados reales.
counter-standing-until = Su certificado de firma es válido hasta el { $date }.
counter-standing-no-certificate = TRAINING: la clave de este puesto no está certificada. Lo que emite lleva una marca y nunca es válido.
counter-standing-not-listed = TRAINING: el certificado de firma de este puesto no está en ninguna lista de confianza de este dispositivo.
counter-standing-test-list = TRAINING: el certificado de firma de este puesto está en la lista solo con fines de ensayo.
counter-standing-other-passes = TRAINING: el certificado de firma de este puesto no es para vacunaciones, o no es válido ahora.
counter-key-missing = Este navegador no crea claves. Abra la página con https, en un navegador actual.

## Traveller
counter-traveller = Viajero
counter-zone = Pasaporte
counter-zone-hint = Las dos líneas de abajo: lector, cámara o teclado
counter-zone-wrong = No son las líneas de un pasaporte, o hay un carácter erróneo.
counter-passport-waits = Se ha leído un pasaporte. Cierre esto primero y vuelva a leerlo.
counter-camera = Leer con la cámara
counter-camera-stop = Apagar la cámara
counter-camera-hint = Ponga las líneas de abajo en la imagen, con las flechas (<<<) planas y quietas.
counter-camera-unclear = Algunos caracteres no se ven bien: más luz, más cerca, sin moverse. O escriba las líneas.
counter-birth-hint = AAAA-MM-DD, lo que indique el pasaporte
counter-nationality-hint = Código del pasaporte, por ejemplo UTO
counter-sex-open = Sin indicar
counter-sex-f = Femenino
counter-sex-m = Masculino
counter-sex-x = No especificado

## Dose
counter-dose = Vacunación
counter-yellow-fever = Fiebre amarilla
counter-polio = Polio
counter-product-search = Vacuna, fabricante, enfermedad
counter-product-change = Cambiar
counter-product-none = Esa vacuna no está en la lista de la OMS.
counter-more = Validez y traspaso desde papel
counter-paper-hint = Solo al traspasar desde papel: quién lo vio

## Labels, in the form, in the read-back, on paper
counter-label-training = Marca
counter-label-name = Nombre en el certificado
counter-label-name-cut = Nombre en el certificado, cortado
counter-label-surname = Apellidos
counter-label-surname-latin = Apellidos, letras latinas
counter-label-given = Nombre de pila
counter-label-given-latin = Nombre de pila, letras latinas
counter-label-birth-date = Fecha de nacimiento
counter-label-sex = Sexo
counter-label-nationality = Nacionalidad
counter-label-document = Número de pasaporte
counter-label-disease = Vacunación contra
counter-label-product = Vacuna
counter-label-batch = Lote
counter-label-date = Fecha de la vacunación
counter-label-from = Válido desde
counter-label-until = Válido hasta
counter-label-centre = Centro
counter-label-clinician = Profesional sanitario
counter-label-from-paper = Desde papel, visto por

## What is wrong, and questions
counter-problems = { $n ->
    [one] Hay un campo por revisar.
   *[other] Hay { $n } campos por revisar.
}
counter-problem-clock-behind = El reloj de este dispositivo va atrasado: ajuste la fecha y la hora.
counter-problem-surname-missing = Faltan los apellidos. Si la persona tiene un solo nombre, escríbalo aquí.
counter-problem-given-name-missing = Sin nombre de pila: ¿es así en el pasaporte?
counter-problem-name-too-long = Es demasiado largo para un nombre.
counter-problem-name-cut = El nombre es demasiado largo y se corta. ¿Basta con el resto?
counter-problem-name-character = Ningún nombre lleva este carácter.
counter-problem-latin-name-missing = Escriba la grafía latina del pasaporte.
counter-problem-letters-left-out = Algunas letras no tienen grafía latina y se omiten. ¿Es así en el pasaporte?
counter-problem-latin-name-character = Aquí solo letras latinas.
counter-problem-birth-date = No es una fecha de nacimiento: AAAA-MM-DD.
counter-problem-birth-date-incomplete = La fecha de nacimiento está incompleta: ¿es así en el pasaporte?
counter-problem-birth-in-future = La fecha de nacimiento está en el futuro.
counter-problem-birth-too-early = Hace más de 130 años.
counter-problem-nationality = No es una nacionalidad de pasaporte.
counter-problem-document-number = Solo letras y cifras, y no tantas.
counter-problem-unknown-product = Elija una vacuna de la lista de la OMS.
counter-problem-batch-missing = Falta el lote. Figura en el vial.
counter-problem-dose-date = No es una fecha.
counter-problem-dose-in-future = La vacunación está en el futuro.
counter-problem-dose-before-birth = Antes de la fecha de nacimiento.
counter-problem-dose-before-product = Ese día aún no existía esta vacuna.
counter-problem-place-missing = Indique el centro o el profesional sanitario.
counter-problem-reserved-place = El nombre de un centro no puede empezar como la marca de los certificados de entrenamiento.
counter-problem-text-too-long = Demasiado largo.
counter-problem-control-character = Contiene un carácter invisible.
counter-problem-validity-date = No es una fecha.
counter-problem-validity-ends = El final es anterior al inicio.
counter-problem-validity-before-dose = El inicio es anterior a la vacunación.
counter-problem-validity-over = La validez ya ha terminado.
counter-problem-yellow-fever-is-for-life = La vacunación contra la fiebre amarilla vale de por vida, sea cual sea el final indicado. ¿Indicarlo de todos modos?

## Read-back and signing
counter-read-back = Leer en voz alta
counter-read-back-title = Lea esto en voz alta al viajero
counter-sign = Todo correcto: emitir
counter-sign-training = Todo correcto: certificado de entrenamiento
counter-change = Cambiar
counter-issued-before = Esto ya se emitió el { $at }. Nada se emite dos veces: muestre e imprima ese certificado.
counter-issued-put-away = Esto se emitió el { $at } y se guardó. Emítalo otra vez solo si ese certificado se ha perdido: si no, habría dos.
counter-issued-otherwise = La misma vacunación se certificó el { $at } con otros datos. Emita un certificado nuevo solo para corregir aquel, y retire el anterior.
counter-not-issued = No se creó ningún certificado: { $why }

## Passes
counter-pass = Certificado listo
counter-for-the-phone = El viajero puede fotografiar este código o escanearlo con el teléfono.
counter-show = Mostrar
counter-print-a4 = Imprimir en A4
counter-print-card = Imprimir una tarjeta
counter-print-new = { $n ->
    [one] Imprimir el nuevo
   *[other] Imprimir los { $n } nuevos
}
counter-print-all = Imprimir todo en A4
counter-print-all-cards = Imprimir todo en tarjetas
counter-not-printed = El navegador no imprimió. Los certificados se quedan aquí hasta que cierre la página.
counter-not-printed-yet = sin imprimir
counter-printed = { $n ->
    [one] enviado una vez a la impresora
   *[other] enviado { $n } veces a la impresora
}
counter-next-traveller = Siguiente de la familia
counter-next-dose = Siguiente vacunación
counter-next-customer = Siguiente cliente
counter-next-customer-sure = No está todo impreso: olvidarlo todo
counter-session = { $n ->
    [one] Un certificado
   *[other] { $n } certificados
}
counter-session-hint = Se pueden mostrar e imprimir hasta que cierre la página o llegue el siguiente cliente.

## Paper
counter-paper-heading = Certificado de vacunación o profilaxis
counter-issued-at = Emitido el { $at }.
counter-paper-note = El código contiene lo que está impreso aquí, con la firma del lugar que lo emitió. Cualquier verificador de certificados de la OMS lo lee sin red. La cartilla amarilla sigue siendo válida.
counter-paper-title = Traspasar una anotación en papel
counter-paper-entry = Una anotación auténtica indica vacuna, fabricante, lote y día, y está firmada a mano.
counter-paper-batch = Compare el lote con la vacuna y el día si tiene a mano la lista del fabricante.
counter-paper-stamp = Lleva el sello de un centro autorizado.
counter-paper-refuse = Rechace una anotación sin lote o sin sello, con correcciones, o cuyo día sea anterior al nacimiento o a la existencia de la vacuna.
counter-paper-booklet = Devuelva la cartilla: sigue siendo válida. Anote quién la vio.

## A clinic's day
counter-batch = Un día entero desde un archivo
counter-batch-is = Un archivo CSV con una línea por vacunación. Las líneas con errores se indican; las demás pasan a ser certificados.
counter-batch-file = Elegir un archivo CSV
counter-batch-report = Certificados: { $issued }. Líneas: { $done } de { $all }.
counter-batch-line = Línea { $n }: { $why }
counter-batch-already = ya tiene un certificado
counter-batch-otherwise = ya tiene un certificado con otros datos
counter-batch-refused = El archivo no se puede usar: { $why }

## Day book
counter-book = Registro
counter-book-off = Desactivado: no se guarda nada. Con una contraseña, cada certificado se anota cifrado en este dispositivo y se puede volver a imprimir.
counter-book-locked = Hay un registro en este dispositivo. Los certificados nuevos se anotan solo cuando está abierto.
counter-book-is-locked = El registro está bloqueado: ábralo primero; si no, este certificado se anotará solo al abrirlo.
counter-book-begin = Activar
counter-book-open = Abrir
counter-passphrase = Contraseña, al menos 10 caracteres
counter-passphrase-wrong = La contraseña es demasiado corta o no es la correcta.
counter-book-count = { $n ->
    [one] Hay un certificado anotado.
   *[other] Hay { $n } certificados anotados.
}
counter-book-unreadable = { $n ->
    [one] Una anotación no se puede leer.
   *[other] { $n } anotaciones no se pueden leer.
}
counter-book-export = Guardar como CSV
counter-book-delete = Borrar
counter-book-delete-sure = Borrar todo para siempre
counter-book-not-written = No se pudo escribir en el registro: el dispositivo está lleno o no guarda nada. El certificado existe, su anotación no.

## Key
counter-key = Clave y certificado de firma
counter-key-is = Este navegador creó una clave para este puesto. Nadie puede copiarla, y nunca sale de este dispositivo.
counter-key-not-kept = Este navegador no guarda la clave: se perderá al cerrar la página.
counter-old-list = La lista de confianza que confirma este puesto es demasiado antigua. Actualice la aplicación.
counter-request = Crear una solicitud
counter-request-country = País, dos letras
counter-request-organisation = Farmacia o consultorio
counter-request-unit = Unidad, si la hay
counter-request-common-name = Número o nombre ante la autoridad
counter-request-save = Guardar la solicitud
counter-request-refused = No se creó ninguna solicitud: { $why }
counter-certificate-is = Envíe la solicitud a la autoridad nacional. Elija después el certificado de firma que le devuelva.
counter-certificate = Elegir el certificado
counter-certificate-refused = No se aceptó el certificado de firma: { $why }
counter-certificate-not-kept = El certificado de firma se usa ahora, pero este navegador no lo guarda.

## Places
places-mode = Lugares
places-title = Dónde se emiten certificados
places-search = Nombre o dirección
places-district = Distrito
places-any = Todos
places-district-count = { $name } ({ $n })
places-issues = Emite
places-within = Distancia
places-km = { $n } km
places-count = { $n ->
    [one] Un lugar
   *[other] { $n } lugares
}
places-from = Distancias desde { $name }
places-from-point = Distancias desde el punto en el mapa
places-from-hint = Toque un lugar o el mapa para medir desde allí.
places-hours = Abierto: { $hours }
places-edition = Lista del { $date }, firmada por { $publisher }.
places-publisher-app = un editor de esta aplicación
places-unsigned = Nadie que esta aplicación conozca ha firmado esta lista.
places-old = Esta lista es demasiado antigua: pregunte antes de ir.
places-licence = Fuente: { $licence }
places-import = Elegir otra lista
places-own = Volver a la lista de la aplicación
places-refused = No se aceptó la lista: { $why }
places-none = Ningún lugar coincide.
places-map = Mapa de los lugares
