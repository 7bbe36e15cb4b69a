# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Ausstellen
counter-title = Impfzertifikate ausstellen
counter-footer = Nichts wird gesendet. Nach dem Schließen der Seite bleibt nichts, außer im Journal, wenn Sie es einschalten.
counter-part-missing = Ein Teil der App lässt sich nicht laden. Verbinden Sie sich einmal, danach funktioniert sie ohne Netz.

## What the desk's passes are
counter-training = TRAINING · NICHT GÜLTIG
counter-standing-real = Diese Stelle stellt echte Zertifikate aus.
counter-standing-until = Ihr Signaturzertifikat gilt bis { $date }.
counter-standing-no-certificate = TRAINING: Der Schlüssel dieser Stelle ist nicht beglaubigt. Was sie ausstellt, ist gekennzeichnet und nie gültig.
counter-standing-not-listed = TRAINING: Das Signaturzertifikat dieser Stelle steht auf keiner Vertrauensliste dieses Geräts.
counter-standing-test-list = TRAINING: Das Signaturzertifikat dieser Stelle steht nur zu Testzwecken auf der Liste.
counter-standing-other-passes = TRAINING: Das Signaturzertifikat dieser Stelle gilt nicht für Impfungen oder gilt jetzt nicht.
counter-key-missing = Dieser Browser kann keine Schlüssel erzeugen. Öffnen Sie die Seite über https in einem aktuellen Browser.

## Traveller
counter-traveller = Reisende Person
counter-zone = Reisepass
counter-zone-hint = Die zwei untersten Zeilen: Lesegerät, Kamera oder Tastatur
counter-zone-wrong = Das sind nicht die Zeilen eines Reisepasses, oder ein Zeichen stimmt nicht.
counter-passport-waits = Ein Reisepass wurde gelesen. Erst dies schließen, dann noch einmal lesen.
counter-camera = Mit Kamera lesen
counter-camera-stop = Kamera aus
counter-camera-hint = Halten Sie die untersten Zeilen ins Bild, die Pfeile (<<<) flach und ruhig.
counter-camera-unclear = Einige Zeichen sind undeutlich: mehr Licht, näher, ruhig. Oder tippen Sie die Zeilen.
counter-birth-hint = JJJJ-MM-TT, so weit es im Reisepass steht
counter-nationality-hint = Code aus dem Reisepass, etwa UTO
counter-sex-open = Keine Angabe
counter-sex-f = Weiblich
counter-sex-m = Männlich
counter-sex-x = Unbestimmt

## Dose
counter-dose = Impfung
counter-yellow-fever = Gelbfieber
counter-polio = Polio
counter-product-search = Impfstoff, Hersteller, Krankheit
counter-product-change = Ändern
counter-product-none = Auf der Liste der WHO steht kein solcher Impfstoff.
counter-more = Gültigkeit und Übertrag vom Papier
counter-paper-hint = Nur beim Übertrag vom Papier: wer es gesehen hat

## Labels, in the form, in the read-back, on paper
counter-label-training = Kennzeichnung
counter-label-name = Name im Zertifikat
counter-label-name-cut = Name im Zertifikat, gekürzt
counter-label-surname = Nachname
counter-label-surname-latin = Nachname, lateinische Buchstaben
counter-label-given = Vornamen
counter-label-given-latin = Vornamen, lateinische Buchstaben
counter-label-birth-date = Geburtsdatum
counter-label-sex = Geschlecht
counter-label-nationality = Staatsangehörigkeit
counter-label-document = Reisepassnummer
counter-label-disease = Impfung gegen
counter-label-product = Impfstoff
counter-label-batch = Charge
counter-label-date = Datum der Impfung
counter-label-from = Gültig ab
counter-label-until = Gültig bis
counter-label-centre = Impfstelle
counter-label-clinician = Medizinische Fachkraft
counter-label-from-paper = Vom Papier, gesehen von

## What is wrong, and questions
counter-problems = { $n ->
    [one] Ein Feld ist noch zu prüfen.
   *[other] { $n } Felder sind noch zu prüfen.
}
counter-problem-clock-behind = Die Uhr dieses Geräts geht nach: Stellen Sie Datum und Uhrzeit.
counter-problem-surname-missing = Der Nachname fehlt. Wer nur einen Namen hat: hier eintragen.
counter-problem-given-name-missing = Kein Vorname: Ist das im Reisepass so?
counter-problem-name-too-long = Das ist zu lang für einen Namen.
counter-problem-name-cut = Der Name ist zu lang und wird gekürzt. Genügt der Rest?
counter-problem-name-character = Ein solches Zeichen kommt in keinem Namen vor.
counter-problem-latin-name-missing = Tippen Sie die lateinische Schreibung aus dem Reisepass.
counter-problem-letters-left-out = Einige Buchstaben haben keine lateinische Schreibung und fallen weg. Ist das im Reisepass so?
counter-problem-latin-name-character = Hier nur lateinische Buchstaben.
counter-problem-birth-date = Kein Geburtsdatum: JJJJ-MM-TT.
counter-problem-birth-date-incomplete = Das Geburtsdatum ist unvollständig: Ist das im Reisepass so?
counter-problem-birth-in-future = Das Geburtsdatum liegt in der Zukunft.
counter-problem-birth-too-early = Vor mehr als 130 Jahren.
counter-problem-nationality = Keine Staatsangehörigkeit eines Reisepasses.
counter-problem-document-number = Nur Buchstaben und Ziffern, und nicht so viele davon.
counter-problem-unknown-product = Wählen Sie einen Impfstoff von der Liste der WHO.
counter-problem-batch-missing = Die Charge fehlt. Sie steht auf dem Fläschchen.
counter-problem-dose-date = Kein Datum.
counter-problem-dose-in-future = Die Impfung liegt in der Zukunft.
counter-problem-dose-before-birth = Vor dem Geburtsdatum.
counter-problem-dose-before-product = An diesem Tag gab es diesen Impfstoff noch nicht.
counter-problem-place-missing = Geben Sie die Impfstelle oder die medizinische Fachkraft an.
counter-problem-reserved-place = Eine Impfstelle darf nicht so beginnen wie die Kennzeichnung von Übungszertifikaten.
counter-problem-text-too-long = Zu lang.
counter-problem-control-character = Ein Zeichen darin ist unsichtbar.
counter-problem-validity-date = Kein Datum.
counter-problem-validity-ends = Das Ende liegt vor dem Anfang.
counter-problem-validity-before-dose = Der Anfang liegt vor der Impfung.
counter-problem-validity-over = Die Gültigkeit ist schon abgelaufen.
counter-problem-yellow-fever-is-for-life = Die Gelbfieberimpfung zählt lebenslang, gleich welches Ende angegeben ist. Trotzdem ein Ende angeben?

## Read-back and signing
counter-read-back = Vorlesen
counter-read-back-title = Lesen Sie dies der reisenden Person vor
counter-sign = Alles richtig: ausstellen
counter-sign-training = Alles richtig: Übungszertifikat
counter-change = Ändern
counter-issued-before = Das wurde am { $at } schon ausgestellt. Nichts wird zweimal ausgestellt: Zeigen und drucken Sie jenes Zertifikat.
counter-issued-put-away = Das wurde am { $at } ausgestellt und abgelegt. Stellen Sie es nur dann noch einmal aus, wenn jenes Zertifikat verloren ist: Sonst gibt es zwei.
counter-issued-otherwise = Dieselbe Impfung wurde am { $at } mit anderen Angaben bescheinigt. Stellen Sie nur dann ein neues Zertifikat aus, wenn es jenes berichtigt, und ziehen Sie jenes zurück.
counter-not-issued = Es entstand kein Zertifikat: { $why }

## Passes
counter-pass = Fertiges Zertifikat
counter-for-the-phone = Diesen Code kann die reisende Person fotografieren oder mit dem Telefon scannen.
counter-show = Zeigen
counter-print-a4 = Auf A4 drucken
counter-print-card = Karte drucken
counter-print-new = { $n ->
    [one] Das neue drucken
   *[other] { $n } neue drucken
}
counter-print-all = Alle auf A4 drucken
counter-print-all-cards = Alle als Karten drucken
counter-not-printed = Der Browser hat nicht gedruckt. Die Zertifikate bleiben hier, bis Sie die Seite schließen.
counter-not-printed-yet = nicht gedruckt
counter-printed = { $n ->
    [one] einmal an den Drucker gesendet
   *[other] { $n }-mal an den Drucker gesendet
}
counter-next-traveller = Nächste Person der Familie
counter-next-dose = Nächste Impfung
counter-next-customer = Nächste Kundschaft
counter-next-customer-sure = Nicht alles ist gedruckt: alles vergessen
counter-session = { $n ->
    [one] Ein Zertifikat
   *[other] { $n } Zertifikate
}
counter-session-hint = Sie können sie zeigen und drucken, bis Sie die Seite schließen oder die nächste Kundschaft kommt.

## Paper
counter-paper-heading = Bescheinigung über Impfung oder Prophylaxe
counter-issued-at = Ausgestellt am { $at }.
counter-paper-note = Der Code enthält, was hier gedruckt ist, mit der Signatur der ausstellenden Stelle. Jedes Prüfgerät für Zertifikate der WHO liest ihn ohne Netz. Das gelbe Impfheft bleibt daneben gültig.
counter-paper-title = Einen Eintrag vom Papier übertragen
counter-paper-entry = Ein echter Eintrag nennt Impfstoff, Hersteller, Charge und Tag und ist von Hand unterschrieben.
counter-paper-batch = Vergleichen Sie die Charge mit Impfstoff und Tag, wenn Sie die Liste des Herstellers zur Hand haben.
counter-paper-stamp = Er trägt den Stempel einer zugelassenen Impfstelle.
counter-paper-refuse = Lehnen Sie einen Eintrag ab, wenn Charge oder Stempel fehlt, wenn er Korrekturen hat, wenn sein Tag vor der Geburt liegt oder wenn es den Impfstoff damals noch nicht gab.
counter-paper-booklet = Geben Sie das Impfheft zurück: Es bleibt gültig. Halten Sie fest, wer es gesehen hat.

## A clinic's day
counter-batch = Ein ganzer Tag aus einer Datei
counter-batch-is = Eine CSV-Datei mit einer Zeile je Impfung. Zeilen mit einem Fehler werden genannt, aus den anderen werden Zertifikate.
counter-batch-file = CSV-Datei wählen
counter-batch-report = Zertifikate: { $issued }. Zeilen: { $done } von { $all }.
counter-batch-line = Zeile { $n }: { $why }
counter-batch-already = hat schon ein Zertifikat
counter-batch-otherwise = hat schon ein Zertifikat mit anderen Angaben
counter-batch-refused = Die Datei ist nicht verwendbar: { $why }

## Day book
counter-book = Journal
counter-book-off = Aus: Nichts wird aufbewahrt. Mit einer Passphrase wird jedes Zertifikat verschlüsselt auf diesem Gerät eingetragen und lässt sich noch einmal drucken.
counter-book-locked = Auf diesem Gerät gibt es ein Journal. Neue Zertifikate werden erst eingetragen, wenn es offen ist.
counter-book-is-locked = Das Journal ist gesperrt: erst öffnen, sonst wird dieses Zertifikat erst beim Öffnen eingetragen.
counter-book-begin = Einschalten
counter-book-open = Öffnen
counter-passphrase = Passphrase, mindestens 10 Zeichen
counter-passphrase-wrong = Die Passphrase ist zu kurz oder eine andere.
counter-book-count = { $n ->
    [one] Ein Zertifikat ist eingetragen.
   *[other] { $n } Zertifikate sind eingetragen.
}
counter-book-unreadable = { $n ->
    [one] Ein Eintrag ist nicht lesbar.
   *[other] { $n } Einträge sind nicht lesbar.
}
counter-book-export = Als CSV speichern
counter-book-delete = Löschen
counter-book-delete-sure = Alles endgültig löschen
counter-book-not-written = Der Eintrag ins Journal ist nicht gelungen: Das Gerät ist voll oder bewahrt nichts auf. Das Zertifikat gibt es, seinen Eintrag nicht.

## Key
counter-key = Schlüssel und Signaturzertifikat
counter-key-is = Dieser Browser hat einen Schlüssel für diese Stelle erzeugt. Niemand kann ihn kopieren, und er verlässt nie dieses Gerät.
counter-key-not-kept = Dieser Browser bewahrt den Schlüssel nicht auf: Beim Schließen der Seite ist er weg.
counter-old-list = Die Vertrauensliste, die diese Stelle bestätigt, ist zu alt. Aktualisieren Sie die App.
counter-request = Antrag erstellen
counter-request-country = Land, zwei Buchstaben
counter-request-organisation = Apotheke oder Praxis
counter-request-unit = Abteilung, falls vorhanden
counter-request-common-name = Nummer oder Name bei der Behörde
counter-request-save = Antrag speichern
counter-request-refused = Es entstand kein Antrag: { $why }
counter-certificate-is = Senden Sie den Antrag an die nationale Behörde. Wählen Sie dann das Signaturzertifikat, das sie zurückschickt.
counter-certificate = Zertifikat wählen
counter-certificate-refused = Das Signaturzertifikat wurde nicht übernommen: { $why }
counter-certificate-not-kept = Das Signaturzertifikat wird jetzt verwendet, aber dieser Browser bewahrt es nicht auf.

## Places
places-mode = Ausgabestellen
places-title = Wo Zertifikate ausgestellt werden
places-search = Name oder Adresse
places-district = Bezirk
places-any = Alle
places-district-count = { $name } ({ $n })
places-issues = Stellt aus
places-within = Entfernung
places-km = { $n } km
places-count = { $n ->
    [one] Eine Stelle
   *[other] { $n } Stellen
}
places-from = Entfernungen ab { $name }
places-from-point = Entfernungen ab dem Punkt auf der Karte
places-from-hint = Tippen Sie auf eine Stelle oder die Karte, um von dort zu messen.
places-hours = Geöffnet: { $hours }
places-edition = Liste vom { $date }, signiert von { $publisher }.
places-publisher-app = einem Herausgeber dieser App
places-unsigned = Niemand, den diese App kennt, hat diese Liste signiert.
places-old = Diese Liste ist zu alt: Fragen Sie nach, bevor Sie hingehen.
places-licence = Quelle: { $licence }
places-import = Andere Liste wählen
places-own = Zurück zur Liste der App
places-refused = Die Liste wurde nicht übernommen: { $why }
places-none = Keine passende Stelle.
places-map = Karte der Ausgabestellen
