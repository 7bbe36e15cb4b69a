tagline = Certyfikaty są odczytywane i oceniane na tym urządzeniu. Nic nie jest wysyłane.
mode-scan = Sprawdź
mode-desk = Odprawa
mode-self = Moja podróż
mode-scan-is = Sprawdzenie jednego certyfikatu.
mode-desk-is = Odprawa: certyfikat po certyfikacie, z paszportem, grupą i licznikami.
mode-self-is = Dla podróżnych: czy moje certyfikaty będą tam uznane tego dnia?
install-hint = Działa bez sieci: dodaj tę stronę do ekranu głównego.
language-label = Język
close = Zamknij
update-ready = Nowa wersja jest gotowa.
update-use = Użyj teraz
hidden-title = Ukryte
hidden-show = Pokaż ponownie
question-genuine = Autentyczny?
question-current = Aktualny?
question-country = { $country }?
answer-yes = Tak
answer-no = Nie
answer-open = Nie wiadomo
verdict-valid = Ważny
verdict-valid-until = Autentyczny i aktualny do { $date }.
verdict-valid-forever = Autentyczny i aktualny; nie wygasa.
verdict-valid-advice = Porównaj imię, nazwisko i datę urodzenia z paszportem.
verdict-valid-for = Ważny: { $country }
verdict-refused = Nieuznany: { $country }
verdict-refused-meaning = Autentyczny i aktualny, ale zasady wjazdu go nie uznają.
verdict-no-rules = Autentyczny, zasady nieznane
verdict-undecided = Autentyczny, wjazd do sprawdzenia
verdict-undecided-meaning = Autentyczny i aktualny. Sprawdź wymagania: { $country }.
verdict-other-person = Inna osoba
verdict-near-person = Prawdopodobnie ta sama osoba
verdict-old-list = Autentyczny, ale lista jest za stara
verdict-old-list-meaning = Wystawca lub certyfikat mógł zostać w międzyczasie unieważniony.
verdict-revocation-open = Nie sprawdzono unieważnienia: brak listy tego wystawcy.
verdict-revocation-missing = Nie sprawdzono unieważnienia: listy nie ma na tym urządzeniu.
verdict-revocation-old = Nieunieważniony według starej listy: { $list }.
verdict-revocation-done = Nieunieważniony: { $list }.
verdict-revocation-look = Nie sprawdzono unieważnienia
verdict-outdated = Autentyczny · nieaktualny od { $date }
verdict-expired-meaning = Naprawdę wystawiony, ale certyfikat stracił ważność.
verdict-newer-advice = To nie jest fałszerstwo. Potrzebny jest nowszy certyfikat.
verdict-not-yet = Autentyczny, ale jeszcze nieważny
verdict-not-yet-meaning = Ważny dopiero od { $date }.
verdict-not-yet-advice = Sprawdź datę i godzinę tego urządzenia.
verdict-not-now = Autentyczny, ale teraz nieważny
verdict-certificate-meaning = Certyfikat podpisu wystawcy nie jest teraz ważny.
verdict-certificate-period = Certyfikat podpisu wystawcy nie jest teraz ważny. Obowiązywał od { $from } do { $until }.
verdict-faulty = Autentyczny, ale wadliwy
verdict-faulty-meaning = Podpisany przez zaufanego wystawcę, ale treść narusza zasady certyfikatów.
verdict-faulty-advice = Posiadacz potrzebuje nowego certyfikatu od wystawcy.
verdict-empty = Autentyczny, ale niczego nie dowodzi
verdict-empty-meaning = Podpisany przez zaufanego wystawcę, ale nie poświadcza szczepienia, testu ani ozdrowienia.
verdict-unlisted = Szczepionki nie ma na liście WHO
verdict-signed-under = Autentyczny, podpisany w domenie { $domain }
verdict-signed-under-meaning = Podpis się zgadza, ale WHO wymienia ten klucz dla innych dokumentów. Zdecyduj samodzielnie.
verdict-unknown = Nie można potwierdzić
verdict-unknown-meaning = Wystawcy nie ma na używanej liście zaufania. Certyfikat może być autentyczny albo nie.
verdict-unknown-advice = Dodaj nowszą listę przyciskiem „Importuj listę zaufania” i zeskanuj ponownie.
verdict-forged = Nieautentyczny
verdict-forged-meaning = Podpis nie należy do wystawcy: certyfikat zmieniono lub sfałszowano.
verdict-usage-meaning = Podpisany kluczem wystawcy, który nie może wystawiać takich certyfikatów.
verdict-refuse-advice = Nie przyjmuj tego certyfikatu.
verdict-revoked = Unieważniony
verdict-revoked-meaning = Wystawca wycofał ten certyfikat.
verdict-foreign = To nie jest certyfikat zdrowotny
verdict-foreign-meaning = Ten kod lub tekst to coś innego.
verdict-foreign-advice = Szukaj dużego kodu QR certyfikatu zdrowotnego.
verdict-not-read = Greengate tego nie odczytuje
recognised = { $kind ->
    [nl-domestic] To jest niderlandzki certyfikat krajowy. Greengate ich nie odczytuje.
    [at1] To jest austriacki certyfikat krajowy. Greengate ich nie odczytuje.
    [shlink] To jest SMART Health Link: prowadzi do certyfikatu na serwerze. Greengate ich nie odczytuje.
    [vhl] To jest weryfikowalny link zdrowotny (VHL): prowadzi do dokumentów na serwerze, których Greengate nigdy nie otwiera. Nie potwierdza żadnego szczepienia.
    [boarding-pass] To jest karta pokładowa.
    [mrz] To jest strefa odczytu maszynowego paszportu lub dowodu osobistego.
    [web-address] To jest adres internetowy ({ $host }): pokazuje to, co podaje ta strona, i niczego nie dowodzi offline.
   *[other] To jest rodzaj „{ $kind }”. Greengate ich nie odczytuje.
}
verdict-improper = Nieprawidłowy certyfikat
verdict-algorithm-meaning = Jest podpisany w sposób niedozwolony dla certyfikatów zdrowotnych.
verdict-damaged = Uszkodzony certyfikat
verdict-damaged-meaning = Zaczyna się jak certyfikat zdrowotny, ale dane są uszkodzone.
verdict-damaged-advice = Zeskanuj ponownie; jeśli to nie pomoże, poproś o nową kopię.
verdict-large-meaning = Zawiera dużo więcej danych niż jakikolwiek certyfikat zdrowotny.
verdict-unreal = DEMO – TO NIE JEST PRAWDZIWY CERTYFIKAT
verdict-doubt = Niepotwierdzone – kod tylko podaje:
verdict-no-name = Bez nazwiska
verdict-born = Data urodzenia
verdict-no-birth-date = nie podano daty
verdict-more = Więcej kodów na tym samym obrazie
verdict-details = Szczegóły
verdict-several = Ważne: { $valid } z { $all }
next = Dalej
fact-pass = Certyfikat
fact-kind = Rodzaj
fact-document = Nr dokumentu
fact-country = Wystawiony przez
fact-authority = Organ
fact-issued = Wystawiony
fact-expires = Wygasa
fact-source = Potwierdza: { $list }
fact-disease = Choroba
fact-result = Wynik
fact-test = Test
fact-sampled = Data pobrania próbki
fact-first-positive = Pierwszy dodatni wynik
fact-vaccine = Szczepionka
fact-maker = Producent
fact-dose = Dawka
fact-dose-of = { $number } z { $all }
fact-vaccinated = Data szczepienia
fact-batch = Seria
fact-from = Ważny od
fact-until = Ważny do
fact-observation = Obserwacja
fact-void = Nie liczy się
fact-notice = Uwaga
notice-version = Wersja treści nie jest znana.
notice-product = Szczepionki nie ma na liście WHO.
notice-date = Szczepienie po dniu wystawienia.
notice-text = Dane są ponumerowane tekstem, a nie liczbami.
notice-milliseconds = Czasy są w milisekundach, a nie w sekundach.
fact-products = Lista produktów WHO z dnia
fact-server = Serwer
fact-signature = Podpis
link-passcode = Do otwarcia potrzebne są sieć i kod dostępu.
link-network = Do otwarcia potrzebna jest sieć.
link-right = złożony zaufanym kluczem
link-wrong = nieprawidłowy
link-unknown = nieznany wystawca
fact-clock = Zegar
fact-clock-ahead = wystawiono później, niż wskazuje to urządzenie (różnica: { $span })
void-not-done = nie wykonano
void-in-error = wprowadzono przez pomyłkę
void-other = niezakończone lub dotyczy kogoś innego
kind-vaccination = Szczepienie
kind-test = Test
kind-recovery = Ozdrowienie
result-detected = WYKRYTO (dodatni)
result-not-detected = Nie wykryto (ujemny)
format-dcc = Unijny cyfrowy certyfikat COVID
format-icvp = Certyfikat szczepień WHO (ICVP)
format-shc = SMART Health Card
format-vds-nc = Widoczna pieczęć cyfrowa ICAO
format-nzcp = Nowozelandzki certyfikat COVID
format-ddcc = Certyfikat COVID-19 WHO (DDCC)
name-covid = COVID-19
name-yellow-fever = Żółta gorączka
name-polio = Polio (choroba Heinego-Medina)
name-antigen-test = Szybki test antygenowy
name-molecular-test = Test molekularny (NAAT, PCR)
name-other-antigen-test = Test antygenowy
name-antibody-test = Test na przeciwciała
name-demoland = Demoland
count-keys = { $n ->
    [one] { $n } klucz wystawcy
    [few] { $n } klucze wystawców
   *[other] { $n } kluczy wystawców
}
count-countries = { $n ->
    [one] { $n } kraj
    [few] { $n } kraje
   *[other] { $n } krajów
}
count-issuers = { $n ->
    [one] { $n } wystawca SMART Health Cards
    [few] { $n } wystawców SMART Health Cards
   *[other] { $n } wystawców SMART Health Cards
}
count-rules = { $n ->
    [one] { $n } zasada
    [few] { $n } zasady
   *[other] { $n } zasad
}
count-value-sets = { $n ->
    [one] { $n } lista wartości
    [few] { $n } listy wartości
   *[other] { $n } list wartości
}
span-minutes = { $n ->
    [one] { $n } minuta
    [few] { $n } minuty
   *[other] { $n } minut
}
span-hours = { $n ->
    [one] { $n } godzina
    [few] { $n } godziny
   *[other] { $n } godzin
}
span-days = { $n ->
    [one] { $n } dzień
    [few] { $n } dni
   *[other] { $n } dni
}
age-unknown = data nieznana
age-new = właśnie utworzona
age-old = wiek: { $span }
trust-title = Lista zaufania
trust-loading = Wczytywanie listy zaufania…
trust-none = Brak listy zaufania
trust-status = Lista zaufania: { $lists }
trust-demo = Lista zaufania demo
trust-due = { $status }, do aktualizacji
trust-too-old = { $status }, ZA STARA
trust-warning = Lista zaufania ({ $age }): może brakować unieważnień i nowych wystawców.
trust-newer-issuer = Wystawca może być nowszy niż dostępne listy: { $lists }.
trust-published = Opublikowana lista nr { $serial }: { $extent }; podpis sprawdzony, { $origin }. Utworzona: { $made }, do aktualizacji: { $until }.
origin-shipped = dostarczona z aplikacją
origin-stored = zachowana na tym urządzeniu
origin-updated = właśnie zaktualizowana
origin-imported = z pliku
trust-lists = Zawiera: { $lists }.
trust-unchecked = { $list } (podpis niesprawdzony)
trust-shipped-failed = Lista zaufania dołączona do aplikacji nie jest używana: { $why }.
trust-imported = Zaimportowano { $date }: { $name }, { $extent }.
trust-imported-unchecked = Zaimportowano { $date }: { $name }, { $extent }, podpis niesprawdzony.
trust-skipped = Pozycje, których nie da się odczytać i które pominięto: { $n }.
trust-revoked = Lista unieważnień { $name }. Pozycje: { $n }.
trust-no-newer = Ostatnio szukano nowszej listy (ile temu: { $span }): nie ma takiej.
trust-updated = Zaktualizowano (ile temu: { $span }).
trust-failed = Aktualizacja nie powiodła się (ile temu: { $span }): { $why }. Używana lista zostaje.
trust-not-kept = Ta przeglądarka nie przechowuje list: lista zniknie po zamknięciu strony.
trust-empty = Bez listy wystawców nie można potwierdzić żadnego certyfikatu. Zaimportuj ją z tego urządzenia.
trust-import = Importuj listę zaufania
trust-look = Szukaj nowszej listy
trust-forget = Usuń { $name }
fail-address = ustawiony adres jest błędny
fail-unreachable = serwer jest nieosiągalny
fail-redirected = serwer odsyła gdzie indziej; aplikacja tam nie przechodzi
fail-missing = serwer nie ma listy (404)
fail-status = serwer zgłosił błąd ({ $status })
fail-broken-off = odpowiedź została przerwana
fail-too-large = odpowiedź jest większa niż jakakolwiek lista
fail-not-a-bundle = odpowiedź nie jest listą zaufania
fail-same-serial = serwer ma inną treść pod tym samym numerem ({ $serial })
clock-behind = Zegar tego urządzenia jest błędny: wskazuje { $now }, a odczytano coś podpisanego { $seen }. Ustaw go, inaczej oceny dat będą błędne.
clock-forward = Zegar tego urządzenia przestawiono do przodu ({ $span }), gdy strona była otwarta. Sprawdź go, inaczej oceny dat będą błędne.
clock-back = Zegar tego urządzenia cofnięto ({ $span }), gdy strona była otwarta. Sprawdź go, inaczej oceny dat będą błędne.
rules-title = Zasady wjazdu
rules-destination = Cel podróży
rules-none = Brak
rules-unknown-country = { $country } (brak zasad)
rules-day = Dzień wjazdu
rules-import = Importuj zasady wjazdu lub tabelę certyfikatów
rules-kept = Zostaje na tym urządzeniu, dopóki nie wyczyścisz.
rules-clear = Wyczyść
rules-empty = Bez zasad wjazdu odpowiedź brzmi „Nie wiadomo”. Zaimportuj je z tego urządzenia.
rules-extent = { $rules }, { $countries }, { $sets }.
rules-age = Według zasad z { $date }.
rules-old = Według zasad z { $date } (wiek: { $age }): mogą już nie obowiązywać.
rules-published = Opublikowany pakiet nr { $serial }, podpis sprawdzony, utworzony: { $made }.
rules-pack-stale = Wiek pakietu zasad: { $age }. Pora zaktualizować.
rules-not-checked = Zaimportowane pliki, podpis niesprawdzony: { $names }.
rules-requirements = Wymagane certyfikaty: według tabeli { $name }.
rules-other-format = Zasady wjazdu są tylko dla certyfikatów UE: zapytaj w kraju docelowym, czy uznaje ten certyfikat.
rules-no-rules = Nie są znane zasady wjazdu do tego kraju: zapytaj w kraju docelowym.
rule-failed = Niespełniona: { $rule }
rule-open = Nie można rozstrzygnąć: { $rule }
camera-label = Aparat
camera-idle = Skieruj aparat na kod QR certyfikatu zdrowotnego.
camera-why = Przeglądarka najpierw zapyta o zgodę na użycie aparatu. Żaden obraz nie opuszcza tego urządzenia.
camera-allow = Zezwól na aparat, jeśli przeglądarka zapyta.
camera-looking = Szukanie kodu…
camera-start = Skanuj aparatem
camera-starting = Uruchamianie aparatu…
camera-stop = Wyłącz aparat
camera-light-on = Włącz światło
camera-light-off = Wyłącz światło
camera-choose = Aparat
camera-zoom = Zbliżenie
camera-otherwise = Obrazy i teksty nadal można sprawdzić poniżej.
camera-foreign = Ten kod QR to nie certyfikat zdrowotny. Szukanie trwa…
card-progress = Kody tej karty: { $have } z { $all }. Pokaż następny.
hint-closer = Podejdź bliżej kodu
hint-farther = Odsuń się, aż będzie widać cały kod
hint-still = Nie ruszaj urządzeniem
hint-light = Więcej światła
hint-glare = Przechyl: odbicie zasłania kod
fault-insecure = Brak aparatu na niezabezpieczonej stronie
fault-insecure-advice = Otwórz tę stronę przez https:// i spróbuj ponownie.
fault-unsupported = Ta przeglądarka nie udostępnia aparatu
fault-unsupported-advice = Użyj aktualnej przeglądarki albo wybierz obraz kodu przyciskiem „Wybierz plik”.
fault-refused = Aparat nie jest dozwolony
fault-refused-advice = Zezwól na aparat w ustawieniach witryny w przeglądarce i naciśnij „Skanuj aparatem”.
fault-missing = Nie znaleziono aparatu
fault-missing-advice = Podłącz aparat albo wybierz obraz kodu przyciskiem „Wybierz plik”.
fault-busy = Aparat jest zajęty
fault-busy-advice = Zamknij inną aplikację lub kartę, która go używa, i naciśnij „Skanuj aparatem”.
fault-lost = Aparat został odłączony
fault-lost-advice = Być może przejęła go inna aplikacja. Naciśnij „Skanuj aparatem”, aby znów go użyć.
fault-no-picture = Aparat nie przesyła obrazu
fault-no-picture-advice = Być może używa go inna aplikacja albo zamknięta jest jego osłona. Naciśnij ponownie „Skanuj aparatem”.
fault-other = Nie można uruchomić aparatu
fault-other-advice = Naciśnij ponownie „Skanuj aparatem” albo wybierz obraz kodu przyciskiem „Wybierz plik”.
input-title = Obraz, PDF lub tekst
input-choose = Wybierz plik
input-drop = Albo upuść lub wklej obraz w dowolnym miejscu tej strony.
input-text = Tekst certyfikatu
input-check = Sprawdź tekst
input-add = Dodaj do mojej podróży
input-checking = Sprawdzanie…
notice-unreadable = Tego pliku nie można odczytać
notice-unreadable-advice = Wybierz obraz kodu (PNG, JPEG, WebP) lub PDF.
notice-moved-advice = W międzyczasie został przeniesiony lub zmieniony. Wybierz go ponownie.
notice-kind = Pliki typu { $kind } nie są odczytywane
notice-kind-picture = Zrób zrzut ekranu i wybierz go albo zapisz jako JPEG lub PNG.
notice-kind-file = Otwórz go i wybierz zawarty w nim obraz, PDF lub tekst.
notice-pdf = Tego PDF-u nie można odczytać
notice-pdf-advice = Jest uszkodzony lub chroniony hasłem. Wybierz zrzut ekranu kodu.
notice-pdf-complex = Ten PDF jest zbyt złożony, by odczytać go w całości
notice-pdf-complex-advice = Odczyt wymaga zbyt wiele czasu lub pamięci. Wybierz zrzut ekranu strony z kodem.
notice-pdf-missing = Do odczytu plików PDF brakuje części aplikacji
notice-pdf-missing-advice = Połącz się raz z siecią i spróbuj ponownie albo wybierz zrzut ekranu kodu.
notice-large = Ten plik jest za duży
notice-large-advice = Wybierz plik do 64 MB.
notice-no-code = Nie znaleziono kodu QR
notice-no-code-advice = Zrób zdjęcie ponownie: prosto z góry, ostre i jasne, z całym kodem.
notice-scanner = Nie udało się sprawdzić tego obrazu
notice-scanner-advice = Spróbuj ponownie albo wybierz inny obraz.
notice-part = Brakuje części aplikacji
notice-part-advice = Połącz się raz z siecią i spróbuj ponownie.
notice-trust = Ta lista zaufania nie jest używana
notice-rules = Te zasady wjazdu nie są używane
notice-stays = To, co jest używane, pozostaje. Powód: { $why }.
notice-demo = Nie można wczytać demo
notice-demo-advice = Połącz się raz z siecią i spróbuj ponownie.
demo-mark = DEMO
demo-says = Fikcyjne certyfikaty, oceniane według listy zaufania demo.
demo-leave = Wyjdź z demo
demo-title = Certyfikaty demo
demo-how = Dotknij któregoś, aby go ocenić, albo zeskanuj go innym urządzeniem w trybie demo.
demo-new = Pierwszy raz tutaj?
demo-why = Zobacz oceny fikcyjnych certyfikatów: ważnego, nieaktualnego i sfałszowanego.
demo-try = Wypróbuj z certyfikatami demo
trip-passes = Certyfikaty
trip-passes-empty = Zeskanuj, sfotografuj lub wklej certyfikaty wszystkich podróżnych. Zostają na tej stronie do jej zamknięcia i nigdzie indziej.
trip-remove-of = Usuń certyfikat: { $name }
trip-title = Twoja podróż
trip-departure = Skąd
trip-stop = Etap { $n }
trip-arrival = Kraj
trip-when = Dzień przyjazdu
trip-hour = Czas lokalny na miejscu
trip-zone = Strefa czasowa
trip-add = Dodaj etap
trip-remove-stop = Usuń ten etap
trip-order = Ten przyjazd jest przed poprzednim.
trip-answers = Czy zostanie uznany?
trip-answers-empty = Dodaj certyfikat i cel podróży.
trip-accepted = Uznany
trip-refused = Nieuznany
trip-open = Nie wiadomo
trip-accepted-in = { $name }: uznany – { $country }, { $date }.
trip-refused-in = { $name }: nieuznany – { $country }, { $date }.
trip-open-in = { $name }: nie wiadomo, czy uznany – { $country }, { $date }.
trip-together = Uznane tylko razem: { $kinds }. Pokaż wszystkie.
trip-by = Pokaż certyfikat: { $kind }.
trip-not-genuine = Ten certyfikat nie jest autentyczny, więc się nie liczy.
trip-not-confirmed = Wystawcy tego certyfikatu nie ma na liście zaufania: nie można go potwierdzić.
trip-out-of-date = Sam certyfikat będzie wtedy nieaktualny: jest ważny do { $date }.
trip-too-early = Sam certyfikat nie będzie wtedy jeszcze ważny: jest ważny od { $date }.
trip-timeline = Kiedy jest uznawany? { $country }
trip-span-accepted = Uznawany od { $from } do { $until }
trip-span-none = Nigdy w pokazanym czasie
trip-lapsed = Kreskowane: sam certyfikat jest wtedy nieważny.
trip-arrival-mark = Przyjazd
trip-helps = Co by pomogło
trip-help-none = Nic z tego, co wymieniają te zasady. Zapytaj w kraju docelowym.
trip-help-test = Ujemny test ({ $test }); czas przed przyjazdem: najwyżej { $span }.
trip-help-dose = Dawka { $number } szczepionki; czas przed przyjazdem: co najmniej { $least }.
trip-help-dose-until = Dawka { $number } szczepionki; czas przed przyjazdem: co najmniej { $least }, najwyżej { $most }.
trip-help-dose-now = Dawka { $number } szczepionki; czas przed przyjazdem: najwyżej { $most }.
trip-help-dose-any = Dawka { $number } szczepionki, kiedykolwiek przed przyjazdem.
keep-title = Zachowaj te certyfikaty na tym urządzeniu
keep-how = Nic nie jest zachowywane bez Twojej prośby. Zachowane certyfikaty są szyfrowane Twoim hasłem; bez niego nikt ich nie odczyta i nikt go nie odzyska.
keep-passphrase = Hasło
keep-short = Co najmniej 10 znaków.
keep-store = Zachowaj zaszyfrowane
keep-there = Na tym urządzeniu są zachowane zaszyfrowane certyfikaty.
keep-open = Otwórz
keep-wrong = To hasło ich nie otwiera.
keep-failed = Ta przeglądarka niczego tu nie zachowuje.
keep-done = Zachowano zaszyfrowane.
keep-delete = Usuń z tego urządzenia
keep-delete-now = Usuń teraz
keep-delete-sure = Usuniętych certyfikatów nie da się przywrócić.
keep-others = Inne certyfikaty są tu zachowane pod innym hasłem. Najpierw je otwórz albo usuń.
desk-document = Paszport
desk-zone-hint = Wpisz lub zeskanuj dwa lub trzy wiersze ze strzałkami (<<<).
desk-same = Ta sama osoba co w paszporcie
desk-near = Prawdopodobnie ta sama osoba: { $why }
desk-different-name = INNE IMIĘ LUB NAZWISKO w paszporcie
desk-different-birth = INNA DATA URODZENIA w paszporcie
desk-different-both = INNA OSOBA: imię, nazwisko i data urodzenia
desk-passport-says = Paszport: { $name }, { $date }
desk-to = Cel: { $country }
desk-to-none = Nie wybrano celu
desk-change = Zmień
desk-pass-now = Teraz certyfikat.
desk-passport-expired = Paszport stracił ważność { $date }.
near-transliteration = inna pisownia tych samych liter
near-truncation = ucięte w paszporcie
near-missing-name = w jednym z nich brakuje imienia lub nazwiska
near-order = inna kolejność imion i nazwisk
near-spacing = wyrazy złączone lub rozdzielone
near-birth-date = niepełna data urodzenia
near-misread = litera w paszporcie jest niewyraźna
zone-hint = Paszport: pokazać całe wiersze ze strzałkami (<<<), płasko i nieruchomo.
zone-length = Niepełne, liczba znaków: { $n }.
zone-character = Znak { $c } tam nie pasuje.
zone-not-document = To nie jest strefa dokumentu podróży.
zone-check = Błędny znak ({ $field }): odczytaj ponownie.
zone-date = Data w niej jest błędna.
zone-no-name = Nie ma w niej nazwiska.
desk-again = Ten sam certyfikat co przedtem (ile temu: { $span })
desk-again-now = Ten sam certyfikat co przed chwilą
desk-valid = Ważne
desk-invalid = Nieważne
desk-per-minute = Na minutę
desk-counters = Liczniki tej sesji
desk-reset = Wyzeruj
desk-csv = Zapisz jako CSV
desk-party = Grupa
desk-party-start = Rozpocznij grupę
desk-party-end = Zakończ i wyczyść grupę
desk-party-size = Osoby w rezerwacji
desk-party-done = Osoby z kompletem: { $have } z { $all }
desk-party-ok = komplet
desk-party-missing = brakuje: { $what }
desk-party-missing-valid = ważny certyfikat
desk-party-missing-entry = uznawany certyfikat ({ $country })
desk-party-missing-person = własny certyfikat
desk-settings = Ustawienia
desk-hold = Sekundy do następnego certyfikatu
desk-blank = Ukryj ekran po tylu sekundach bez użycia
desk-sound = Dźwięk i wibracje
desk-full = Pełny ekran
desk-full-leave = Wyjdź z pełnego ekranu
desk-serial = Podłącz skaner szeregowy
desk-serial-on = Skaner szeregowy podłączony
desk-serial-failed = Nie można otworzyć skanera szeregowego.
desk-keys = Klawiatura: spacja dalej · F pełny ekran · M dźwięk · P grupa · Z paszport
wedge-layout = Skaner pisze jak klawiatura ({ $scanner }), a ten komputer czyta inną ({ $computer }). Tekst poprawiono; dla pewności ustaw w skanerze: { $computer }.
wedge-broken = Tekst skanera jest zniekształcony
wedge-broken-advice = Ustaw w skanerze układ klawiatury tego komputera (szukaj „country code” lub „keyboard language” w instrukcji).
layout-us = amerykańska
layout-uk = brytyjska
layout-de = niemiecka
layout-fr = francuska
layout-es = hiszpańska
layout-it = włoska
flight-title = Lot
flight-to = Cel
flight-from = Wylot z
flight-connections = Przesiadki z
flight-how = Kody lotnisk (ACC) lub krajów (GH); ADD:5 to pięć godzin tranzytu. Zostają, dopóki ich nie zmienisz.
flight-line = Cel: { $to }. Skąd: { $from }
flight-unknown = { $code }: żadne lotnisko ani kraj nie ma tego kodu.
flight-came-from = Skąd: { $place }
flight-elsewhere = Inne miejsca w ostatnich sześciu dniach
flight-next = Następny podróżny
boarding-pass = Karta pokładowa: { $name } · { $flight } do { $to } { $day }
boarding-other = Inne nazwisko na karcie pokładowej
boarding-use = Odprawiaj wszystkich na { $flight } do { $to }
need-yellow-fever = Żółta gorączka
need-polio = Polio
need-of = { $of }: { $says }
need-required = Certyfikat wymagany – okazać żółtą książeczkę lub ICVP
need-not-required = Certyfikat niewymagany
need-ask = Niejasne – zapytaj i obejrzyj żółtą książeczkę lub ICVP
need-covered = Certyfikat wymagany – ten wystarcza od { $day }
need-paper = Certyfikat wymagany – papier, sprawdzony ręcznie, liczy się od { $day }
need-counts = Ten certyfikat liczy się od { $day }
need-counts-paper = Papier, sprawdzony ręcznie, liczy się od { $day }
need-not-yet = Certyfikat wymagany – ten liczy się dopiero od { $day }
need-no-longer = Ten certyfikat liczył się do { $day }
need-other-form = To nie certyfikat WHO, który liczyłby się od { $day }: sprawdź samodzielnie
need-other-domain = Podpisany w innej domenie WHO, liczyłby się od { $day }: sprawdź samodzielnie
need-latest = Szczepienie najpóźniej { $day }
need-too-late = Szczepienie dzisiaj liczy się dopiero od { $day }
need-why-nobody = { $to }: nie jest wymagany od nikogo.
need-why-no-leg = { $to }: wymagany od { $who }, którzy byli w { $risk }. Nie dotyczy tej podróży.
need-why-no-leg-or-transit = { $to }: wymagany od { $who }, którzy byli w { $risk } lub tam w tranzycie{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
}. Nie dotyczy tej podróży.
need-why-stay = { $to }: wymagany od { $who }, którzy byli w { $risk }. Na tej trasie: { $country }.
need-why-transit = { $to }: wymagany od { $who }, którzy byli { $hours ->
    [0] w tranzycie
    [one] ponad godzinę w tranzycie
    [few] ponad { $hours } godziny w tranzycie
   *[other] ponad { $hours } godzin w tranzycie
  } w { $risk }. Na tej trasie: { $country }.
need-why-hours = { $to }: wymagany od { $who }, którzy byli { $hours ->
    [one] ponad godzinę
    [few] ponad { $hours } godziny
   *[other] ponad { $hours } godzin
  } w tranzycie w { $risk }. Jak długo trwał tranzyt w tym kraju: { $country }?
need-why-everybody = { $to }: wymagany od { $who }, bez względu na to, skąd przybywają.
need-why-young = { $to }: wymagany od { $who }. Ten podróżny jest młodszy.
need-why-old = { $to }: wymagany od { $who }. Ten podróżny jest starszy.
need-why-disputed = { $to }: źródła są sprzeczne.
need-why-country = { $country } nie jest kodem kraju według ISO 3166-1.
need-why-exit = { $country }: kto wyjeżdża po ponad czterech tygodniach, powinien okazać dawkę przyjętą od 4 tygodni do 12 miesięcy wcześniej (WHO).
need-why-unknown = { $to }: żadne źródło nie podaje, czy certyfikat jest wymagany.
need-say-from = Skąd przybywa ten podróżny? Bez tego nie ma odpowiedzi.
need-risk = kraju z ryzykiem zakażenia
need-risk-few = jednym z kilku wskazanych krajów
need-who-all = podróżnych w każdym wieku
need-who-months = podróżnych w wieku od { $n ->
    [one] { $n } miesiąca
   *[other] { $n } miesięcy
  }
need-who-years = podróżnych w wieku od { $n ->
    [one] { $n } roku
   *[other] { $n } lat
  }
need-who-up-to = podróżnych w wieku do { $max } lat
need-who-months-to = podróżnych w wieku od { $n ->
    [one] { $n } miesiąca
   *[other] { $n } miesięcy
  } do { $max } lat
need-who-years-to = podróżnych w wieku od { $n ->
    [one] { $n } roku
   *[other] { $n } lat
  } do { $max } lat
need-partial = Choroba występuje tylko w części tego kraju: { $country }. Na granicy liczy się cały kraj.
need-age = Wiek nieznany. Certyfikat jest wymagany od { $who }.
need-old = Te wymagania są nieaktualne od { $day }.
need-source = Źródło: { $source }
need-own = Według zaimportowanej tabeli { $name }.
need-as-of = Stan na: { $day }
need-no-source = Brak źródła
need-open = Wymagania nieznane
need-missing = Nie wiadomo tu, czego wymaga ta podróż. Zapytaj albo obejrzyj żółtą książeczkę lub ICVP.
booklet-title = Sprawdź żółtą książeczkę ręcznie
booklet-name = Imię, nazwisko i data urodzenia jak w paszporcie
booklet-disease = Choroba: żółta gorączka
booklet-date = Data szczepienia
booklet-product = Szczepionka i numer serii
booklet-signature = Podpis pracownika medycznego
booklet-stamp = Urzędowa pieczęć punktu szczepień
booklet-life = Szczepienie liczy się od dziesiątego dnia, dożywotnio, nawet jeśli w książeczce wpisano dziesięć lat. O zwolnieniu ze szczepienia z powodów medycznych decydują służby graniczne.
booklet-day = Data szczepienia w książeczce
booklet-checked = Wszystko to jest w książeczce
booklet-member = papier, sprawdzony ręcznie
desk-party-missing-certificate = certyfikat wymagany w tej podróży
