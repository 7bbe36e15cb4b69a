# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Afgifte
counter-title = Vaccinatiecertificaten afgeven
counter-footer = Er wordt niets verzonden. Na het sluiten van de pagina blijft niets bewaard, behalve in het logboek als u dat aanzet.
counter-part-missing = Een deel van de app kan niet worden geladen. Maak één keer verbinding, daarna werkt het zonder netwerk.

## What the desk's passes are
counter-training = TRAINING · NIET GELDIG
counter-standing-real = Deze balie geeft echte certificaten af.
counter-standing-until = Het ondertekeningscertificaat is geldig tot { $date }.
counter-standing-no-certificate = TRAINING: de sleutel van deze balie is niet gecertificeerd. Wat zij afgeeft, is gemarkeerd en nooit geldig.
counter-standing-not-listed = TRAINING: het ondertekeningscertificaat van deze balie staat op geen enkele vertrouwenslijst van dit apparaat.
counter-standing-test-list = TRAINING: het ondertekeningscertificaat van deze balie staat alleen voor proefgebruik op de lijst.
counter-standing-other-passes = TRAINING: het ondertekeningscertificaat van deze balie is niet voor vaccinaties, of is nu niet geldig.
counter-key-missing = Deze browser maakt geen sleutels. Open de pagina via https in een actuele browser.

## Traveller
counter-traveller = Reiziger
counter-zone = Paspoort
counter-zone-hint = De twee onderste regels: lezer, camera of toetsenbord
counter-zone-wrong = Dit zijn niet de regels van een paspoort, of een teken klopt niet.
counter-passport-waits = Er is een paspoort gelezen. Sluit dit eerst en lees het opnieuw.
counter-camera = Lezen met camera
counter-camera-stop = Camera uit
counter-camera-hint = Houd de onderste regels in beeld, met de pijlen (<<<) vlak en stil.
counter-camera-unclear = Sommige tekens zijn onduidelijk: meer licht, dichterbij, stil. Of typ de regels.
counter-birth-hint = JJJJ-MM-DD, voor zover het in het paspoort staat
counter-nationality-hint = Code uit het paspoort, bijvoorbeeld UTO
counter-sex-open = Niet vermeld
counter-sex-f = Vrouw
counter-sex-m = Man
counter-sex-x = Niet gespecificeerd

## Dose
counter-dose = Vaccinatie
counter-yellow-fever = Gele koorts
counter-polio = Polio
counter-product-search = Vaccin, fabrikant, ziekte
counter-product-change = Wijzigen
counter-product-none = Dit vaccin staat niet op de lijst van de WHO.
counter-more = Geldigheid en overname van papier
counter-paper-hint = Alleen bij overname van papier: wie het gezien heeft

## Labels, in the form, in the read-back, on paper
counter-label-training = Markering
counter-label-name = Naam in het certificaat
counter-label-name-cut = Naam in het certificaat, afgekapt
counter-label-surname = Achternaam
counter-label-surname-latin = Achternaam, Latijnse letters
counter-label-given = Voornamen
counter-label-given-latin = Voornamen, Latijnse letters
counter-label-birth-date = Geboortedatum
counter-label-sex = Geslacht
counter-label-nationality = Nationaliteit
counter-label-document = Paspoortnummer
counter-label-disease = Vaccinatie tegen
counter-label-product = Vaccin
counter-label-batch = Batch
counter-label-date = Datum van de vaccinatie
counter-label-from = Geldig vanaf
counter-label-until = Geldig tot
counter-label-centre = Vaccinatiecentrum
counter-label-clinician = Zorgverlener
counter-label-from-paper = Van papier, gezien door

## What is wrong, and questions
counter-problems = { $n ->
    [one] Eén veld moet u nog nakijken.
   *[other] { $n } velden moet u nog nakijken.
}
counter-problem-clock-behind = De klok van dit apparaat loopt achter: stel datum en tijd in.
counter-problem-surname-missing = De achternaam ontbreekt. Heeft iemand maar één naam, vul die dan hier in.
counter-problem-given-name-missing = Geen voornaam: is dat in het paspoort ook zo?
counter-problem-name-too-long = Dit is te lang voor een naam.
counter-problem-name-cut = De naam is te lang en wordt afgekapt. Is de rest genoeg?
counter-problem-name-character = Dit teken komt in geen enkele naam voor.
counter-problem-latin-name-missing = Typ de Latijnse spelling uit het paspoort.
counter-problem-letters-left-out = Sommige letters hebben geen Latijnse spelling en vallen weg. Is dat in het paspoort ook zo?
counter-problem-latin-name-character = Hier alleen Latijnse letters.
counter-problem-birth-date = Geen geboortedatum: JJJJ-MM-DD.
counter-problem-birth-date-incomplete = De geboortedatum is niet volledig: is dat in het paspoort ook zo?
counter-problem-birth-in-future = De geboortedatum ligt in de toekomst.
counter-problem-birth-too-early = Meer dan 130 jaar geleden.
counter-problem-nationality = Geen nationaliteit van een paspoort.
counter-problem-document-number = Alleen letters en cijfers, en niet zo veel.
counter-problem-unknown-product = Kies een vaccin van de lijst van de WHO.
counter-problem-batch-missing = De batch ontbreekt. Die staat op de flacon.
counter-problem-dose-date = Geen datum.
counter-problem-dose-in-future = De vaccinatie ligt in de toekomst.
counter-problem-dose-before-birth = Vóór de geboortedatum.
counter-problem-dose-before-product = Op die dag bestond dit vaccin nog niet.
counter-problem-place-missing = Vermeld het vaccinatiecentrum of de zorgverlener.
counter-problem-reserved-place = De naam van een vaccinatiecentrum mag niet beginnen zoals de markering van oefencertificaten.
counter-problem-text-too-long = Te lang.
counter-problem-control-character = Er staat een onzichtbaar teken in.
counter-problem-validity-date = Geen datum.
counter-problem-validity-ends = Het einde ligt vóór het begin.
counter-problem-validity-before-dose = Het begin ligt vóór de vaccinatie.
counter-problem-validity-over = De geldigheid is al voorbij.
counter-problem-yellow-fever-is-for-life = De vaccinatie tegen gele koorts telt levenslang, welk einde er ook is vermeld. Toch een einde vermelden?

## Read-back and signing
counter-read-back = Voorlezen
counter-read-back-title = Lees dit voor aan de reiziger
counter-sign = Alles klopt: afgeven
counter-sign-training = Alles klopt: oefencertificaat
counter-change = Wijzigen
counter-issued-before = Dit is op { $at } al afgegeven. Niets wordt twee keer afgegeven: toon dat certificaat en druk het af.
counter-issued-put-away = Dit is op { $at } afgegeven en opgeborgen. Geef het alleen nog eens af als dat certificaat verloren is: anders zijn er twee.
counter-issued-otherwise = Voor dezelfde vaccinatie is op { $at } met andere gegevens een certificaat afgegeven. Geef alleen een nieuw af om dat te corrigeren, en trek het oude in.
counter-not-issued = Er is geen certificaat gemaakt: { $why }

## Passes
counter-pass = Certificaat klaar
counter-for-the-phone = De reiziger kan deze code fotograferen of met een telefoon scannen.
counter-show = Tonen
counter-print-a4 = Op A4 afdrukken
counter-print-card = Kaart afdrukken
counter-print-new = { $n ->
    [one] Het nieuwe afdrukken
   *[other] { $n } nieuwe afdrukken
}
counter-print-all = Alles op A4 afdrukken
counter-print-all-cards = Alles als kaarten afdrukken
counter-not-printed = De browser heeft niet afgedrukt. De certificaten blijven hier tot u de pagina sluit.
counter-not-printed-yet = niet afgedrukt
counter-printed = { $n ->
    [one] één keer naar de printer gestuurd
   *[other] { $n } keer naar de printer gestuurd
}
counter-next-traveller = Volgende van het gezin
counter-next-dose = Volgende vaccinatie
counter-next-customer = Volgende klant
counter-next-customer-sure = Niet alles is afgedrukt: alles vergeten
counter-session = { $n ->
    [one] Eén certificaat
   *[other] { $n } certificaten
}
counter-session-hint = U kunt ze tonen en afdrukken tot u de pagina sluit of de volgende klant komt.

## Paper
counter-paper-heading = Certificaat van vaccinatie of profylaxe
counter-issued-at = Afgegeven op { $at }.
counter-paper-note = De code bevat wat hier is afgedrukt, met de handtekening van de plaats van afgifte. Elke controle-app voor certificaten van de WHO leest hem zonder netwerk. Het gele boekje blijft daarnaast geldig.
counter-paper-title = Een papieren vermelding overnemen
counter-paper-entry = Een echte vermelding noemt vaccin, fabrikant, batch en dag, en is met de hand ondertekend.
counter-paper-batch = Vergelijk de batch met vaccin en dag als u de lijst van de fabrikant bij de hand hebt.
counter-paper-stamp = Er staat een stempel van een erkend centrum bij.
counter-paper-refuse = Weiger een vermelding zonder batch of stempel, met correcties, of met een dag vóór de geboorte of voordat het vaccin bestond.
counter-paper-booklet = Geef het boekje terug: het blijft geldig. Noteer wie het gezien heeft.

## A clinic's day
counter-batch = Een hele dag uit een bestand
counter-batch-is = Een CSV-bestand met één regel per vaccinatie. Regels met een fout worden genoemd, van de andere worden certificaten gemaakt.
counter-batch-file = CSV-bestand kiezen
counter-batch-report = Certificaten: { $issued }. Regels: { $done } van { $all }.
counter-batch-line = Regel { $n }: { $why }
counter-batch-already = heeft al een certificaat
counter-batch-otherwise = heeft al een certificaat met andere gegevens
counter-batch-refused = Het bestand is niet te gebruiken: { $why }

## Day book
counter-book = Logboek
counter-book-off = Uit: er wordt niets bewaard. Met een wachtzin wordt elk certificaat versleuteld op dit apparaat genoteerd en kan het opnieuw worden afgedrukt.
counter-book-locked = Er is een logboek op dit apparaat. Nieuwe certificaten worden pas genoteerd als het open is.
counter-book-is-locked = Het logboek is vergrendeld: open het eerst, anders wordt dit certificaat pas bij het openen genoteerd.
counter-book-begin = Aanzetten
counter-book-open = Openen
counter-passphrase = Wachtzin, minstens 10 tekens
counter-passphrase-wrong = De wachtzin is te kort of niet de juiste.
counter-book-count = { $n ->
    [one] Eén certificaat is genoteerd.
   *[other] { $n } certificaten zijn genoteerd.
}
counter-book-unreadable = { $n ->
    [one] Eén notitie is niet te lezen.
   *[other] { $n } notities zijn niet te lezen.
}
counter-book-export = Als CSV opslaan
counter-book-delete = Verwijderen
counter-book-delete-sure = Alles voorgoed verwijderen
counter-book-not-written = Het logboek kon niet worden bijgewerkt: het apparaat is vol of bewaart niets. Het certificaat is er, de notitie niet.

## Key
counter-key = Sleutel en ondertekeningscertificaat
counter-key-is = Deze browser heeft een sleutel voor deze balie gemaakt. Niemand kan hem kopiëren, en hij verlaat dit apparaat nooit.
counter-key-not-kept = Deze browser bewaart de sleutel niet: bij het sluiten van de pagina is hij weg.
counter-old-list = De vertrouwenslijst die deze balie bevestigt is te oud. Werk de app bij.
counter-request = Aanvraag maken
counter-request-country = Land, twee letters
counter-request-organisation = Apotheek of kliniek
counter-request-unit = Afdeling, indien van toepassing
counter-request-common-name = Nummer of naam bij de autoriteit
counter-request-save = Aanvraag opslaan
counter-request-refused = Er is geen aanvraag gemaakt: { $why }
counter-certificate-is = Stuur de aanvraag naar de nationale autoriteit. Kies daarna het ondertekeningscertificaat dat zij terugstuurt.
counter-certificate = Certificaat kiezen
counter-certificate-refused = Het ondertekeningscertificaat is niet overgenomen: { $why }
counter-certificate-not-kept = Het ondertekeningscertificaat wordt nu gebruikt, maar deze browser bewaart het niet.

## Places
places-mode = Plaatsen
places-title = Waar certificaten worden afgegeven
places-search = Naam of adres
places-district = District
places-any = Alle
places-district-count = { $name } ({ $n })
places-issues = Geeft af
places-within = Afstand
places-km = { $n } km
places-count = { $n ->
    [one] Eén plaats
   *[other] { $n } plaatsen
}
places-from = Afstanden vanaf { $name }
places-from-point = Afstanden vanaf het punt op de kaart
places-from-hint = Tik op een plaats of op de kaart om vanaf daar te meten.
places-hours = Open: { $hours }
places-edition = Lijst van { $date }, ondertekend door { $publisher }.
places-publisher-app = een uitgever van deze app
places-unsigned = Niemand die deze app kent heeft deze lijst ondertekend.
places-old = Deze lijst is te oud: vraag het na voordat u gaat.
places-licence = Bron: { $licence }
places-import = Andere lijst kiezen
places-own = Terug naar de lijst van de app
places-refused = De lijst is niet overgenomen: { $why }
places-none = Geen passende plaats.
places-map = Kaart van de plaatsen
