# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Wystawianie
counter-title = Wystawianie certyfikatów szczepień
counter-footer = Nic nie jest wysyłane. Po zamknięciu strony nic nie zostaje, z wyjątkiem dziennika, jeśli go włączysz.
counter-part-missing = Nie można wczytać części aplikacji. Połącz się raz z siecią, potem działa bez niej.

## What the desk's passes are
counter-training = TRAINING · NIEWAŻNY
counter-standing-real = To stanowisko wystawia prawdziwe certyfikaty.
counter-standing-until = Jego certyfikat podpisu jest ważny do { $date }.
counter-standing-no-certificate = TRAINING: klucz tego stanowiska nie jest poświadczony. To, co wystawia, jest oznaczone i nigdy nie jest ważne.
counter-standing-not-listed = TRAINING: certyfikatu podpisu tego stanowiska nie ma na żadnej liście zaufania na tym urządzeniu.
counter-standing-test-list = TRAINING: certyfikat podpisu tego stanowiska jest na liście tylko do prób.
counter-standing-other-passes = TRAINING: certyfikat podpisu tego stanowiska nie obejmuje szczepień albo nie jest teraz ważny.
counter-key-missing = Ta przeglądarka nie tworzy kluczy. Otwórz stronę przez https w aktualnej przeglądarce.

## Traveller
counter-traveller = Podróżny
counter-zone = Paszport
counter-zone-hint = Dwa wiersze na dole: czytnik, aparat lub klawiatura
counter-zone-wrong = To nie są wiersze paszportu albo jeden znak jest błędny.
counter-passport-waits = Odczytano paszport. Najpierw to zamknij, potem odczytaj go ponownie.
counter-camera = Odczytaj aparatem
counter-camera-stop = Wyłącz aparat
counter-camera-hint = Pokaż aparatowi wiersze z dołu, strzałki (<<<) płasko i nieruchomo.
counter-camera-unclear = Niektóre znaki są niewyraźne: więcej światła, bliżej, nieruchomo. Albo wpisz wiersze.
counter-birth-hint = RRRR-MM-DD, na ile podaje paszport
counter-nationality-hint = Kod z paszportu, na przykład UTO
counter-sex-open = Nie podano
counter-sex-f = Kobieta
counter-sex-m = Mężczyzna
counter-sex-x = Nieokreślona

## Dose
counter-dose = Szczepienie
counter-yellow-fever = Żółta gorączka
counter-polio = Polio
counter-product-search = Szczepionka, producent, choroba
counter-product-change = Zmień
counter-product-none = Takiej szczepionki nie ma na liście WHO.
counter-more = Ważność i przeniesienie z papieru
counter-paper-hint = Tylko przy przeniesieniu z papieru: kto go widział

## Labels, in the form, in the read-back, on paper
counter-label-training = Oznaczenie
counter-label-name = Imię i nazwisko w certyfikacie
counter-label-name-cut = Imię i nazwisko w certyfikacie, skrócone
counter-label-surname = Nazwisko
counter-label-surname-latin = Nazwisko, litery łacińskie
counter-label-given = Imiona
counter-label-given-latin = Imiona, litery łacińskie
counter-label-birth-date = Data urodzenia
counter-label-sex = Płeć
counter-label-nationality = Obywatelstwo
counter-label-document = Numer paszportu
counter-label-disease = Szczepienie przeciw
counter-label-product = Szczepionka
counter-label-batch = Seria
counter-label-date = Data szczepienia
counter-label-from = Ważny od
counter-label-until = Ważny do
counter-label-centre = Punkt szczepień
counter-label-clinician = Pracownik medyczny
counter-label-from-paper = Z papieru, widział(a)

## What is wrong, and questions
counter-problems = { $n ->
    [one] Jedno pole wymaga sprawdzenia.
    [few] { $n } pola wymagają sprawdzenia.
    [many] { $n } pól wymaga sprawdzenia.
   *[other] Pola do sprawdzenia: { $n }.
}
counter-problem-clock-behind = Zegar tego urządzenia się spóźnia: ustaw datę i godzinę.
counter-problem-surname-missing = Brakuje nazwiska. Jeśli ktoś ma tylko jedno imię lub nazwisko, wpisz je tutaj.
counter-problem-given-name-missing = Brak imienia: czy tak jest w paszporcie?
counter-problem-name-too-long = To za długie na imię lub nazwisko.
counter-problem-name-cut = Imię i nazwisko są za długie i zostaną skrócone. Czy reszta wystarczy?
counter-problem-name-character = Takiego znaku nie ma w żadnym imieniu ani nazwisku.
counter-problem-latin-name-missing = Wpisz pisownię łacińską z paszportu.
counter-problem-letters-left-out = Niektóre litery nie mają pisowni łacińskiej i są pominięte. Czy tak jest w paszporcie?
counter-problem-latin-name-character = Tu tylko litery łacińskie.
counter-problem-birth-date = To nie jest data urodzenia: RRRR-MM-DD.
counter-problem-birth-date-incomplete = Data urodzenia jest niepełna: czy tak jest w paszporcie?
counter-problem-birth-in-future = Data urodzenia jest w przyszłości.
counter-problem-birth-too-early = Ponad 130 lat temu.
counter-problem-nationality = To nie jest obywatelstwo z paszportu.
counter-problem-document-number = Tylko litery i cyfry, i nie tak wiele.
counter-problem-unknown-product = Wybierz szczepionkę z listy WHO.
counter-problem-batch-missing = Brakuje serii. Jest podana na fiolce.
counter-problem-dose-date = To nie jest data.
counter-problem-dose-in-future = Szczepienie jest w przyszłości.
counter-problem-dose-before-birth = Przed datą urodzenia.
counter-problem-dose-before-product = W tym dniu tej szczepionki jeszcze nie było.
counter-problem-place-missing = Podaj punkt szczepień lub pracownika medycznego.
counter-problem-reserved-place = Nazwa punktu szczepień nie może zaczynać się jak oznaczenie certyfikatów ćwiczebnych.
counter-problem-text-too-long = Za długie.
counter-problem-control-character = Zawiera niewidoczny znak.
counter-problem-validity-date = To nie jest data.
counter-problem-validity-ends = Koniec jest przed początkiem.
counter-problem-validity-before-dose = Początek jest przed szczepieniem.
counter-problem-validity-over = Ważność już się skończyła.
counter-problem-yellow-fever-is-for-life = Szczepienie przeciw żółtej gorączce liczy się dożywotnio, niezależnie od podanego końca. Podać go mimo to?

## Read-back and signing
counter-read-back = Odczytaj na głos
counter-read-back-title = Odczytaj to podróżnemu na głos
counter-sign = Wszystko się zgadza: wystaw
counter-sign-training = Wszystko się zgadza: certyfikat ćwiczebny
counter-change = Zmień
counter-issued-before = To już wystawiono { $at }. Niczego nie wystawia się dwa razy: pokaż i wydrukuj tamten certyfikat.
counter-issued-put-away = To wystawiono { $at } i odłożono. Wystaw jeszcze raz tylko wtedy, gdy tamten certyfikat zginął: inaczej będą dwa.
counter-issued-otherwise = Certyfikat tego samego szczepienia wystawiono { $at } z innymi danymi. Wystaw nowy tylko po to, aby poprawić tamten, i wycofaj stary.
counter-not-issued = Nie utworzono certyfikatu: { $why }

## Passes
counter-pass = Gotowy certyfikat
counter-for-the-phone = Podróżny może sfotografować ten kod lub zeskanować go telefonem.
counter-show = Pokaż
counter-print-a4 = Drukuj na A4
counter-print-card = Drukuj kartę
counter-print-new = { $n ->
    [one] Drukuj nowy
    [few] Drukuj { $n } nowe
    [many] Drukuj { $n } nowych
   *[other] Drukuj nowe: { $n }
}
counter-print-all = Drukuj wszystkie na A4
counter-print-all-cards = Drukuj wszystkie jako karty
counter-not-printed = Przeglądarka nie wydrukowała. Certyfikaty zostają tu do zamknięcia strony.
counter-not-printed-yet = niewydrukowany
counter-printed = { $n ->
    [one] wysłano raz do drukarki
    [few] wysłano { $n } razy do drukarki
    [many] wysłano { $n } razy do drukarki
   *[other] wysłano { $n } razy do drukarki
}
counter-next-traveller = Następna osoba z rodziny
counter-next-dose = Następne szczepienie
counter-next-customer = Następny klient
counter-next-customer-sure = Nie wszystko wydrukowano: zapomnij wszystko
counter-session = { $n ->
    [one] Jeden certyfikat
    [few] { $n } certyfikaty
    [many] { $n } certyfikatów
   *[other] Certyfikaty: { $n }
}
counter-session-hint = Można je pokazać i wydrukować do zamknięcia strony albo do następnego klienta.

## Paper
counter-paper-heading = Świadectwo szczepienia lub profilaktyki
counter-issued-at = Wystawiono { $at }.
counter-paper-note = Kod zawiera to, co tu wydrukowano, z podpisem miejsca, które go wystawiło. Każdy czytnik certyfikatów WHO odczyta go bez sieci. Żółta książeczka pozostaje ważna.
counter-paper-title = Przeniesienie wpisu z papieru
counter-paper-entry = Autentyczny wpis podaje szczepionkę, producenta, serię i dzień oraz ma odręczny podpis.
counter-paper-batch = Porównaj serię ze szczepionką i dniem, jeśli masz pod ręką listę producenta.
counter-paper-stamp = Ma pieczęć uprawnionego punktu szczepień.
counter-paper-refuse = Odrzuć wpis bez serii lub pieczęci, wpis z poprawkami oraz wpis z dniem sprzed urodzenia lub sprzed powstania szczepionki.
counter-paper-booklet = Oddaj książeczkę: pozostaje ważna. Zapisz, kto ją widział.

## A clinic's day
counter-batch = Cały dzień z pliku
counter-batch-is = Plik CSV z jednym wierszem na szczepienie. Wiersze z błędem zostaną wskazane, z pozostałych powstaną certyfikaty.
counter-batch-file = Wybierz plik CSV
counter-batch-report = Certyfikaty: { $issued }. Wiersze: { $done } z { $all }.
counter-batch-line = Wiersz { $n }: { $why }
counter-batch-already = ma już certyfikat
counter-batch-otherwise = ma już certyfikat z innymi danymi
counter-batch-refused = Nie można użyć pliku: { $why }

## Day book
counter-book = Dziennik
counter-book-off = Wyłączony: nic nie jest przechowywane. Po podaniu hasła każdy certyfikat jest zapisywany na tym urządzeniu, zaszyfrowany, i można go wydrukować ponownie.
counter-book-locked = Na tym urządzeniu jest dziennik. Nowe certyfikaty są zapisywane dopiero po jego otwarciu.
counter-book-is-locked = Dziennik jest zablokowany: najpierw go otwórz, inaczej ten certyfikat zostanie zapisany dopiero po otwarciu.
counter-book-begin = Włącz
counter-book-open = Otwórz
counter-passphrase = Hasło, co najmniej 10 znaków
counter-passphrase-wrong = Hasło jest za krótkie albo błędne.
counter-book-count = { $n ->
    [one] Zapisano jeden certyfikat.
    [few] Zapisano { $n } certyfikaty.
    [many] Zapisano { $n } certyfikatów.
   *[other] Zapisane certyfikaty: { $n }.
}
counter-book-unreadable = { $n ->
    [one] Jednego zapisu nie można odczytać.
    [few] { $n } zapisów nie można odczytać.
    [many] { $n } zapisów nie można odczytać.
   *[other] Zapisy, których nie można odczytać: { $n }.
}
counter-book-export = Zapisz jako CSV
counter-book-delete = Usuń
counter-book-delete-sure = Usuń wszystko na zawsze
counter-book-not-written = Nie udało się zapisać w dzienniku: urządzenie jest pełne albo niczego nie przechowuje. Certyfikat istnieje, jego zapis nie.

## Key
counter-key = Klucz i certyfikat podpisu
counter-key-is = Ta przeglądarka utworzyła klucz dla tego stanowiska. Nikt nie może go skopiować i nigdy nie opuszcza on tego urządzenia.
counter-key-not-kept = Ta przeglądarka nie przechowuje klucza: zniknie on po zamknięciu strony.
counter-old-list = Lista zaufania, która potwierdza to stanowisko, jest za stara. Zaktualizuj aplikację.
counter-request = Utwórz wniosek
counter-request-country = Kraj, dwie litery
counter-request-organisation = Apteka lub przychodnia
counter-request-unit = Dział, jeśli jest
counter-request-common-name = Numer lub nazwa w urzędzie
counter-request-save = Zapisz wniosek
counter-request-refused = Nie utworzono wniosku: { $why }
counter-certificate-is = Wyślij wniosek do urzędu krajowego. Potem wybierz certyfikat podpisu, który urząd odeśle.
counter-certificate = Wybierz certyfikat
counter-certificate-refused = Nie przyjęto certyfikatu podpisu: { $why }
counter-certificate-not-kept = Certyfikat podpisu jest teraz używany, ale ta przeglądarka go nie przechowuje.

## Places
places-mode = Miejsca
places-title = Gdzie wystawia się certyfikaty
places-search = Nazwa lub adres
places-district = Okręg
places-any = Wszystkie
places-district-count = { $name } ({ $n })
places-issues = Wystawia
places-within = Odległość
places-km = { $n } km
places-count = { $n ->
    [one] Jedno miejsce
    [few] { $n } miejsca
    [many] { $n } miejsc
   *[other] Miejsca: { $n }
}
places-from = Odległości od: { $name }
places-from-point = Odległości od punktu na mapie
places-from-hint = Dotknij miejsca lub mapy, aby mierzyć stamtąd.
places-hours = Otwarte: { $hours }
places-edition = Lista z dnia { $date }, podpis: { $publisher }.
places-publisher-app = wydawca tej aplikacji
places-unsigned = Nikt, kogo zna ta aplikacja, nie podpisał tej listy.
places-old = Ta lista jest za stara: zapytaj, zanim pójdziesz.
places-licence = Źródło: { $licence }
places-import = Wybierz inną listę
places-own = Wróć do listy aplikacji
places-refused = Nie przyjęto listy: { $why }
places-none = Żadne miejsce nie pasuje.
places-map = Mapa miejsc
