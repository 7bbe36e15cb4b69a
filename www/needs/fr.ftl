# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = Fièvre jaune
need-polio = Polio
need-of = { $of } : { $says }
need-required = Certificat exigé – carnet jaune ou CIVP à présenter
need-not-required = Aucun certificat exigé
need-ask = Incertain – demandez, et regardez le carnet jaune ou un CIVP
need-covered = Certificat exigé – celui-ci suffit à partir du { $day }
need-paper = Certificat exigé – papier, vérifié à la main, compte à partir du { $day }
need-counts = Ce certificat compte à partir du { $day }
need-counts-paper = Papier, vérifié à la main, compte à partir du { $day }
need-not-yet = Certificat exigé – celui-ci ne compte qu’à partir du { $day }
need-no-longer = Ce certificat a compté jusqu’au { $day }
need-other-form = Ce n’est pas le certificat de l’OMS, qui compterait à partir du { $day } : vérifiez vous-même
need-other-domain = Signé sous un autre domaine de l’OMS, compterait à partir du { $day } : vérifiez vous-même
need-latest = Vaccination au plus tard le { $day }
need-too-late = Une vaccination aujourd’hui ne compte qu’à partir du { $day }
need-why-nobody = { $to } : n’est exigé de personne.
need-why-no-leg = { $to } : exigé des { $who } qui ont séjourné dans { $risk }. Ce voyage n’est pas concerné.
need-why-no-leg-or-transit = { $to } : exigé des { $who } qui ont séjourné ou transité{ $hours ->
    [0] {""}
   *[other] {" "}(> { $hours } h)
} dans { $risk }. Ce voyage n’est pas concerné.
need-why-stay = { $to } : exigé des { $who } qui ont séjourné dans { $risk }. Pays concerné : { $country }.
need-why-transit = { $to } : exigé des { $who } qui ont { $hours ->
    [0] transité
    [one] passé plus d’une heure en transit
   *[other] passé plus de { $hours } heures en transit
  } dans { $risk }. Pays concerné : { $country }.
need-why-hours = { $to } : exigé des { $who } qui ont passé { $hours ->
    [one] plus d’une heure
   *[other] plus de { $hours } heures
  } en transit dans { $risk }. Combien de temps a duré le transit dans ce pays : { $country } ?
need-why-everybody = { $to } : exigé des { $who }, d’où qu’ils viennent.
need-why-young = { $to } : exigé des { $who }. Ce voyageur est plus jeune.
need-why-old = { $to } : exigé des { $who }. Ce voyageur est plus âgé.
need-why-disputed = { $to } : les sources se contredisent.
need-why-country = { $country } n’est pas un code de pays ISO 3166-1.
need-why-exit = { $country } : qui en part après plus de quatre semaines devrait montrer une dose reçue 4 semaines à 12 mois avant (OMS).
need-why-unknown = { $to } : aucune source ne dit si un certificat est exigé.
need-say-from = D’où vient ce voyageur ? Sans cela, impossible de répondre.
need-risk = un pays à risque
need-risk-few = l’un des quelques pays désignés
need-who-all = voyageurs de tout âge
need-who-months = voyageurs de { $n } mois et plus
need-who-years = voyageurs de { $n ->
    [one] { $n } an
   *[other] { $n } ans
  } et plus
need-who-up-to = voyageurs jusqu’à { $max } ans
need-who-months-to = voyageurs de { $n } mois à { $max } ans
need-who-years-to = voyageurs de { $n } à { $max } ans
need-partial = La maladie n’est présente que dans une partie de ce pays : { $country }. À la frontière, tout le pays compte.
need-age = L’âge n’est pas connu. Le certificat est exigé des { $who }.
need-old = Ces exigences sont trop anciennes depuis le { $day }.
need-source = Source : { $source }
need-own = Selon le tableau importé { $name }.
need-as-of = Données du { $day }
need-no-source = Aucune source
booklet-title = Vérifier un carnet jaune à la main
booklet-name = Nom et date de naissance comme dans le passeport
booklet-disease = Maladie : fièvre jaune
booklet-date = Date de la vaccination
booklet-product = Vaccin et numéro de lot
booklet-signature = Signature du clinicien
booklet-stamp = Cachet officiel du centre de vaccination
booklet-life = La vaccination compte à partir du dixième jour, à vie, même si le carnet indique dix ans. Pour une dispense médicale, c’est aux autorités de la frontière de décider.
booklet-day = Date de la vaccination dans le carnet
booklet-checked = Tout y est
booklet-member = papier, vérifié à la main
