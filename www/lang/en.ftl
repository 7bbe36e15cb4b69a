# Every sentence that the page says. One file a language; the names of messages are those of
# app/src. A test finds messages that are missing, unused or differ in their variables.

## The page
tagline = Passes are read and judged on this device. Nothing is sent.
mode-scan = Scan
mode-desk = Desk
mode-self = My trip
mode-scan-is = Check one pass.
mode-desk-is = Check-in: pass after pass, with passport, group and counters.
mode-self-is = For travellers: will my passes be accepted there, on that day?
install-hint = It works without a network: add this page to the home screen.
language-label = Language
close = Close
update-ready = A new version is ready.
update-use = Use it now
hidden-title = Hidden
hidden-show = Show again

## The three questions
question-genuine = Genuine?
question-current = Current?
question-country = { $country }?
answer-yes = Yes
answer-no = No
answer-open = Not known

## Verdicts
verdict-valid = Valid
verdict-valid-until = Genuine and current until { $date }.
verdict-valid-forever = Genuine and current; it does not expire.
verdict-valid-advice = Compare name and date of birth with the passport.
verdict-valid-for = Valid for { $country }
verdict-refused = Not for { $country }
verdict-refused-meaning = Genuine and current, but the entry rules refuse it.
verdict-no-rules = Genuine, rules unknown
verdict-undecided = Genuine, entry undecided
verdict-undecided-meaning = Genuine and current. Look up what { $country } asks for.
verdict-other-person = Different person
verdict-near-person = Probably the same person
verdict-old-list = Genuine, but the list is too old
verdict-old-list-meaning = The issuer or the pass may have been withdrawn since the list was made.
verdict-revocation-open = Revocation not checked: no list of this issuer.
verdict-revocation-missing = Revocation not checked: its list is not on this device.
verdict-revocation-old = Not revoked, by an old list: { $list }.
verdict-revocation-done = Not revoked: { $list }.
verdict-revocation-look = Revocation not checked
verdict-outdated = Genuine · out of date since { $date }
verdict-expired-meaning = Really issued, but the pass has expired.
verdict-newer-advice = Not a forgery. A newer pass is needed.
verdict-not-yet = Genuine, but not valid yet
verdict-not-yet-meaning = Valid only from { $date }.
verdict-not-yet-advice = Check the date and time of this device.
verdict-not-now = Genuine, but not valid now
verdict-certificate-meaning = The issuer’s signing certificate is not valid now.
verdict-certificate-period = The issuer’s signing certificate is not valid now. It ran from { $from } to { $until }.
verdict-faulty = Genuine, but faulty
verdict-faulty-meaning = Signed by a trusted issuer, but its content breaks the rules for passes.
verdict-faulty-advice = Ask the holder to get a new pass from the issuer.
verdict-empty = Genuine, but proves nothing
verdict-empty-meaning = Signed by a trusted issuer, but it attests no vaccination, test or recovery.
verdict-unlisted = Vaccine not on WHO’s list
verdict-signed-under = Genuine, signed under { $domain }
verdict-signed-under-meaning = The signature is right, but WHO lists the key for other papers. Decide yourself.
verdict-unknown = Cannot be confirmed
verdict-unknown-meaning = Its issuer is not on the trust list in use. It may be genuine or not.
verdict-unknown-advice = Use “Import a trust list” to add a newer list, then scan again.
verdict-forged = Not genuine
verdict-forged-meaning = The signature is not the issuer’s: the pass was altered or forged.
verdict-usage-meaning = Signed with the key of an issuer that may not issue this kind of pass.
verdict-refuse-advice = Do not accept this pass.
verdict-revoked = Revoked
verdict-revoked-meaning = The issuer has withdrawn this pass.
verdict-foreign = Not a health pass
verdict-foreign-meaning = This code or text is something else.
verdict-foreign-advice = Look for the large QR code of the health pass.
verdict-not-read = Greengate does not read this
recognised = { $kind ->
    [nl-domestic] This is a Dutch domestic pass. Greengate does not read these.
    [at1] This is an Austrian domestic pass. Greengate does not read these.
    [shlink] This is a SMART Health Link: it leads to a pass on a server. Greengate does not read these.
    [vhl] This is a verifiable health link: it leads to records on a server, which Greengate never opens. It proves no vaccination.
    [boarding-pass] This is a boarding pass.
    [mrz] This is the machine-readable zone of a passport or identity card.
    [web-address] This is a web address ({ $host }): it shows what that site says, which proves nothing offline.
   *[other] This is of the kind “{ $kind }”. Greengate does not read these.
}
verdict-improper = Not a proper pass
verdict-algorithm-meaning = It is signed in a way that health passes do not allow.
verdict-damaged = Damaged pass
verdict-damaged-meaning = It starts like a health pass, but its data is broken.
verdict-damaged-advice = Scan again; if it stays so, ask for a fresh copy.
verdict-large-meaning = It holds far more data than any health pass.
verdict-unreal = DEMO — NOT A REAL PASS
verdict-doubt = Not confirmed — the code only says:
verdict-no-name = No name
verdict-born = Born
verdict-no-birth-date = date not given
verdict-more = More codes in the same picture
verdict-details = Details
verdict-several = { $valid } of { $all } passes valid
next = Next

## Facts of a pass
fact-pass = Pass
fact-kind = Kind
fact-document = Document
fact-country = Issued by
fact-authority = Authority
fact-issued = Issued on
fact-expires = Expires on
fact-source = Vouched for by { $list }
fact-disease = Disease
fact-result = Result
fact-test = Test
fact-sampled = Sample taken
fact-first-positive = First positive
fact-vaccine = Vaccine
fact-maker = Maker
fact-dose = Dose
fact-dose-of = { $number } of { $all }
fact-vaccinated = Vaccinated on
fact-batch = Batch
fact-from = Valid from
fact-until = Valid until
fact-observation = Observation
fact-void = Does not count
fact-notice = Note
notice-version = The version of its content is not known.
notice-product = The vaccine is not on WHO’s list.
notice-date = Vaccinated after the day of issue.
notice-text = Claims are numbered by text, not by numbers.
notice-milliseconds = Times are in milliseconds, not in seconds.
fact-products = WHO’s product list of
fact-server = Server
fact-signature = Signature
link-passcode = Opening it needs a network and a passcode.
link-network = Opening it needs a network.
link-right = by a trusted key
link-wrong = wrong
link-unknown = the issuer is not known
fact-clock = Clock
fact-clock-ahead = issued { $span } ahead of this device’s time
void-not-done = not given
void-in-error = entered in error
void-other = not complete, or about somebody else
kind-vaccination = Vaccination
kind-test = Test
kind-recovery = Recovery
result-detected = DETECTED (positive)
result-not-detected = Not detected (negative)
format-dcc = EU Digital COVID Certificate
format-icvp = WHO vaccination certificate (ICVP)
format-shc = SMART Health Card
format-vds-nc = ICAO visible digital seal
format-nzcp = New Zealand COVID Pass
format-ddcc = WHO COVID-19 certificate (DDCC)
name-covid = COVID-19
name-yellow-fever = Yellow fever
name-polio = Poliomyelitis
name-antigen-test = Rapid antigen test
name-molecular-test = Molecular test (NAAT, PCR)
name-other-antigen-test = Antigen test
name-antibody-test = Antibody test
name-demoland = Demoland

## Numbers and times
count-keys = { $n ->
    [one] { $n } issuer key
   *[other] { $n } issuer keys
}
count-countries = { $n ->
    [one] { $n } country
   *[other] { $n } countries
}
count-issuers = { $n ->
    [one] { $n } issuer of SMART Health Cards
   *[other] { $n } issuers of SMART Health Cards
}
count-rules = { $n ->
    [one] { $n } rule
   *[other] { $n } rules
}
count-value-sets = { $n ->
    [one] { $n } value set
   *[other] { $n } value sets
}
span-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
span-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
span-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
age-unknown = age unknown
age-new = just made
age-old = { $span } old

## Trust list
trust-title = Trust list
trust-loading = Loading the trust list…
trust-none = No trust list
trust-status = Trust list: { $lists }
trust-demo = Demo trust list
trust-due = { $status }, update due
trust-too-old = { $status }, TOO OLD
trust-warning = The trust list is { $age }: revocations and new issuers may be missing.
trust-newer-issuer = Its issuer may be newer than the lists at hand: { $lists }.
trust-published = Published list no. { $serial }: { $extent }; signature verified, { $origin }. Made { $made }, update due { $until }.
origin-shipped = came with the app
origin-stored = kept on this device
origin-updated = just updated
origin-imported = from a file
trust-lists = Made of: { $lists }.
trust-unchecked = { $list } (its signature not checked)
trust-shipped-failed = The trust list that comes with the app is not used: { $why }.
trust-imported = Imported { $date }: { $name }, { $extent }.
trust-imported-unchecked = Imported { $date }: { $name }, { $extent }, its signature not checked.
trust-skipped = { $n } of its entries cannot be read and are left out.
trust-revoked = Revocation list { $name }. Entries: { $n }.
trust-no-newer = Looked for a newer list { $span } ago: there is none.
trust-updated = Updated { $span } ago.
trust-failed = The update failed { $span } ago: { $why }. The list in use stays.
trust-not-kept = This browser keeps no lists: the list will be gone when the page is closed.
trust-empty = Without a list of issuers no pass can be confirmed. Import one from this device.
trust-import = Import a trust list
trust-look = Look for a newer list
trust-forget = Remove { $name }
fail-address = the configured address is not valid
fail-unreachable = the server cannot be reached
fail-redirected = the server sends elsewhere, which the app does not follow
fail-missing = the server has no list (404)
fail-status = the server answered with an error ({ $status })
fail-broken-off = the answer broke off
fail-too-large = the answer is larger than any list
fail-not-a-bundle = the answer is not a trust list
fail-same-serial = a server has other content under the same number ({ $serial })
clock-behind = This device’s clock is wrong: it says { $now }, but something signed on { $seen } has been seen. Set it, or verdicts on dates are wrong.
clock-forward = This device’s clock was set forward by { $span } while the page was open. Check it, or verdicts on dates are wrong.
clock-back = This device’s clock was set back by { $span } while the page was open. Check it, or verdicts on dates are wrong.

## Entry rules
rules-title = Entry rules
rules-destination = Destination
rules-none = None
rules-unknown-country = { $country } (no rules)
rules-day = Day of entry
rules-import = Import entry rules or a table of certificates
rules-kept = Kept on this device until cleared.
rules-clear = Clear
rules-empty = Without entry rules the answer is “Not known”. Import some from this device.
rules-extent = { $rules } of { $countries }, { $sets }.
rules-age = By rules of { $date }.
rules-old = By rules of { $date }, { $age } old: they may no longer apply.
rules-published = Published pack no. { $serial }, signature verified, made { $made }.
rules-pack-stale = The pack of rules is { $age } old: an update is due.
rules-not-checked = Imported files, their signature not checked: { $names }.
rules-requirements = Required certificates: by the table { $name }.
rules-other-format = Entry rules are made for EU certificates only: ask the destination about this pass.
rules-no-rules = No entry rules are known for this country: ask the destination.
rule-failed = Not met: { $rule }
rule-open = Cannot be decided: { $rule }

## Camera
camera-label = Camera
camera-idle = Point the camera at the QR code of a health pass.
camera-why = The browser asks for the camera first. No picture leaves this device.
camera-allow = Please allow the camera if the browser asks.
camera-looking = Looking for a code…
camera-start = Scan with the camera
camera-starting = Starting camera…
camera-stop = Stop camera
camera-light-on = Light on
camera-light-off = Light off
camera-choose = Camera
camera-zoom = Zoom
camera-otherwise = Pictures and texts can still be checked below.
camera-foreign = This QR code is not a health pass. Still looking…
card-progress = { $have } of { $all } codes of this card. Show the next one.
hint-closer = Go closer to the code
hint-farther = Go back until the whole code is in the picture
hint-still = Hold still
hint-light = More light, please
hint-glare = Tilt it: a reflection covers the code
fault-insecure = No camera on an insecure page
fault-insecure-advice = Open this page over https:// and try again.
fault-unsupported = This browser gives no access to a camera
fault-unsupported-advice = Use a current browser, or use “Choose a file” with a picture of the code.
fault-refused = The camera is not allowed
fault-refused-advice = Allow the camera for this page in the browser’s site settings, then press “Scan with the camera”.
fault-missing = No camera found
fault-missing-advice = Connect a camera, or use “Choose a file” with a picture of the code.
fault-busy = The camera is in use
fault-busy-advice = Close the other app or tab that uses it, then press “Scan with the camera”.
fault-lost = The camera was disconnected
fault-lost-advice = Another app may have taken it. Press “Scan with the camera” to use it again.
fault-no-picture = The camera sends no picture
fault-no-picture-advice = Another app may use it, or its cover is closed. Press “Scan with the camera” to try again.
fault-other = The camera cannot be started
fault-other-advice = Press “Scan with the camera” again, or use “Choose a file” with a picture of the code.

## Pictures, files and texts
input-title = Picture, PDF or text
input-choose = Choose a file
input-drop = Or drop or paste a picture anywhere on this page.
input-text = Text of a pass
input-check = Check text
input-add = Add to my trip
input-checking = Checking…
notice-unreadable = This file cannot be read
notice-unreadable-advice = Choose a picture of the code (PNG, JPEG, WebP) or a PDF.
notice-moved-advice = It was moved or changed since. Choose it again.
notice-kind = This is a file of the kind { $kind }, which is not read
notice-kind-picture = Take a screenshot of it and choose that, or save it as JPEG or PNG.
notice-kind-file = Open it, and choose the picture, PDF or text that is in it.
notice-pdf = This PDF cannot be read
notice-pdf-advice = It is damaged or protected by a password. Choose a screenshot of the code.
notice-pdf-complex = This PDF is too complex to be read whole
notice-pdf-complex-advice = Reading it takes too much time or memory. Choose a screenshot of the page with the code.
notice-pdf-missing = PDF files need one more part of the app
notice-pdf-missing-advice = Connect to the network once and try again, or choose a screenshot of the code.
notice-large = This file is too large
notice-large-advice = Choose a file of up to 64 MB.
notice-no-code = No QR code found in it
notice-no-code-advice = Take the picture again from straight above, sharp and well lit, the whole code in it.
notice-scanner = This picture could not be checked
notice-scanner-advice = Try again, or choose another picture.
notice-part = This needs one more part of the app
notice-part-advice = Connect to the network once and try again.
notice-trust = This trust list is not used
notice-rules = These entry rules are not used
notice-stays = What is in use stays. Reason: { $why }.
notice-demo = The demo cannot be loaded
notice-demo-advice = Connect to the network once and try again.

## Demo
demo-mark = DEMO
demo-says = Invented passes, judged by the demo’s own trust list.
demo-leave = Leave demo
demo-title = Demo passes
demo-how = Tap one to judge it, or scan it with another device in demo mode.
demo-new = New here?
demo-why = See how verdicts look with invented passes: a valid one, an expired one, a forged one.
demo-try = Try it with demo passes

## The traveller’s page
trip-passes = Passes
trip-passes-empty = Scan, photograph or paste the passes of everyone who travels. They stay on this page until you close it, and nowhere else.
trip-remove-of = Remove the pass of { $name }
trip-title = Your trip
trip-departure = From
trip-stop = Stop { $n }
trip-arrival = Country
trip-when = Day of arrival
trip-hour = Local time there
trip-zone = Time zone
trip-add = Add a stop
trip-remove-stop = Remove this stop
trip-order = This arrival is before the one above.
trip-answers = Will it be accepted?
trip-answers-empty = Add a pass and a destination.
trip-accepted = Accepted
trip-refused = Not accepted
trip-open = Not known
trip-accepted-in = { $name }: accepted in { $country } on { $date }.
trip-refused-in = { $name }: not accepted in { $country } on { $date }.
trip-open-in = { $name }: it is not known whether { $country } accepts it on { $date }.
trip-together = Accepted only together: { $kinds }. Show all of them.
trip-by = Show the pass: { $kind }.
trip-not-genuine = This pass is not genuine, so it does not count.
trip-not-confirmed = The issuer of this pass is not on the trust list: it cannot be confirmed.
trip-out-of-date = The pass itself is out of date then: it is valid until { $date }.
trip-too-early = The pass itself is not valid yet then: it is valid from { $date }.
trip-timeline = When is it accepted in { $country }?
trip-span-accepted = Accepted from { $from } to { $until }
trip-span-none = Never within the time shown
trip-lapsed = Hatched: the pass itself is not valid then.
trip-arrival-mark = Arrival
trip-helps = What would help
trip-help-none = Nothing that these rules name. Ask the destination.
trip-help-test = A negative test ({ $test }), taken at most { $span } before arrival.
trip-help-dose = Dose { $number } of the vaccine, at least { $least } before arrival.
trip-help-dose-until = Dose { $number } of the vaccine, between { $least } and { $most } before arrival.
trip-help-dose-now = Dose { $number } of the vaccine, at most { $most } before arrival.
trip-help-dose-any = Dose { $number } of the vaccine, any time before arrival.
keep-title = Keep these passes on this device
keep-how = Nothing is kept unless you ask. Kept passes are encrypted with your passphrase; without it nobody can read them, and nobody can restore it.
keep-passphrase = Passphrase
keep-short = At least 10 characters.
keep-store = Keep, encrypted
keep-there = Encrypted passes are kept on this device.
keep-open = Open
keep-wrong = This passphrase does not open them.
keep-failed = This browser keeps nothing here.
keep-done = Kept, encrypted.
keep-delete = Delete from this device
keep-delete-now = Delete now
keep-delete-sure = Once deleted they cannot be restored.
keep-others = Other passes are kept here under another passphrase. Open them first, or delete them.

## The desk
desk-document = Passport
desk-zone-hint = Type or scan the two or three lines with the arrows (<<<).
desk-same = Same person as the passport
desk-near = Probably the same person: { $why }
desk-different-name = DIFFERENT NAME in the passport
desk-different-birth = DIFFERENT DATE OF BIRTH in the passport
desk-different-both = DIFFERENT PERSON: name and date of birth
desk-passport-says = Passport: { $name }, { $date }
desk-to = To: { $country }
desk-to-none = No destination chosen
desk-change = Change
desk-pass-now = Now the pass.
desk-passport-expired = The passport expired on { $date }.
near-transliteration = other spelling of the same letters
near-truncation = cut off in the passport
near-missing-name = a name is missing in one of them
near-order = other order of the names
near-spacing = joined or split words
near-birth-date = birth date not complete
near-misread = a letter in the passport is not clear
zone-hint = Passport: show the whole lines with the arrows (<<<), flat and still.
zone-length = Not complete: { $n } characters.
zone-character = The character { $c } does not belong there.
zone-not-document = This is not the zone of a travel document.
zone-check = A character is wrong ({ $field }): read it again.
zone-date = A date in it is not valid.
zone-no-name = There is no name in it.
desk-again = The same pass as { $span } ago
desk-again-now = The same pass as just before
desk-valid = Valid
desk-invalid = Invalid
desk-per-minute = Per minute
desk-counters = Counters of this session
desk-reset = Reset
desk-csv = Save as CSV
desk-party = Group
desk-party-start = Start a group
desk-party-end = End and clear the group
desk-party-size = Persons in the booking
desk-party-done = { $have } of { $all } persons complete
desk-party-ok = complete
desk-party-missing = missing: { $what }
desk-party-missing-valid = a valid pass
desk-party-missing-entry = a pass that { $country } accepts
desk-party-missing-person = their own pass
desk-settings = Settings
desk-hold = Seconds until the next pass
desk-blank = Blank the screen after so many seconds without use
desk-sound = Sound and vibration
desk-full = Full screen
desk-full-leave = Leave full screen
desk-serial = Connect a serial scanner
desk-serial-on = Serial scanner connected
desk-serial-failed = The serial scanner cannot be opened.
desk-keys = Keyboard: Space next · F full screen · M sound · P group · Z passport
wedge-layout = Your scanner types as a { $scanner } keyboard, this computer reads a { $computer } one. The text was put right; set the scanner to { $computer } to be sure.
wedge-broken = The scanner’s text is garbled
wedge-broken-advice = Set the scanner’s keyboard layout to the one of this computer (look for “country code” or “keyboard language” in its manual).
layout-us = US
layout-uk = UK
layout-de = German
layout-fr = French
layout-es = Spanish
layout-it = Italian

# Certificates that a journey requires. Countries and places stand alone: no message may need them in another case.
# $who is one of need-who-…, $risk one of need-risk…
flight-title = Flight
flight-to = To
flight-from = Takes off in
flight-connections = Connections from
flight-how = Airport codes (ACC) or country codes (GH); ADD:5 is a transit of five hours. Kept until changed.
flight-line = To: { $to }. From: { $from }
flight-unknown = { $code }: no airport and no country has this code.
flight-came-from = Comes from { $place }
flight-elsewhere = Was elsewhere in the last six days
flight-next = Next traveller
boarding-pass = Boarding pass: { $name } · { $flight } to { $to } { $day }
boarding-other = Other name on the boarding pass
boarding-use = Check in everybody for { $flight } to { $to }
desk-party-missing-certificate = the certificate that the journey requires
need-missing = What this journey requires is not known here. Ask, or see the yellow booklet or an ICVP.
need-open = The requirement is not known
