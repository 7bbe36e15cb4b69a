# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Gelbfieber
need-polio = Polio
need-of = { $of }: { $says }
need-required = Nachweis nötig – gelbes Impfheft oder ICVP vorzeigen
need-not-required = Kein Nachweis nötig
need-ask = Ungeklärt – nachfragen, gelbes Impfheft oder ICVP ansehen
need-covered = Nachweis nötig – dieses Zertifikat genügt ab { $day }
need-paper = Nachweis nötig – Papier, von Hand geprüft, zählt ab { $day }
need-counts = Dieses Zertifikat zählt ab { $day }
need-counts-paper = Papier, von Hand geprüft, zählt ab { $day }
need-not-yet = Nachweis nötig – dieses Zertifikat zählt erst ab { $day }
need-no-longer = Dieses Zertifikat zählte bis { $day }
need-other-form = Kein Zertifikat der WHO; ein solches würde ab { $day } zählen – selbst prüfen
need-other-domain = Unter einer anderen WHO-Domain signiert, würde ab { $day } zählen – selbst prüfen
need-latest = Spätester Impftag: { $day }
need-too-late = Eine Impfung heute zählt erst ab { $day }
need-why-nobody = { $to }: für niemanden Pflicht.
need-why-no-leg = { $to }: Pflicht für { $who }, die in { $risk } waren. Auf diese Reise trifft das nicht zu.
need-why-no-leg-or-transit = { $to }: Pflicht für { $who }, die in { $risk } oder dort im Transit{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
} waren. Auf diese Reise trifft das nicht zu.
need-why-stay = { $to }: Pflicht für { $who }, die in { $risk } waren. Hier zählt: { $country }.
need-why-transit = { $to }: Pflicht für { $who }, die { $hours ->
    [0] in
    [one] mehr als eine Stunde in
   *[other] mehr als { $hours } Stunden in
  } { $risk } im Transit waren. Hier zählt: { $country }.
need-why-hours = { $to }: Pflicht für { $who }, die { $hours ->
    [one] mehr als eine Stunde
   *[other] mehr als { $hours } Stunden
  } in { $risk } im Transit waren. Wie lange dauerte der Transit in diesem Land: { $country }?
need-why-everybody = { $to }: Pflicht für { $who }, egal woher sie kommen.
need-why-young = { $to }: Pflicht für { $who }. Diese Person ist jünger.
need-why-old = { $to }: Pflicht für { $who }. Diese Person ist älter.
need-why-disputed = { $to }: Die Quellen widersprechen sich.
need-why-country = { $country } ist kein Ländercode nach ISO 3166-1.
need-why-exit = { $country }: Wer nach mehr als vier Wochen ausreist, soll eine Impfung zeigen, die 4 Wochen bis 12 Monate alt ist (WHO).
need-why-unknown = { $to }: Keine Quelle sagt, ob ein Nachweis Pflicht ist.
need-say-from = Woher kommt diese Person? Sonst ist keine Antwort möglich.
need-risk = einem Risikoland
need-risk-few = einem von wenigen bestimmten Ländern
need-who-all = Reisende jeden Alters
need-who-months = Reisende ab { $n } Monaten
need-who-years = Reisende ab { $n ->
    [one] { $n } Jahr
   *[other] { $n } Jahren
  }
need-who-up-to = Reisende bis { $max } Jahre
need-who-months-to = Reisende von { $n } Monaten bis { $max } Jahren
need-who-years-to = Reisende von { $n } bis { $max } Jahren
need-partial = Die Krankheit kommt nur in einem Teil dieses Landes vor: { $country }. An der Grenze zählt das ganze Land.
need-age = Das Alter ist nicht bekannt. Der Nachweis ist Pflicht für { $who }.
need-old = Diese Vorgaben sind seit dem { $day } zu alt.
need-source = Quelle: { $source }
need-own = Nach der importierten Tabelle { $name }.
need-as-of = Stand: { $day }
need-no-source = Keine Quelle
booklet-title = Gelbes Impfheft von Hand prüfen
booklet-name = Name und Geburtsdatum wie im Reisepass
booklet-disease = Krankheit: Gelbfieber
booklet-date = Datum der Impfung
booklet-product = Impfstoff und Chargennummer
booklet-signature = Unterschrift der medizinischen Fachkraft
booklet-stamp = Amtlicher Stempel der Impfstelle
booklet-life = Die Impfung zählt ab dem zehnten Tag und lebenslang, auch wenn im Heft zehn Jahre stehen. Über eine ärztliche Impfbefreiung entscheidet die Grenzbehörde.
booklet-day = Datum der Impfung laut Heft
booklet-checked = Alles vorhanden
booklet-member = Papier, von Hand geprüft
