# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Gele koorts
need-polio = Polio
need-of = { $of }: { $says }
need-required = Certificaat verplicht – toon het gele boekje of een ICVP
need-not-required = Geen certificaat nodig
need-ask = Onduidelijk – vraag na en bekijk het gele boekje of een ICVP
need-covered = Certificaat verplicht – dit volstaat vanaf { $day }
need-paper = Certificaat verplicht – papier, handmatig gecontroleerd, telt vanaf { $day }
need-counts = Dit certificaat telt vanaf { $day }
need-counts-paper = Papier, handmatig gecontroleerd, telt vanaf { $day }
need-not-yet = Certificaat verplicht – dit telt pas vanaf { $day }
need-no-longer = Dit certificaat telde tot { $day }
need-other-form = Geen certificaat van de WHO; dat zou vanaf { $day } tellen: controleer zelf
need-other-domain = Ondertekend onder een ander WHO-domein, zou vanaf { $day } tellen: controleer zelf
need-latest = Vaccinatie uiterlijk op { $day }
need-too-late = Een vaccinatie vandaag telt pas vanaf { $day }
need-why-nobody = { $to }: voor niemand verplicht.
need-why-no-leg = { $to }: verplicht voor { $who } die in { $risk } zijn geweest. Voor deze reis geldt dat niet.
need-why-no-leg-or-transit = { $to }: verplicht voor { $who } die in { $risk } zijn geweest of daar in transit{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } u)
} waren. Voor deze reis geldt dat niet.
need-why-stay = { $to }: verplicht voor { $who } die in { $risk } zijn geweest. Het gaat om: { $country }.
need-why-transit = { $to }: verplicht voor { $who } die { $hours ->
    [0] in transit waren
   *[other] meer dan { $hours } uur in transit waren
  } in { $risk }. Het gaat om: { $country }.
need-why-hours = { $to }: verplicht voor { $who } die meer dan { $hours } uur in transit waren in { $risk }. Hoe lang duurde de transit in dit land: { $country }?
need-why-everybody = { $to }: verplicht voor { $who }, waar ze ook vandaan komen.
need-why-young = { $to }: verplicht voor { $who }. Deze reiziger is jonger.
need-why-old = { $to }: verplicht voor { $who }. Deze reiziger is ouder.
need-why-disputed = { $to }: de bronnen spreken elkaar tegen.
need-why-country = { $country } is geen landcode van ISO 3166-1.
need-why-exit = { $country }: wie na meer dan vier weken vertrekt, moet een dosis van 4 weken tot 12 maanden daarvoor tonen (WHO).
need-why-unknown = { $to }: geen bron zegt of een certificaat verplicht is.
need-say-from = Waar komt deze reiziger vandaan? Zonder dat is er geen antwoord.
need-risk = een risicoland
need-risk-few = een van enkele aangewezen landen
need-who-all = reizigers van elke leeftijd
need-who-months = reizigers vanaf { $n } maanden
need-who-years = reizigers vanaf { $n } jaar
need-who-up-to = reizigers tot en met { $max } jaar
need-who-months-to = reizigers van { $n } maanden tot en met { $max } jaar
need-who-years-to = reizigers van { $n } tot en met { $max } jaar
need-partial = De ziekte komt maar in een deel van dit land voor: { $country }. Aan de grens telt het hele land.
need-age = De leeftijd is niet bekend. Het certificaat is verplicht voor { $who }.
need-old = Deze eisen zijn sinds { $day } te oud.
need-source = Bron: { $source }
need-own = Volgens de geïmporteerde tabel { $name }.
need-as-of = Stand: { $day }
need-no-source = Geen bron
booklet-title = Geel boekje handmatig controleren
booklet-name = Naam en geboortedatum zoals in het paspoort
booklet-disease = Ziekte: gele koorts
booklet-date = Datum van de vaccinatie
booklet-product = Vaccin en batchnummer
booklet-signature = Handtekening van de zorgverlener
booklet-stamp = Officieel stempel van het vaccinatiecentrum
booklet-life = De vaccinatie telt vanaf de tiende dag en levenslang, ook als er tien jaar in het boekje staat. Over een medische vrijstelling beslist de grensautoriteit.
booklet-day = Datum van de vaccinatie in het boekje
booklet-checked = Alles staat erin
booklet-member = papier, handmatig gecontroleerd
