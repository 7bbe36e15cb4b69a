# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Yellow fever
need-polio = Polio
need-of = { $of }: { $says }
need-required = Required: show the yellow booklet or an ICVP
need-not-required = Not required
need-ask = Not settled: ask, and see the yellow booklet or an ICVP
need-covered = Required, and this certificate covers it from { $day }
need-paper = Required; paper, checked by hand, counts from { $day }
need-counts = This certificate counts from { $day }
need-counts-paper = Paper, checked by hand, counts from { $day }
need-not-yet = Required, and this certificate counts only from { $day }
need-no-longer = This certificate counted until { $day }
need-other-form = This record is not WHO’s certificate, which would count from { $day }: look yourself
need-other-domain = Signed under another WHO domain, would count from { $day }: look yourself
need-latest = Vaccination by { $day } at the latest
need-too-late = A vaccination today counts only from { $day }
need-why-nobody = { $to }: nobody is asked for it.
need-why-no-leg = { $to }: asked of { $who } who were in { $risk }. It does not apply to this journey.
need-why-no-leg-or-transit = { $to }: asked of { $who } who were in { $risk }, or in transit there{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
}. It does not apply to this journey.
need-why-stay = { $to }: asked of { $who } who were in { $risk }. One of them: { $country }.
need-why-transit = { $to }: asked of { $who } in transit { $hours ->
    [0] for any time
    [one] for more than one hour
   *[other] for more than { $hours } hours
  } in { $risk }. One of them: { $country }.
need-why-hours = { $to }: asked of { $who } in transit for more than { $hours ->
    [one] one hour
   *[other] { $hours } hours
  } in { $risk }. How long was the transit in this country: { $country }?
need-why-everybody = { $to }: asked of { $who }, wherever they come from.
need-why-young = { $to }: asked of { $who }. This traveller is younger.
need-why-old = { $to }: asked of { $who }. This traveller is older.
need-why-disputed = { $to }: the sources differ.
need-why-country = { $country } is no country code of ISO 3166-1.
need-why-exit = { $country }: who leaves after more than four weeks should show a dose given 4 weeks to 12 months before (WHO).
need-why-unknown = { $to }: no source says if it is asked for.
need-say-from = Where does this traveller come from? Without that there is no answer.
need-risk = a country with risk
need-risk-few = one of a few countries
need-who-all = travellers of every age
need-who-months = travellers of { $n } months and older
need-who-years = travellers of { $n ->
    [one] { $n } year
   *[other] { $n } years
  } and older
need-who-up-to = travellers up to { $max } years of age
need-who-months-to = travellers from { $n } months to { $max } years of age
need-who-years-to = travellers from { $n } to { $max } years of age
need-partial = The disease occurs in a part of this country only: { $country }. At a border the whole country counts.
need-age = The age is not known. It is asked of { $who }.
need-old = These requirements are too old since { $day }.
need-source = Source: { $source }
need-own = By the imported table { $name }.
need-as-of = As of { $day }
need-no-source = No source
booklet-title = Check a yellow booklet by hand
booklet-name = Name and date of birth as in the passport
booklet-disease = Disease: yellow fever
booklet-date = Date of the vaccination
booklet-product = Vaccine and batch number
booklet-signature = Signature of the clinician
booklet-stamp = Official stamp of the vaccination centre
booklet-life = It counts from the tenth day, for life, even if the form says ten years. A medical waiver is for the border to decide.
booklet-day = Date of the vaccination in the booklet
booklet-checked = All of this is there
booklet-member = paper, checked by hand
