# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Délivrance
counter-title = Délivrer des certificats de vaccination
counter-footer = Rien n’est envoyé. Rien n’est conservé après la fermeture de la page, sauf dans le registre si vous l’activez.
counter-part-missing = Une partie de l’application ne peut pas être chargée. Connectez-vous une fois, ensuite elle fonctionne sans réseau.

## What the desk's passes are
counter-training = TRAINING · NON VALIDE
counter-standing-real = Ce poste délivre de vrais certificats.
counter-standing-until = Son certificat de signature est valide jusqu’au { $date }.
counter-standing-no-certificate = TRAINING : la clé de ce poste n’est pas certifiée. Tout ce qu’il délivre est marqué et n’est jamais valide.
counter-standing-not-listed = TRAINING : le certificat de signature de ce poste ne figure sur aucune liste de confiance de cet appareil.
counter-standing-test-list = TRAINING : le certificat de signature de ce poste figure sur la liste à titre d’essai seulement.
counter-standing-other-passes = TRAINING : le certificat de signature de ce poste n’est pas prévu pour les vaccinations, ou n’est pas valide maintenant.
counter-key-missing = Ce navigateur ne crée pas de clés. Ouvrez la page par https, dans un navigateur récent.

## Traveller
counter-traveller = Voyageur
counter-zone = Passeport
counter-zone-hint = Les deux lignes du bas : lecteur, caméra ou clavier
counter-zone-wrong = Ce ne sont pas les lignes d’un passeport, ou un caractère est faux.
counter-passport-waits = Un passeport a été lu. Fermez d’abord ceci, puis relisez-le.
counter-camera = Lire par caméra
counter-camera-stop = Arrêter la caméra
counter-camera-hint = Placez les lignes du bas dans l’image, les flèches (<<<) à plat et immobiles.
counter-camera-unclear = Certains caractères ne sont pas nets : plus de lumière, plus près, sans bouger. Ou tapez les lignes.
counter-birth-hint = AAAA-MM-JJ, pour autant que le passeport l’indique
counter-nationality-hint = Code du passeport, par exemple UTO
counter-sex-open = Non indiqué
counter-sex-f = Féminin
counter-sex-m = Masculin
counter-sex-x = Non spécifié

## Dose
counter-dose = Vaccination
counter-yellow-fever = Fièvre jaune
counter-polio = Polio
counter-product-search = Vaccin, fabricant, maladie
counter-product-change = Changer
counter-product-none = La liste de l’OMS ne contient pas ce vaccin.
counter-more = Validité et report depuis le papier
counter-paper-hint = Seulement pour un report depuis le papier : qui l’a vu

## Labels, in the form, in the read-back, on paper
counter-label-training = Mention
counter-label-name = Nom dans le certificat
counter-label-name-cut = Nom dans le certificat, coupé
counter-label-surname = Nom de famille
counter-label-surname-latin = Nom de famille, lettres latines
counter-label-given = Prénoms
counter-label-given-latin = Prénoms, lettres latines
counter-label-birth-date = Date de naissance
counter-label-sex = Sexe
counter-label-nationality = Nationalité
counter-label-document = Numéro de passeport
counter-label-disease = Vaccination contre
counter-label-product = Vaccin
counter-label-batch = Lot
counter-label-date = Date de la vaccination
counter-label-from = Valide à partir du
counter-label-until = Valide jusqu’au
counter-label-centre = Centre
counter-label-clinician = Clinicien
counter-label-from-paper = Reporté du papier, vu par

## What is wrong, and questions
counter-problems = { $n ->
    [one] Un champ est à revoir.
   *[other] { $n } champs sont à revoir.
}
counter-problem-clock-behind = L’horloge de cet appareil retarde : réglez la date et l’heure.
counter-problem-surname-missing = Il faut un nom de famille. Si la personne n’a qu’un seul nom, mettez-le ici.
counter-problem-given-name-missing = Pas de prénom : est-ce bien ainsi dans le passeport ?
counter-problem-name-too-long = C’est trop long pour un nom.
counter-problem-name-cut = Le nom est trop long et sera coupé. Ce qui reste suffit-il ?
counter-problem-name-character = Aucun nom ne contient ce caractère.
counter-problem-latin-name-missing = Tapez la graphie latine du passeport.
counter-problem-letters-left-out = Certaines lettres n’ont pas de graphie latine et sont omises. Est-ce bien ainsi dans le passeport ?
counter-problem-latin-name-character = Lettres latines seulement.
counter-problem-birth-date = Ce n’est pas une date de naissance : AAAA-MM-JJ.
counter-problem-birth-date-incomplete = La date de naissance est incomplète : est-ce bien ainsi dans le passeport ?
counter-problem-birth-in-future = La date de naissance est dans le futur.
counter-problem-birth-too-early = Il y a plus de 130 ans.
counter-problem-nationality = Ce n’est pas une nationalité de passeport.
counter-problem-document-number = Lettres et chiffres seulement, et pas si nombreux.
counter-problem-unknown-product = Choisissez un vaccin de la liste de l’OMS.
counter-problem-batch-missing = Le lot manque. Il figure sur le flacon.
counter-problem-dose-date = Ce n’est pas une date.
counter-problem-dose-in-future = La vaccination est dans le futur.
counter-problem-dose-before-birth = Avant la date de naissance.
counter-problem-dose-before-product = Ce vaccin n’existait pas encore ce jour-là.
counter-problem-place-missing = Indiquez le centre ou le clinicien.
counter-problem-reserved-place = Le nom d’un centre ne peut pas commencer comme la mention des certificats d’entraînement.
counter-problem-text-too-long = Trop long.
counter-problem-control-character = Il contient un caractère invisible.
counter-problem-validity-date = Ce n’est pas une date.
counter-problem-validity-ends = La fin précède le début.
counter-problem-validity-before-dose = Le début précède la vaccination.
counter-problem-validity-over = La validité est déjà terminée.
counter-problem-yellow-fever-is-for-life = La vaccination contre la fièvre jaune compte à vie, quelle que soit la fin indiquée. L’indiquer quand même ?

## Read-back and signing
counter-read-back = Relire
counter-read-back-title = Relisez ceci à voix haute au voyageur
counter-sign = Tout est exact : délivrer
counter-sign-training = Tout est exact : certificat d’entraînement
counter-change = Modifier
counter-issued-before = Ceci a déjà été délivré le { $at }. Rien n’est délivré deux fois : montrez et imprimez ce certificat-là.
counter-issued-put-away = Ceci a été délivré le { $at } puis rangé. Ne le délivrez de nouveau que si ce certificat est perdu : sinon il y en aurait deux.
counter-issued-otherwise = La même vaccination a été certifiée le { $at } avec d’autres données. Ne délivrez un nouveau certificat que pour corriger celui-là, et retirez l’ancien.
counter-not-issued = Aucun certificat n’a été créé : { $why }

## Passes
counter-pass = Certificat prêt
counter-for-the-phone = Le voyageur peut photographier ce code ou le scanner avec son téléphone.
counter-show = Montrer
counter-print-a4 = Imprimer en A4
counter-print-card = Imprimer une carte
counter-print-new = { $n ->
    [one] Imprimer le nouveau
   *[other] Imprimer les { $n } nouveaux
}
counter-print-all = Tout imprimer en A4
counter-print-all-cards = Tout imprimer en cartes
counter-not-printed = Le navigateur n’a pas imprimé. Les certificats restent ici jusqu’à la fermeture de la page.
counter-not-printed-yet = non imprimé
counter-printed = { $n ->
    [one] envoyé une fois à l’imprimante
   *[other] envoyé { $n } fois à l’imprimante
}
counter-next-traveller = Famille : personne suivante
counter-next-dose = Vaccination suivante
counter-next-customer = Client suivant
counter-next-customer-sure = Tout n’est pas imprimé : tout oublier
counter-session = { $n ->
    [one] Un certificat
   *[other] { $n } certificats
}
counter-session-hint = Ils peuvent être montrés et imprimés jusqu’à la fermeture de la page ou jusqu’au client suivant.

## Paper
counter-paper-heading = Certificat de vaccination ou de prophylaxie
counter-issued-at = Délivré le { $at }.
counter-paper-note = Le code contient ce qui est imprimé ici, avec la signature du lieu de délivrance. Tout vérificateur de certificats de l’OMS le lit sans réseau. Le carnet jaune reste aussi valable.
counter-paper-title = Reporter une inscription papier
counter-paper-entry = Une inscription authentique indique le vaccin, le fabricant, le lot et le jour, et porte une signature manuscrite.
counter-paper-batch = Comparez le lot avec le vaccin et le jour si vous avez la liste du fabricant.
counter-paper-stamp = Elle porte le cachet d’un centre agréé.
counter-paper-refuse = Refusez une inscription sans lot ou sans cachet, avec des corrections, ou dont le jour précède la naissance ou l’existence du vaccin.
counter-paper-booklet = Rendez le carnet : il reste valable. Notez qui l’a vu.

## A clinic's day
counter-batch = Une journée entière depuis un fichier
counter-batch-is = Un fichier CSV avec une ligne par vaccination. Les lignes avec une erreur sont signalées, les autres deviennent des certificats.
counter-batch-file = Choisir un fichier CSV
counter-batch-report = Certificats : { $issued }. Lignes : { $done } sur { $all }.
counter-batch-line = Ligne { $n } : { $why }
counter-batch-already = a déjà un certificat
counter-batch-otherwise = a déjà un certificat avec d’autres données
counter-batch-refused = Le fichier n’est pas utilisable : { $why }

## Day book
counter-book = Registre
counter-book-off = Désactivé : rien n’est conservé. Avec une phrase secrète, chaque certificat est inscrit sur cet appareil, chiffré, et peut être réimprimé.
counter-book-locked = Il y a un registre sur cet appareil. Les nouveaux certificats n’y sont inscrits qu’une fois qu’il est ouvert.
counter-book-is-locked = Le registre est verrouillé : ouvrez-le d’abord, sinon ce certificat n’y sera inscrit qu’à l’ouverture.
counter-book-begin = Activer
counter-book-open = Ouvrir
counter-passphrase = Phrase secrète, au moins 10 caractères
counter-passphrase-wrong = La phrase secrète est trop courte, ou ce n’est pas la bonne.
counter-book-count = { $n ->
    [one] Un certificat est inscrit.
   *[other] { $n } certificats sont inscrits.
}
counter-book-unreadable = { $n ->
    [one] Une inscription est illisible.
   *[other] { $n } inscriptions sont illisibles.
}
counter-book-export = Enregistrer en CSV
counter-book-delete = Supprimer
counter-book-delete-sure = Tout supprimer définitivement
counter-book-not-written = Le registre n’a pas pu être écrit : l’appareil est plein ou ne conserve rien. Le certificat existe, son inscription non.

## Key
counter-key = Clé et certificat de signature
counter-key-is = Ce navigateur a créé une clé pour ce poste. Personne ne peut la copier, et elle ne quitte jamais cet appareil.
counter-key-not-kept = Ce navigateur ne conserve pas la clé : elle disparaîtra à la fermeture de la page.
counter-old-list = La liste de confiance qui confirme ce poste est trop ancienne. Mettez l’application à jour.
counter-request = Créer une demande
counter-request-country = Pays, deux lettres
counter-request-organisation = Pharmacie ou cabinet
counter-request-unit = Service, le cas échéant
counter-request-common-name = Numéro ou nom auprès de l’autorité
counter-request-save = Enregistrer la demande
counter-request-refused = Aucune demande n’a été créée : { $why }
counter-certificate-is = Envoyez la demande à l’autorité nationale. Choisissez ensuite le certificat de signature qu’elle renvoie.
counter-certificate = Choisir le certificat
counter-certificate-refused = Le certificat de signature n’a pas été accepté : { $why }
counter-certificate-not-kept = Le certificat de signature est utilisé maintenant, mais ce navigateur ne le conserve pas.

## Places
places-mode = Lieux
places-title = Où sont délivrés les certificats
places-search = Nom ou adresse
places-district = District
places-any = Tous
places-district-count = { $name } ({ $n })
places-issues = Délivre
places-within = Distance
places-km = { $n } km
places-count = { $n ->
    [one] Un lieu
   *[other] { $n } lieux
}
places-from = Distances depuis { $name }
places-from-point = Distances depuis le point sur la carte
places-from-hint = Touchez un lieu ou la carte pour mesurer à partir de là.
places-hours = Ouvert : { $hours }
places-edition = Liste du { $date }, signée par { $publisher }.
places-publisher-app = un éditeur de cette application
places-unsigned = Personne que cette application connaisse n’a signé cette liste.
places-old = Cette liste est trop ancienne : renseignez-vous avant d’y aller.
places-licence = Source : { $licence }
places-import = Choisir une autre liste
places-own = Revenir à la liste de l’application
places-refused = La liste n’a pas été acceptée : { $why }
places-none = Aucun lieu ne correspond.
places-map = Carte des lieux
