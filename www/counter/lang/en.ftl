# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = Counter
counter-title = Issue certificates of vaccination
counter-footer = Nothing is sent, and nothing is kept after the page is closed but for the day book, if you switch it on.
counter-part-missing = A part of the app cannot be loaded. Connect once, then it works without a network.

## What the desk's passes are
counter-training = TRAINING · NOT VALID
counter-standing-real = This desk issues real certificates.
counter-standing-until = Its own certificate runs until { $date }.
counter-standing-no-certificate = TRAINING: nobody has certified this desk’s key. What it makes is marked and never valid.
counter-standing-not-listed = TRAINING: no trust list on this device has this desk’s certificate.
counter-standing-test-list = TRAINING: the list has this desk’s certificate for tests only.
counter-standing-other-passes = TRAINING: this desk’s certificate is not for vaccinations, or not valid now.
counter-key-missing = This browser makes no keys. Open the page over https, in a current browser.

## Traveller
counter-traveller = Traveller
counter-zone = Passport
counter-zone-hint = The two lines at the bottom: reader, camera, or typed
counter-zone-wrong = These are not the lines of a passport, or one character is wrong.
counter-passport-waits = A passport was read. Close this first, then read it again.
counter-camera = Read by camera
counter-camera-stop = Camera off
counter-camera-hint = Hold the lines at the bottom into the picture, arrows flat and still.
counter-camera-unclear = Some letters are unclear: more light, closer, still. Or type the lines.
counter-birth-hint = YYYY-MM-DD, as far as the passport has it
counter-nationality-hint = Code of the passport, such as UTO
counter-sex-open = Not stated
counter-sex-f = Female
counter-sex-m = Male
counter-sex-x = Unspecified

## Dose
counter-dose = Vaccination
counter-yellow-fever = Yellow fever
counter-polio = Polio
counter-product-search = Vaccine, maker, disease
counter-product-change = Change
counter-product-none = WHO’s list has no such vaccine.
counter-more = Validity, and records carried over from paper
counter-paper-hint = Only for a paper record: who saw it

## Labels, in the form, in the read-back, on paper
counter-label-training = Mark
counter-label-name = Name in the certificate
counter-label-name-cut = Name in the certificate, cut
counter-label-surname = Surname
counter-label-surname-latin = Surname, Latin letters
counter-label-given = Given names
counter-label-given-latin = Given names, Latin letters
counter-label-birth-date = Date of birth
counter-label-sex = Sex
counter-label-nationality = Nationality
counter-label-document = Passport number
counter-label-disease = Vaccination against
counter-label-product = Vaccine
counter-label-batch = Batch
counter-label-date = Date of vaccination
counter-label-from = Valid from
counter-label-until = Valid until
counter-label-centre = Place
counter-label-clinician = Clinician
counter-label-from-paper = From paper, seen by

## What is wrong, and questions
counter-problems = { $n ->
    [one] One field needs a look.
   *[other] { $n } fields need a look.
}
counter-problem-clock-behind = The clock of this device is behind: set date and time.
counter-problem-surname-missing = A surname is needed. Who has only one name has it here.
counter-problem-given-name-missing = No given name: is it so in the passport?
counter-problem-name-too-long = This is too long for a name.
counter-problem-name-cut = The name is too long and is cut. Is the rest enough?
counter-problem-name-character = No name has such a character.
counter-problem-latin-name-missing = Type the Latin spelling of the passport.
counter-problem-letters-left-out = Some letters have no Latin spelling and are left out. Is it so in the passport?
counter-problem-latin-name-character = Only Latin letters here.
counter-problem-birth-date = Not a date of birth: YYYY-MM-DD.
counter-problem-birth-date-incomplete = The date of birth is incomplete: is it so in the passport?
counter-problem-birth-in-future = The date of birth lies in the future.
counter-problem-birth-too-early = More than 130 years ago.
counter-problem-nationality = Not a nationality of a passport.
counter-problem-document-number = Letters and digits only, and not so many.
counter-problem-unknown-product = Choose a vaccine of WHO’s list.
counter-problem-batch-missing = The batch is missing. It stands on the vial.
counter-problem-dose-date = Not a date.
counter-problem-dose-in-future = The vaccination lies in the future.
counter-problem-dose-before-birth = Before the date of birth.
counter-problem-dose-before-product = There was no such vaccine on that day.
counter-problem-place-missing = Name the place or the clinician.
counter-problem-reserved-place = A place may not begin like the mark of training passes.
counter-problem-text-too-long = Too long.
counter-problem-control-character = There is a character that nobody can see.
counter-problem-validity-date = Not a date.
counter-problem-validity-ends = It ends before it starts.
counter-problem-validity-before-dose = It starts before the vaccination.
counter-problem-validity-over = The validity has ended.
counter-problem-yellow-fever-is-for-life = Yellow fever counts for life, whatever end is stated. State it all the same?

## Read-back and signing
counter-read-back = Read back
counter-read-back-title = Read this back to the traveller
counter-sign = Everything is right: issue
counter-sign-training = Everything is right: make a training pass
counter-change = Change
counter-issued-before = This was issued at { $at }. Nothing is issued twice: show and print that one.
counter-issued-put-away = This was issued at { $at } and put away. Issue it once more only if that certificate is lost: there would be two.
counter-issued-otherwise = The same vaccination was issued at { $at } with other details. Issue it once more only to correct that one, and take that one back.
counter-not-issued = No pass was made: { $why }

## Passes
counter-pass = Finished pass
counter-for-the-phone = The traveller can take a picture of this code, or scan it with a phone.
counter-show = Show
counter-print-a4 = Print on A4
counter-print-card = Print a card
counter-print-new = { $n ->
    [one] Print the new one
   *[other] Print { $n } new ones
}
counter-print-all = Print all on A4
counter-print-all-cards = Print all as cards
counter-not-printed = The browser did not print. The passes stay here until the page is closed.
counter-not-printed-yet = not printed
counter-printed = { $n ->
    [one] sent to the printer once
   *[other] sent to the printer { $n } times
}
counter-next-traveller = Next of the family
counter-next-dose = Next dose
counter-next-customer = Next customer
counter-next-customer-sure = Not everything is printed: forget it all
counter-session = { $n ->
    [one] One pass
   *[other] { $n } passes
}
counter-session-hint = They can be shown and printed until the page is closed, or the next customer comes.

## Paper
counter-paper-heading = Certificate of vaccination or prophylaxis
counter-issued-at = Issued on { $at }.
counter-paper-note = The code holds what is printed here, with the signature of the place that issued it. Any verifier of WHO’s certificates reads it without a network. The yellow booklet stays valid beside it.
counter-paper-title = Carrying over a paper record
counter-paper-entry = A genuine entry names vaccine, maker, batch and day, and is signed by hand.
counter-paper-batch = Compare the batch with vaccine and day where the maker’s list is at hand.
counter-paper-stamp = It bears the stamp of an authorised centre.
counter-paper-refuse = Refuse an entry without batch or stamp, one with corrections, and one whose day is before birth or before there was the vaccine.
counter-paper-booklet = Give the booklet back: it stays valid. Write down who saw it.

## A clinic's day
counter-batch = A whole day from a file
counter-batch-is = A CSV file with a line for each vaccination. Lines with a mistake are named, the others become passes.
counter-batch-file = Choose a CSV file
counter-batch-report = { $issued } passes from { $done } of { $all } lines.
counter-batch-line = Line { $n }: { $why }
counter-batch-already = has a pass already
counter-batch-otherwise = has a pass already, with other details
counter-batch-refused = The file cannot be used: { $why }

## Day book
counter-book = Day book
counter-book-off = Off: nothing is kept. With a passphrase, every pass is recorded on this device, encrypted, and can be printed again.
counter-book-locked = There is a day book on this device. New passes are recorded once it is open.
counter-book-is-locked = The day book is locked: open it first, or this pass is recorded only once it is open.
counter-book-begin = Switch on
counter-book-open = Open
counter-passphrase = Passphrase, at least 10 characters
counter-passphrase-wrong = The passphrase is too short, or another one.
counter-book-count = { $n ->
    [one] One pass is recorded.
   *[other] { $n } passes are recorded.
}
counter-book-unreadable = { $n ->
    [one] One record cannot be read.
   *[other] { $n } records cannot be read.
}
counter-book-export = Save as CSV
counter-book-delete = Delete
counter-book-delete-sure = Delete everything for good
counter-book-not-written = The day book could not be written: the device is full or keeps nothing. The pass is there, its record is not.

## Key
counter-key = Key and certificate
counter-key-is = This browser made a key for this desk. Nobody can copy it, and it never leaves this device.
counter-key-not-kept = This browser does not keep the key: it is gone when the page is closed.
counter-old-list = The trust list that vouches for this desk is too old. Update the app.
counter-request = Make a request
counter-request-country = Country, two letters
counter-request-organisation = Pharmacy or clinic
counter-request-unit = Unit, if any
counter-request-common-name = Number or name at the authority
counter-request-save = Save the request
counter-request-refused = No request was made: { $why }
counter-certificate-is = Send the request to the national authority. Choose the certificate that it returns.
counter-certificate = Choose the certificate
counter-certificate-refused = The certificate was not taken: { $why }
counter-certificate-not-kept = The certificate is used now, but this browser does not keep it.

## Places
places-mode = Places
places-title = Where certificates are issued
places-search = Name or address
places-district = District
places-any = All
places-district-count = { $name } ({ $n })
places-issues = Issues
places-within = Distance
places-km = { $n } km
places-count = { $n ->
    [one] One place
   *[other] { $n } places
}
places-from = Distances from { $name }
places-from-point = Distances from the point on the map
places-from-hint = Tap a place or the map to measure from there.
places-hours = Open: { $hours }
places-edition = List of { $date }, signed by { $publisher }.
places-publisher-app = a publisher of this app
places-unsigned = Nobody whom this app knows has signed this list.
places-old = This list is too old: ask before you go.
places-licence = Source: { $licence }
places-import = Choose another list
places-own = Back to the list of the app
places-refused = The list was not taken: { $why }
places-none = No place fits.
places-map = Map of the places
