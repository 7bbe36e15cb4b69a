# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

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
