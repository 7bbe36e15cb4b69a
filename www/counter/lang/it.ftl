# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Rilascio
counter-title = Rilasciare certificati di vaccinazione
counter-footer = Nulla viene inviato. Alla chiusura della pagina non resta nulla, tranne il registro, se lo si attiva.
counter-part-missing = Una parte dell’app non si può caricare. Collegarsi una volta, poi funziona senza rete.

## What the desk's passes are
counter-training = TRAINING · NON VALIDO
counter-standing-real = Questa postazione rilascia certificati veri.
counter-standing-until = Il suo certificato di firma è valido fino al { $date }.
counter-standing-no-certificate = TRAINING: la chiave di questa postazione non è certificata. Ciò che rilascia è contrassegnato e non è mai valido.
counter-standing-not-listed = TRAINING: il certificato di firma di questa postazione non è in nessuna lista di fiducia di questo dispositivo.
counter-standing-test-list = TRAINING: il certificato di firma di questa postazione è nella lista solo a scopo di prova.
counter-standing-other-passes = TRAINING: il certificato di firma di questa postazione non è per le vaccinazioni, o non è valido ora.
counter-key-missing = Questo browser non crea chiavi. Aprire la pagina con https, in un browser aggiornato.

## Traveller
counter-traveller = Viaggiatore
counter-zone = Passaporto
counter-zone-hint = Le due righe in basso: lettore, fotocamera o tastiera
counter-zone-wrong = Non sono le righe di un passaporto, o un carattere è sbagliato.
counter-passport-waits = È stato letto un passaporto. Chiudete prima questo, poi leggetelo di nuovo.
counter-camera = Leggi con la fotocamera
counter-camera-stop = Spegni la fotocamera
counter-camera-hint = Inquadrare le righe in basso, con le frecce (<<<) piane e ferme.
counter-camera-unclear = Alcuni caratteri non sono chiari: più luce, più vicino, senza muovere. Oppure digitare le righe.
counter-birth-hint = AAAA-MM-GG, per quanto indica il passaporto
counter-nationality-hint = Codice del passaporto, per esempio UTO
counter-sex-open = Non indicato
counter-sex-f = Femminile
counter-sex-m = Maschile
counter-sex-x = Non specificato

## Dose
counter-dose = Vaccinazione
counter-yellow-fever = Febbre gialla
counter-polio = Polio
counter-product-search = Vaccino, produttore, malattia
counter-product-change = Cambia
counter-product-none = Nell’elenco dell’OMS non c’è questo vaccino.
counter-more = Validità e riporto dal cartaceo
counter-paper-hint = Solo per un riporto dal cartaceo: chi l’ha visto

## Labels, in the form, in the read-back, on paper
counter-label-training = Contrassegno
counter-label-name = Nome nel certificato
counter-label-name-cut = Nome nel certificato, tagliato
counter-label-surname = Cognome
counter-label-surname-latin = Cognome, lettere latine
counter-label-given = Nomi
counter-label-given-latin = Nomi, lettere latine
counter-label-birth-date = Data di nascita
counter-label-sex = Sesso
counter-label-nationality = Cittadinanza
counter-label-document = Numero di passaporto
counter-label-disease = Vaccinazione contro
counter-label-product = Vaccino
counter-label-batch = Lotto
counter-label-date = Data della vaccinazione
counter-label-from = Valido dal
counter-label-until = Valido fino al
counter-label-centre = Centro
counter-label-clinician = Sanitario
counter-label-from-paper = Dal cartaceo, visto da

## What is wrong, and questions
counter-problems = { $n ->
    [one] Un campo è da rivedere.
   *[other] { $n } campi sono da rivedere.
}
counter-problem-clock-behind = L’orologio di questo dispositivo è indietro: regolare data e ora.
counter-problem-surname-missing = Manca il cognome. Se la persona ha un solo nome, scriverlo qui.
counter-problem-given-name-missing = Nessun nome proprio: è così nel passaporto?
counter-problem-name-too-long = È troppo lungo per un nome.
counter-problem-name-cut = Il nome è troppo lungo e viene tagliato. Il resto basta?
counter-problem-name-character = Nessun nome contiene questo carattere.
counter-problem-latin-name-missing = Digitare la grafia latina del passaporto.
counter-problem-letters-left-out = Alcune lettere non hanno una grafia latina e vengono tralasciate. È così nel passaporto?
counter-problem-latin-name-character = Qui solo lettere latine.
counter-problem-birth-date = Non è una data di nascita: AAAA-MM-GG.
counter-problem-birth-date-incomplete = La data di nascita è incompleta: è così nel passaporto?
counter-problem-birth-in-future = La data di nascita è nel futuro.
counter-problem-birth-too-early = Più di 130 anni fa.
counter-problem-nationality = Non è una cittadinanza da passaporto.
counter-problem-document-number = Solo lettere e cifre, e non così tante.
counter-problem-unknown-product = Scegliere un vaccino dell’elenco dell’OMS.
counter-problem-batch-missing = Manca il lotto. È scritto sul flacone.
counter-problem-dose-date = Non è una data.
counter-problem-dose-in-future = La vaccinazione è nel futuro.
counter-problem-dose-before-birth = Prima della data di nascita.
counter-problem-dose-before-product = Quel giorno questo vaccino non esisteva ancora.
counter-problem-place-missing = Indicare il centro o il sanitario.
counter-problem-reserved-place = Il nome di un centro non può iniziare come il contrassegno dei certificati di esercitazione.
counter-problem-text-too-long = Troppo lungo.
counter-problem-control-character = Contiene un carattere invisibile.
counter-problem-validity-date = Non è una data.
counter-problem-validity-ends = La fine precede l’inizio.
counter-problem-validity-before-dose = L’inizio precede la vaccinazione.
counter-problem-validity-over = La validità è già terminata.
counter-problem-yellow-fever-is-for-life = La vaccinazione contro la febbre gialla vale per tutta la vita, qualunque fine sia indicata. Indicarla comunque?

## Read-back and signing
counter-read-back = Rileggi
counter-read-back-title = Rileggere questo ad alta voce al viaggiatore
counter-sign = Tutto giusto: rilascia
counter-sign-training = Tutto giusto: certificato di esercitazione
counter-change = Cambia
counter-issued-before = Questo è già stato rilasciato il { $at }. Nulla si rilascia due volte: mostrare e stampare quel certificato.
counter-issued-put-away = Questo è stato rilasciato il { $at } e messo via. Rilasciarlo di nuovo solo se quel certificato è andato perso: altrimenti ce ne sarebbero due.
counter-issued-otherwise = La stessa vaccinazione è stata certificata il { $at } con altri dati. Rilasciare un nuovo certificato solo per correggere quello, e ritirare il precedente.
counter-not-issued = Nessun certificato è stato creato: { $why }

## Passes
counter-pass = Certificato pronto
counter-for-the-phone = Il viaggiatore può fotografare questo codice o scansionarlo con il telefono.
counter-show = Mostra
counter-print-a4 = Stampa su A4
counter-print-card = Stampa una tessera
counter-print-new = { $n ->
    [one] Stampa il nuovo
   *[other] Stampa i { $n } nuovi
}
counter-print-all = Stampa tutti su A4
counter-print-all-cards = Stampa tutti come tessere
counter-not-printed = Il browser non ha stampato. I certificati restano qui fino alla chiusura della pagina.
counter-not-printed-yet = non stampato
counter-printed = { $n ->
    [one] inviato una volta alla stampante
   *[other] inviato { $n } volte alla stampante
}
counter-next-traveller = Famiglia: persona successiva
counter-next-dose = Vaccinazione successiva
counter-next-customer = Cliente successivo
counter-next-customer-sure = Non tutto è stampato: dimenticare tutto
counter-session = { $n ->
    [one] Un certificato
   *[other] { $n } certificati
}
counter-session-hint = Si possono mostrare e stampare fino alla chiusura della pagina o al cliente successivo.

## Paper
counter-paper-heading = Certificato di vaccinazione o profilassi
counter-issued-at = Emesso il { $at }.
counter-paper-note = Il codice contiene ciò che è stampato qui, con la firma del luogo che lo ha rilasciato. Qualsiasi verificatore di certificati dell’OMS lo legge senza rete. Il libretto giallo resta comunque valido.
counter-paper-title = Riportare un’annotazione cartacea
counter-paper-entry = Un’annotazione autentica indica vaccino, produttore, lotto e giorno, ed è firmata a mano.
counter-paper-batch = Confrontare il lotto con vaccino e giorno, se si ha a disposizione l’elenco del produttore.
counter-paper-stamp = Porta il timbro di un centro autorizzato.
counter-paper-refuse = Rifiutare un’annotazione senza lotto o senza timbro, con correzioni, o con un giorno precedente alla nascita o all’esistenza del vaccino.
counter-paper-booklet = Restituire il libretto: resta valido. Annotare chi l’ha visto.

## A clinic's day
counter-batch = Un giorno intero da un file
counter-batch-is = Un file CSV con una riga per vaccinazione. Le righe con errori vengono indicate, le altre diventano certificati.
counter-batch-file = Scegli un file CSV
counter-batch-report = Certificati: { $issued }. Righe: { $done } su { $all }.
counter-batch-line = Riga { $n }: { $why }
counter-batch-already = ha già un certificato
counter-batch-otherwise = ha già un certificato con altri dati
counter-batch-refused = Il file non si può usare: { $why }

## Day book
counter-book = Registro
counter-book-off = Disattivato: nulla viene conservato. Con una frase segreta ogni certificato viene annotato, cifrato, su questo dispositivo e si può ristampare.
counter-book-locked = Su questo dispositivo c’è un registro. I nuovi certificati vengono annotati solo quando è aperto.
counter-book-is-locked = Il registro è bloccato: apritelo prima, altrimenti questo certificato sarà annotato solo all’apertura.
counter-book-begin = Attiva
counter-book-open = Apri
counter-passphrase = Frase segreta, almeno 10 caratteri
counter-passphrase-wrong = La frase segreta è troppo corta, o non è quella giusta.
counter-book-count = { $n ->
    [one] Un certificato è annotato.
   *[other] { $n } certificati sono annotati.
}
counter-book-unreadable = { $n ->
    [one] Un’annotazione non è leggibile.
   *[other] { $n } annotazioni non sono leggibili.
}
counter-book-export = Salva come CSV
counter-book-delete = Elimina
counter-book-delete-sure = Elimina tutto per sempre
counter-book-not-written = Impossibile scrivere nel registro: il dispositivo è pieno o non conserva nulla. Il certificato c’è, la sua annotazione no.

## Key
counter-key = Chiave e certificato di firma
counter-key-is = Questo browser ha creato una chiave per questa postazione. Nessuno può copiarla, e non lascia mai questo dispositivo.
counter-key-not-kept = Questo browser non conserva la chiave: sparirà alla chiusura della pagina.
counter-old-list = La lista di fiducia che conferma questa postazione è troppo vecchia. Aggiornare l’app.
counter-request = Crea una richiesta
counter-request-country = Paese, due lettere
counter-request-organisation = Farmacia o ambulatorio
counter-request-unit = Unità, se c’è
counter-request-common-name = Numero o nome presso l’autorità
counter-request-save = Salva la richiesta
counter-request-refused = Nessuna richiesta è stata creata: { $why }
counter-certificate-is = Inviare la richiesta all’autorità nazionale. Poi scegliere il certificato di firma che essa restituisce.
counter-certificate = Scegli il certificato
counter-certificate-refused = Il certificato di firma non è stato accettato: { $why }
counter-certificate-not-kept = Il certificato di firma viene usato ora, ma questo browser non lo conserva.

## Places
places-mode = Luoghi
places-title = Dove si rilasciano i certificati
places-search = Nome o indirizzo
places-district = Distretto
places-any = Tutti
places-district-count = { $name } ({ $n })
places-issues = Rilascia
places-within = Distanza
places-km = { $n } km
places-count = { $n ->
    [one] Un luogo
   *[other] { $n } luoghi
}
places-from = Distanze da { $name }
places-from-point = Distanze dal punto sulla mappa
places-from-hint = Toccare un luogo o la mappa per misurare da lì.
places-hours = Aperto: { $hours }
places-edition = Elenco del { $date }, firmato da { $publisher }.
places-publisher-app = un editore di questa app
places-unsigned = Nessuno che questa app conosca ha firmato questo elenco.
places-old = Questo elenco è troppo vecchio: chiedere prima di andare.
places-licence = Fonte: { $licence }
places-import = Scegli un altro elenco
places-own = Torna all’elenco dell’app
places-refused = L’elenco non è stato accettato: { $why }
places-none = Nessun luogo corrisponde.
places-map = Mappa dei luoghi
