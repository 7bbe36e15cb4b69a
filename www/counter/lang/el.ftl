# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Έκδοση πιστοποιητικών
counter-title = Έκδοση πιστοποιητικών εμβολιασμού
counter-footer = Τίποτα δεν αποστέλλεται. Όταν κλείσει η σελίδα δεν μένει τίποτα, εκτός από το βιβλίο εκδόσεων, αν το ενεργοποιήσετε.
counter-part-missing = Ένα μέρος της εφαρμογής δεν φορτώνει. Συνδεθείτε μία φορά στο δίκτυο, μετά λειτουργεί χωρίς αυτό.

## What the desk's passes are
counter-training = TRAINING · ΔΕΝ ΙΣΧΥΕΙ
counter-standing-real = Αυτό το σημείο εκδίδει πραγματικά πιστοποιητικά.
counter-standing-until = Το πιστοποιητικό υπογραφής του ισχύει έως { $date }.
counter-standing-no-certificate = TRAINING: το κλειδί αυτού του σημείου δεν είναι πιστοποιημένο. Ό,τι εκδίδει φέρει σήμανση και δεν ισχύει ποτέ.
counter-standing-not-listed = TRAINING: το πιστοποιητικό υπογραφής αυτού του σημείου δεν είναι σε κανέναν κατάλογο εμπιστοσύνης της συσκευής.
counter-standing-test-list = TRAINING: το πιστοποιητικό υπογραφής αυτού του σημείου είναι στον κατάλογο μόνο για δοκιμές.
counter-standing-other-passes = TRAINING: το πιστοποιητικό υπογραφής αυτού του σημείου δεν είναι για εμβολιασμούς ή δεν ισχύει τώρα.
counter-key-missing = Αυτό το πρόγραμμα περιήγησης δεν δημιουργεί κλειδιά. Ανοίξτε τη σελίδα με https, σε σύγχρονο πρόγραμμα περιήγησης.

## Traveller
counter-traveller = Ταξιδιώτης
counter-zone = Διαβατήριο
counter-zone-hint = Οι δύο κάτω γραμμές: σαρωτής, κάμερα ή πληκτρολόγιο
counter-zone-wrong = Δεν είναι οι γραμμές διαβατηρίου ή ένας χαρακτήρας είναι λάθος.
counter-passport-waits = Διαβάστηκε διαβατήριο. Κλείστε πρώτα αυτό και διαβάστε το ξανά.
counter-camera = Ανάγνωση με κάμερα
counter-camera-stop = Κλείσιμο κάμερας
counter-camera-hint = Φέρτε τις κάτω γραμμές στην εικόνα, με τα βέλη (<<<) επίπεδα και ακίνητα.
counter-camera-unclear = Μερικοί χαρακτήρες δεν είναι ευκρινείς: περισσότερο φως, πιο κοντά, ακίνητα. Ή πληκτρολογήστε τις γραμμές.
counter-birth-hint = ΕΕΕΕ-ΜΜ-ΗΗ, όσο αναγράφεται στο διαβατήριο
counter-nationality-hint = Κωδικός από το διαβατήριο, π.χ. UTO
counter-sex-open = Δεν δηλώνεται
counter-sex-f = Θήλυ
counter-sex-m = Άρρεν
counter-sex-x = Απροσδιόριστο

## Dose
counter-dose = Εμβολιασμός
counter-yellow-fever = Κίτρινος πυρετός
counter-polio = Πολιομυελίτιδα
counter-product-search = Εμβόλιο, παρασκευαστής, νόσος
counter-product-change = Αλλαγή
counter-product-none = Ο κατάλογος του ΠΟΥ δεν έχει τέτοιο εμβόλιο.
counter-more = Ισχύς και μεταφορά από έντυπο
counter-paper-hint = Μόνο σε μεταφορά από έντυπο: ποιος το είδε

## Labels, in the form, in the read-back, on paper
counter-label-training = Σήμανση
counter-label-name = Όνομα στο πιστοποιητικό
counter-label-name-cut = Όνομα στο πιστοποιητικό, κομμένο
counter-label-surname = Επώνυμο
counter-label-surname-latin = Επώνυμο, λατινικά γράμματα
counter-label-given = Όνομα
counter-label-given-latin = Όνομα, λατινικά γράμματα
counter-label-birth-date = Ημερομηνία γέννησης
counter-label-sex = Φύλο
counter-label-nationality = Ιθαγένεια
counter-label-document = Αριθμός διαβατηρίου
counter-label-disease = Εμβολιασμός κατά
counter-label-product = Εμβόλιο
counter-label-batch = Παρτίδα
counter-label-date = Ημερομηνία εμβολιασμού
counter-label-from = Ισχύει από
counter-label-until = Ισχύει έως
counter-label-centre = Εμβολιαστικό κέντρο
counter-label-clinician = Επαγγελματίας υγείας
counter-label-from-paper = Από έντυπο, το είδε

## What is wrong, and questions
counter-problems = { $n ->
    [one] Ένα πεδίο θέλει έλεγχο.
   *[other] { $n } πεδία θέλουν έλεγχο.
}
counter-problem-clock-behind = Το ρολόι της συσκευής πηγαίνει πίσω: ρυθμίστε ημερομηνία και ώρα.
counter-problem-surname-missing = Λείπει το επώνυμο. Όποιος έχει μόνο ένα όνομα, το γράφει εδώ.
counter-problem-given-name-missing = Χωρίς μικρό όνομα: έτσι είναι στο διαβατήριο;
counter-problem-name-too-long = Είναι πολύ μεγάλο για όνομα.
counter-problem-name-cut = Το όνομα είναι πολύ μεγάλο και κόβεται. Αρκεί το υπόλοιπο;
counter-problem-name-character = Κανένα όνομα δεν έχει τέτοιον χαρακτήρα.
counter-problem-latin-name-missing = Πληκτρολογήστε τη λατινική γραφή του διαβατηρίου.
counter-problem-letters-left-out = Μερικά γράμματα δεν έχουν λατινική γραφή και παραλείπονται. Έτσι είναι στο διαβατήριο;
counter-problem-latin-name-character = Εδώ μόνο λατινικά γράμματα.
counter-problem-birth-date = Δεν είναι ημερομηνία γέννησης: ΕΕΕΕ-ΜΜ-ΗΗ.
counter-problem-birth-date-incomplete = Η ημερομηνία γέννησης είναι ελλιπής: έτσι είναι στο διαβατήριο;
counter-problem-birth-in-future = Η ημερομηνία γέννησης είναι στο μέλλον.
counter-problem-birth-too-early = Πριν από περισσότερα από 130 χρόνια.
counter-problem-nationality = Δεν είναι ιθαγένεια διαβατηρίου.
counter-problem-document-number = Μόνο γράμματα και ψηφία, και όχι τόσα πολλά.
counter-problem-unknown-product = Διαλέξτε εμβόλιο από τον κατάλογο του ΠΟΥ.
counter-problem-batch-missing = Λείπει η παρτίδα. Αναγράφεται στο φιαλίδιο.
counter-problem-dose-date = Δεν είναι ημερομηνία.
counter-problem-dose-in-future = Ο εμβολιασμός είναι στο μέλλον.
counter-problem-dose-before-birth = Πριν από την ημερομηνία γέννησης.
counter-problem-dose-before-product = Εκείνη την ημέρα δεν υπήρχε ακόμη αυτό το εμβόλιο.
counter-problem-place-missing = Γράψτε το εμβολιαστικό κέντρο ή τον επαγγελματία υγείας.
counter-problem-reserved-place = Το όνομα ενός κέντρου δεν μπορεί να αρχίζει όπως η σήμανση των πιστοποιητικών εξάσκησης.
counter-problem-text-too-long = Πολύ μεγάλο.
counter-problem-control-character = Περιέχει έναν αόρατο χαρακτήρα.
counter-problem-validity-date = Δεν είναι ημερομηνία.
counter-problem-validity-ends = Το τέλος είναι πριν από την αρχή.
counter-problem-validity-before-dose = Η αρχή είναι πριν από τον εμβολιασμό.
counter-problem-validity-over = Η ισχύς έχει ήδη λήξει.
counter-problem-yellow-fever-is-for-life = Ο εμβολιασμός για κίτρινο πυρετό μετράει για όλη τη ζωή, όποιο τέλος και αν γράφεται. Να γραφτεί παρ’ όλα αυτά;

## Read-back and signing
counter-read-back = Ανάγνωση στον ταξιδιώτη
counter-read-back-title = Διαβάστε τα δυνατά στον ταξιδιώτη
counter-sign = Όλα σωστά: έκδοση
counter-sign-training = Όλα σωστά: πιστοποιητικό εξάσκησης
counter-change = Αλλαγή
counter-issued-before = Αυτό εκδόθηκε ήδη στις { $at }. Τίποτα δεν εκδίδεται δύο φορές: δείξτε και εκτυπώστε εκείνο το πιστοποιητικό.
counter-issued-put-away = Αυτό εκδόθηκε στις { $at } και τακτοποιήθηκε. Εκδώστε το ξανά μόνο αν εκείνο το πιστοποιητικό χάθηκε: αλλιώς θα υπάρχουν δύο.
counter-issued-otherwise = Για τον ίδιο εμβολιασμό εκδόθηκε πιστοποιητικό στις { $at } με άλλα στοιχεία. Εκδώστε νέο μόνο για να διορθώσετε εκείνο, και αποσύρετε το παλιό.
counter-not-issued = Δεν δημιουργήθηκε πιστοποιητικό: { $why }

## Passes
counter-pass = Έτοιμο πιστοποιητικό
counter-for-the-phone = Ο ταξιδιώτης μπορεί να φωτογραφίσει αυτόν τον κωδικό ή να τον σαρώσει με το τηλέφωνο.
counter-show = Εμφάνιση
counter-print-a4 = Εκτύπωση σε A4
counter-print-card = Εκτύπωση κάρτας
counter-print-new = { $n ->
    [one] Εκτύπωση του νέου
   *[other] Εκτύπωση { $n } νέων
}
counter-print-all = Εκτύπωση όλων σε A4
counter-print-all-cards = Εκτύπωση όλων ως κάρτες
counter-not-printed = Το πρόγραμμα περιήγησης δεν εκτύπωσε. Τα πιστοποιητικά μένουν εδώ ώσπου να κλείσει η σελίδα.
counter-not-printed-yet = δεν εκτυπώθηκε
counter-printed = { $n ->
    [one] στάλθηκε στον εκτυπωτή μία φορά
   *[other] στάλθηκε στον εκτυπωτή { $n } φορές
}
counter-next-traveller = Επόμενος της οικογένειας
counter-next-dose = Επόμενος εμβολιασμός
counter-next-customer = Επόμενος πελάτης
counter-next-customer-sure = Δεν τυπώθηκαν όλα: διαγραφή όλων
counter-session = { $n ->
    [one] Ένα πιστοποιητικό
   *[other] { $n } πιστοποιητικά
}
counter-session-hint = Εμφανίζονται και εκτυπώνονται ώσπου να κλείσει η σελίδα ή να έρθει ο επόμενος πελάτης.

## Paper
counter-paper-heading = Πιστοποιητικό εμβολιασμού ή προφύλαξης
counter-issued-at = Εκδόθηκε στις { $at }.
counter-paper-note = Ο κωδικός περιέχει όσα είναι τυπωμένα εδώ, με την υπογραφή του σημείου που τον εξέδωσε. Κάθε πρόγραμμα ελέγχου πιστοποιητικών του ΠΟΥ τον διαβάζει χωρίς δίκτυο. Το κίτρινο βιβλιάριο εξακολουθεί να ισχύει.
counter-paper-title = Μεταφορά εγγραφής από έντυπο
counter-paper-entry = Μια γνήσια εγγραφή αναφέρει εμβόλιο, παρασκευαστή, παρτίδα και ημέρα, και είναι υπογεγραμμένη με το χέρι.
counter-paper-batch = Συγκρίνετε την παρτίδα με το εμβόλιο και την ημέρα, αν έχετε πρόχειρο τον κατάλογο του παρασκευαστή.
counter-paper-stamp = Φέρει τη σφραγίδα εγκεκριμένου κέντρου.
counter-paper-refuse = Απορρίψτε εγγραφή χωρίς παρτίδα ή σφραγίδα, με διορθώσεις, ή με ημέρα πριν από τη γέννηση ή πριν υπάρξει το εμβόλιο.
counter-paper-booklet = Επιστρέψτε το βιβλιάριο: εξακολουθεί να ισχύει. Σημειώστε ποιος το είδε.

## A clinic's day
counter-batch = Μια ολόκληρη ημέρα από αρχείο
counter-batch-is = Ένα αρχείο CSV με μία γραμμή για κάθε εμβολιασμό. Οι γραμμές με λάθος αναφέρονται, οι άλλες γίνονται πιστοποιητικά.
counter-batch-file = Επιλογή αρχείου CSV
counter-batch-report = Πιστοποιητικά: { $issued }. Γραμμές: { $done } από { $all }.
counter-batch-line = Γραμμή { $n }: { $why }
counter-batch-already = έχει ήδη πιστοποιητικό
counter-batch-otherwise = έχει ήδη πιστοποιητικό με άλλα στοιχεία
counter-batch-refused = Το αρχείο δεν χρησιμοποιείται: { $why }

## Day book
counter-book = Βιβλίο εκδόσεων
counter-book-off = Ανενεργό: τίποτα δεν φυλάσσεται. Με φράση πρόσβασης κάθε πιστοποιητικό καταχωρίζεται κρυπτογραφημένο στη συσκευή και μπορεί να εκτυπωθεί ξανά.
counter-book-locked = Υπάρχει βιβλίο εκδόσεων σε αυτή τη συσκευή. Νέα πιστοποιητικά καταχωρίζονται μόνο όταν είναι ανοιχτό.
counter-book-is-locked = Το βιβλίο εκδόσεων είναι κλειδωμένο: ανοίξτε το πρώτα, αλλιώς αυτό το πιστοποιητικό θα καταγραφεί μόνο όταν ανοίξει.
counter-book-begin = Ενεργοποίηση
counter-book-open = Άνοιγμα
counter-passphrase = Φράση πρόσβασης, τουλάχιστον 10 χαρακτήρες
counter-passphrase-wrong = Η φράση πρόσβασης είναι πολύ σύντομη ή λάθος.
counter-book-count = { $n ->
    [one] Ένα πιστοποιητικό έχει καταχωριστεί.
   *[other] { $n } πιστοποιητικά έχουν καταχωριστεί.
}
counter-book-unreadable = { $n ->
    [one] Μία καταχώριση δεν διαβάζεται.
   *[other] { $n } καταχωρίσεις δεν διαβάζονται.
}
counter-book-export = Αποθήκευση ως CSV
counter-book-delete = Διαγραφή
counter-book-delete-sure = Οριστική διαγραφή όλων
counter-book-not-written = Η εγγραφή στο βιβλίο εκδόσεων απέτυχε: η συσκευή είναι γεμάτη ή δεν φυλάσσει τίποτα. Το πιστοποιητικό υπάρχει, η καταχώρισή του όχι.

## Key
counter-key = Κλειδί και πιστοποιητικό υπογραφής
counter-key-is = Αυτό το πρόγραμμα περιήγησης δημιούργησε ένα κλειδί για αυτό το σημείο. Κανείς δεν μπορεί να το αντιγράψει και δεν φεύγει ποτέ από τη συσκευή.
counter-key-not-kept = Αυτό το πρόγραμμα περιήγησης δεν φυλάσσει το κλειδί: χάνεται όταν κλείσει η σελίδα.
counter-old-list = Ο κατάλογος εμπιστοσύνης που επιβεβαιώνει αυτό το σημείο είναι πολύ παλιός. Ενημερώστε την εφαρμογή.
counter-request = Δημιουργία αίτησης
counter-request-country = Χώρα, δύο γράμματα
counter-request-organisation = Φαρμακείο ή ιατρείο
counter-request-unit = Τμήμα, αν υπάρχει
counter-request-common-name = Αριθμός ή όνομα στην αρχή
counter-request-save = Αποθήκευση αίτησης
counter-request-refused = Δεν δημιουργήθηκε αίτηση: { $why }
counter-certificate-is = Στείλτε την αίτηση στην εθνική αρχή. Μετά διαλέξτε το πιστοποιητικό υπογραφής που θα σας επιστρέψει.
counter-certificate = Επιλογή πιστοποιητικού
counter-certificate-refused = Το πιστοποιητικό υπογραφής δεν έγινε δεκτό: { $why }
counter-certificate-not-kept = Το πιστοποιητικό υπογραφής χρησιμοποιείται τώρα, αλλά αυτό το πρόγραμμα περιήγησης δεν το φυλάσσει.

## Places
places-mode = Σημεία
places-title = Πού εκδίδονται πιστοποιητικά
places-search = Όνομα ή διεύθυνση
places-district = Περιοχή
places-any = Όλα
places-district-count = { $name } ({ $n })
places-issues = Εκδίδει
places-within = Απόσταση
places-km = { $n } χλμ.
places-count = { $n ->
    [one] Ένα σημείο
   *[other] { $n } σημεία
}
places-from = Αποστάσεις από: { $name }
places-from-point = Αποστάσεις από το σημείο στον χάρτη
places-from-hint = Αγγίξτε ένα σημείο ή τον χάρτη για μέτρηση από εκεί.
places-hours = Ανοιχτά: { $hours }
places-edition = Κατάλογος της { $date }, υπογραφή: { $publisher }.
places-publisher-app = φορέας αυτής της εφαρμογής
places-unsigned = Κανένας από όσους γνωρίζει αυτή η εφαρμογή δεν υπέγραψε αυτόν τον κατάλογο.
places-old = Αυτός ο κατάλογος είναι πολύ παλιός: ρωτήστε πριν πάτε.
places-licence = Πηγή: { $licence }
places-import = Επιλογή άλλου καταλόγου
places-own = Πίσω στον κατάλογο της εφαρμογής
places-refused = Ο κατάλογος δεν έγινε δεκτός: { $why }
places-none = Κανένα σημείο δεν ταιριάζει.
places-map = Χάρτης των σημείων
