tagline = تُقرأ الشهادات ويُحكم عليها على هذا الجهاز. لا يُرسَل شيء.
mode-scan = فحص
mode-desk = إجراءات السفر
mode-self = رحلتي
mode-scan-is = فحص شهادة واحدة.
mode-desk-is = في المطار: شهادة تلو أخرى، مع جواز السفر والمجموعة والعدّادات.
mode-self-is = للمسافرين: هل ستُقبل شهاداتي هناك في ذلك اليوم؟
install-hint = يعمل بلا شبكة: أضف هذه الصفحة إلى الشاشة الرئيسية.
language-label = اللغة
close = إغلاق
update-ready = إصدار جديد جاهز.
update-use = استخدمه الآن
hidden-title = مخفي
hidden-show = إظهار مجددًا
question-genuine = أصلية؟
question-current = سارية؟
question-country = { $country }؟
answer-yes = نعم
answer-no = لا
answer-open = غير معروف
verdict-valid = صالحة
verdict-valid-until = أصلية وسارية حتى { $date }.
verdict-valid-forever = أصلية وسارية؛ لا تنتهي.
verdict-valid-advice = قارن الاسم وتاريخ الميلاد بجواز السفر.
verdict-valid-for = صالحة للدخول إلى { $country }
verdict-refused = مرفوضة: { $country }
verdict-refused-meaning = أصلية وسارية، لكن قواعد الدخول ترفضها.
verdict-no-rules = أصلية، والقواعد غير معروفة
verdict-undecided = أصلية، والدخول غير محسوم
verdict-undecided-meaning = أصلية وسارية. تحقق من شروط الدخول: { $country }.
verdict-other-person = شخص آخر
verdict-near-person = غالبًا الشخص نفسه
verdict-old-list = أصلية، لكن القائمة قديمة جدًا
verdict-old-list-meaning = ربما أُلغي اعتماد الجهة المصدرة أو أُلغيت الشهادة منذ ذلك الحين.
verdict-revocation-open = لم يُفحص الإلغاء: لا توجد قائمة لهذه الجهة المصدرة.
verdict-revocation-missing = لم يُفحص الإلغاء: القائمة ليست على هذا الجهاز.
verdict-revocation-old = غير ملغاة، وفق قائمة قديمة: { $list }.
verdict-revocation-done = غير ملغاة: { $list }.
verdict-revocation-look = لم يُفحص الإلغاء
verdict-outdated = أصلية · منتهية منذ { $date }
verdict-expired-meaning = صدرت فعلًا، لكن مدتها انتهت.
verdict-newer-advice = ليست مزوّرة. يلزم الحصول على شهادة أحدث.
verdict-not-yet = أصلية، لكنها لم تسرِ بعد
verdict-not-yet-meaning = تسري فقط من { $date }.
verdict-not-yet-advice = تحقق من تاريخ هذا الجهاز ووقته.
verdict-not-now = أصلية، لكنها غير سارية الآن
verdict-certificate-meaning = شهادة توقيع الجهة المصدرة غير سارية الآن.
verdict-certificate-period = شهادة توقيع الجهة المصدرة غير سارية الآن. كانت سارية من { $from } إلى { $until }.
verdict-faulty = أصلية، لكنها معيبة
verdict-faulty-meaning = وقّعتها جهة موثوقة، لكن محتواها يخالف قواعد الشهادات.
verdict-faulty-advice = على صاحبها أن يطلب شهادة جديدة من الجهة المصدرة.
verdict-empty = أصلية، لكنها لا تثبت شيئًا
verdict-empty-meaning = وقّعتها جهة موثوقة، لكنها لا تشهد بتطعيم أو فحص أو تعافٍ.
verdict-unlisted = اللقاح ليس في قائمة منظمة الصحة العالمية
verdict-signed-under = أصلية، موقّعة ضمن { $domain }
verdict-signed-under-meaning = التوقيع صحيح، لكن منظمة الصحة العالمية تدرج المفتاح لوثائق أخرى. القرار لك.
verdict-unknown = لا يمكن تأكيدها
verdict-unknown-meaning = الجهة المصدرة ليست في قائمة الثقة المستخدمة. قد تكون الشهادة أصلية أو لا.
verdict-unknown-advice = أضف قائمة أحدث بزر «استورد قائمة ثقة»، ثم امسح مجددًا.
verdict-forged = غير أصلية
verdict-forged-meaning = التوقيع ليس توقيع الجهة المصدرة: عُدّلت الشهادة أو زُوّرت.
verdict-usage-meaning = موقّعة بمفتاح جهة لا يحق لها إصدار هذا النوع من الشهادات.
verdict-refuse-advice = لا تقبل هذه الشهادة.
verdict-revoked = ملغاة
verdict-revoked-meaning = سحبت الجهة المصدرة هذه الشهادة.
verdict-foreign = ليست شهادة صحية
verdict-foreign-meaning = هذا الرمز أو النص شيء آخر.
verdict-foreign-advice = ابحث عن رمز QR الكبير للشهادة الصحية.
verdict-not-read = لا يقرأ Greengate هذا
recognised = { $kind ->
    [nl-domestic] هذه شهادة هولندية محلية. لا يقرأ Greengate مثل هذا.
    [at1] هذه شهادة نمساوية محلية. لا يقرأ Greengate مثل هذا.
    [shlink] هذا رابط SMART Health Link: يؤدي إلى شهادة على خادم. لا يقرأ Greengate مثل هذا.
    [vhl] هذا رابط صحي قابل للتحقق (VHL): يؤدي إلى مستندات على خادم لا يفتحها Greengate أبدًا، ولا يثبت أي تطعيم.
    [boarding-pass] هذه بطاقة صعود إلى الطائرة.
    [mrz] هذه المنطقة المقروءة آليًا من جواز سفر أو بطاقة هوية.
    [web-address] هذا عنوان ويب ({ $host }): يعرض ما يقوله ذلك الموقع ولا يثبت شيئًا دون اتصال.
   *[other] هذا من النوع «{ $kind }». لا يقرأ Greengate مثل هذا.
}
verdict-improper = ليست شهادة سليمة
verdict-algorithm-meaning = موقّعة بطريقة غير مسموح بها في الشهادات الصحية.
verdict-damaged = شهادة تالفة
verdict-damaged-meaning = تبدأ كشهادة صحية، لكن بياناتها تالفة.
verdict-damaged-advice = امسح مجددًا؛ وإن بقيت كذلك فاطلب نسخة جديدة.
verdict-large-meaning = تحوي بيانات أكثر بكثير من أي شهادة صحية.
verdict-unreal = عرض تجريبي — ليست شهادة حقيقية
verdict-doubt = غير مؤكد — الرمز يقول فقط:
verdict-no-name = بلا اسم
verdict-born = تاريخ الميلاد
verdict-no-birth-date = التاريخ غير مذكور
verdict-more = رموز أخرى في الصورة نفسها
verdict-details = تفاصيل
verdict-several = الشهادات الصالحة: { $valid } من { $all }
next = التالي
fact-pass = الشهادة
fact-kind = النوع
fact-document = الوثيقة
fact-country = صدرت عن
fact-authority = الجهة
fact-issued = صدرت في
fact-expires = تنتهي في
fact-source = تؤكدها: { $list }
fact-disease = المرض
fact-result = النتيجة
fact-test = الفحص
fact-sampled = تاريخ أخذ العينة
fact-first-positive = أول نتيجة إيجابية
fact-vaccine = اللقاح
fact-maker = الصانع
fact-dose = الجرعة
fact-dose-of = { $number } من { $all }
fact-vaccinated = تاريخ التطعيم
fact-batch = التشغيلة
fact-from = سارية من
fact-until = سارية حتى
fact-observation = ملاحظة
fact-void = لا يُحتسب
fact-notice = تنبيه
notice-version = إصدار المحتوى غير معروف.
notice-product = اللقاح غير مدرج في قائمة منظمة الصحة العالمية.
notice-date = التطعيم بعد يوم الإصدار.
notice-text = البيانات مرقّمة بنصوص لا بأرقام.
notice-milliseconds = الأوقات بالميلي ثانية لا بالثواني.
fact-products = قائمة منتجات منظمة الصحة العالمية بتاريخ
fact-server = الخادم
fact-signature = التوقيع
link-passcode = يتطلب فتحه شبكة ورمز مرور.
link-network = يتطلب فتحه شبكة.
link-right = بمفتاح موثوق
link-wrong = خاطئ
link-unknown = جهة الإصدار غير معروفة
fact-clock = الساعة
fact-clock-ahead = صدرت بعد وقت هذا الجهاز (المقدار: { $span })
void-not-done = لم يُعطَ
void-in-error = أُدخل خطأً
void-other = غير مكتمل، أو يخص شخصًا آخر
kind-vaccination = تطعيم
kind-test = فحص
kind-recovery = تعافٍ
result-detected = مكتشَف (إيجابي)
result-not-detected = غير مكتشَف (سلبي)
format-dcc = شهادة كوفيد الرقمية للاتحاد الأوروبي
format-icvp = شهادة تطعيم منظمة الصحة العالمية (ICVP)
format-shc = SMART Health Card
format-vds-nc = ختم رقمي مرئي (إيكاو)
format-nzcp = شهادة كوفيد النيوزيلندية
format-ddcc = شهادة كوفيد-19 لمنظمة الصحة العالمية (DDCC)
name-covid = كوفيد-19
name-yellow-fever = الحمى الصفراء
name-polio = شلل الأطفال
name-antigen-test = فحص مستضد سريع
name-molecular-test = فحص جزيئي (NAAT، PCR)
name-other-antigen-test = فحص مستضد
name-antibody-test = فحص أجسام مضادة
name-demoland = Demoland
count-keys = { $n ->
    [zero] لا مفاتيح للجهات المصدرة
    [one] مفتاح واحد لجهة مصدرة
    [two] مفتاحان لجهات مصدرة
    [few] { $n } مفاتيح لجهات مصدرة
    [many] { $n } مفتاحًا لجهات مصدرة
   *[other] { $n } مفتاح لجهات مصدرة
}
count-countries = { $n ->
    [zero] لا دول
    [one] دولة واحدة
    [two] دولتان
    [few] { $n } دول
   *[other] { $n } دولة
}
count-issuers = { $n ->
    [zero] لا جهات مصدرة لبطاقات SMART Health Cards
    [one] جهة مصدرة واحدة لبطاقات SMART Health Cards
    [two] جهتان مصدرتان لبطاقات SMART Health Cards
    [few] { $n } جهات مصدرة لبطاقات SMART Health Cards
   *[other] { $n } جهة مصدرة لبطاقات SMART Health Cards
}
count-rules = { $n ->
    [zero] لا قواعد
    [one] قاعدة واحدة
    [two] قاعدتان
    [few] { $n } قواعد
   *[other] { $n } قاعدة
}
count-value-sets = { $n ->
    [zero] لا قوائم قيم
    [one] قائمة قيم واحدة
    [two] قائمتا قيم
    [few] { $n } قوائم قيم
   *[other] { $n } قائمة قيم
}
span-minutes = { $n ->
    [zero] أقل من دقيقة
    [one] دقيقة
    [two] دقيقتان
    [few] { $n } دقائق
   *[other] { $n } دقيقة
}
span-hours = { $n ->
    [zero] أقل من ساعة
    [one] ساعة
    [two] ساعتان
    [few] { $n } ساعات
   *[other] { $n } ساعة
}
span-days = { $n ->
    [zero] أقل من يوم
    [one] يوم
    [two] يومان
    [few] { $n } أيام
    [many] { $n } يومًا
   *[other] { $n } يوم
}
age-unknown = التاريخ غير معروف
age-new = أُنشئت للتو
age-old = عمرها { $span }
trust-title = قائمة الثقة
trust-loading = جارٍ تحميل قائمة الثقة…
trust-none = لا توجد قائمة ثقة
trust-status = قائمة الثقة: { $lists }
trust-demo = قائمة ثقة العرض التجريبي
trust-due = { $status }، حان التحديث
trust-too-old = { $status }، قديمة جدًا
trust-warning = قائمة الثقة { $age }: قد تنقصها إلغاءات وجهات مصدرة جديدة.
trust-newer-issuer = قد تكون الجهة المصدرة أحدث من القوائم المتاحة: { $lists }.
trust-published = قائمة منشورة رقم { $serial }: { $extent }؛ فُحص التوقيع، { $origin }. أُنشئت في { $made }، ويحين تحديثها في { $until }.
origin-shipped = جاءت مع التطبيق
origin-stored = محفوظة على هذا الجهاز
origin-updated = حُدّثت للتو
origin-imported = من ملف
trust-lists = تضم: { $lists }.
trust-unchecked = { $list } (لم يُفحص توقيعها)
trust-shipped-failed = قائمة الثقة المرفقة بالتطبيق غير مستخدمة: { $why }.
trust-imported = استُوردت في { $date }: { $name }، { $extent }.
trust-imported-unchecked = استُوردت في { $date }: { $name }، { $extent }، لم يُفحص توقيعها.
trust-skipped = قيود لا تُقرأ وقد أُهملت: { $n }.
trust-revoked = قائمة الإلغاء { $name }. القيود: { $n }.
trust-no-newer = آخر بحث عن قائمة أحدث (منذ: { $span }): لا توجد.
trust-updated = آخر تحديث (منذ: { $span }).
trust-failed = فشل التحديث (منذ: { $span }): { $why }. تبقى القائمة المستخدمة.
trust-not-kept = هذا المتصفح لا يحفظ القوائم: ستزول القائمة عند إغلاق الصفحة.
trust-empty = بلا قائمة بالجهات المصدرة لا يمكن تأكيد أي شهادة. استورد واحدة من هذا الجهاز.
trust-import = استورد قائمة ثقة
trust-look = ابحث عن قائمة أحدث
trust-forget = أزل { $name }
fail-address = العنوان المضبوط ليس صحيحًا
fail-unreachable = لا يمكن الوصول إلى الخادم
fail-redirected = الخادم يحيل إلى مكان آخر، والتطبيق لا يتبعه
fail-missing = ليس لدى الخادم قائمة (404)
fail-status = أجاب الخادم بخطأ ({ $status })
fail-broken-off = انقطع الجواب
fail-too-large = الجواب أكبر من أي قائمة
fail-not-a-bundle = الجواب ليس قائمة ثقة
fail-same-serial = لدى أحد الخوادم محتوى آخر بالرقم نفسه ({ $serial })
clock-behind = ساعة هذا الجهاز خاطئة: تشير إلى { $now }، لكن قُرئ شيء موقّع في { $seen }. اضبطها، وإلا أخطأت الأحكام على التواريخ.
clock-forward = قُدّمت ساعة هذا الجهاز والصفحة مفتوحة (المقدار: { $span }). تحقق منها، وإلا أخطأت الأحكام على التواريخ.
clock-back = أُخّرت ساعة هذا الجهاز والصفحة مفتوحة (المقدار: { $span }). تحقق منها، وإلا أخطأت الأحكام على التواريخ.
rules-title = قواعد الدخول
rules-destination = الوجهة
rules-none = لا توجد
rules-unknown-country = { $country } (بلا قواعد)
rules-day = يوم الدخول
rules-import = استورد قواعد الدخول أو جدول الشهادات
rules-kept = يبقى على هذا الجهاز حتى يُحذف.
rules-clear = حذف
rules-empty = بلا قواعد دخول يكون الجواب «غير معروف». استوردها من هذا الجهاز.
rules-extent = { $rules }، { $countries }، { $sets }.
rules-age = وفق قواعد بتاريخ { $date }.
rules-old = وفق قواعد بتاريخ { $date }، عمرها { $age }: ربما لم تعد سارية.
rules-published = حزمة منشورة رقم { $serial }، فُحص التوقيع، أُنشئت في { $made }.
rules-pack-stale = عمر حزمة القواعد { $age }: حان التحديث.
rules-not-checked = ملفات مستوردة لم يُفحص توقيعها: { $names }.
rules-requirements = الشهادات المطلوبة: حسب الجدول { $name }.
rules-other-format = قواعد الدخول متوفرة لشهادات الاتحاد الأوروبي فقط: اسأل الوجهة هل تقبل هذه الشهادة.
rules-no-rules = لا تُعرف قواعد دخول لهذه الدولة: اسأل الوجهة.
rule-failed = غير مستوفاة: { $rule }
rule-open = لا يمكن الحكم: { $rule }
camera-label = الكاميرا
camera-idle = وجّه الكاميرا إلى رمز QR لشهادة صحية.
camera-why = يطلب المتصفح أولًا الإذن باستخدام الكاميرا. لا تغادر أي صورة هذا الجهاز.
camera-allow = اسمح بالكاميرا إن سأل المتصفح.
camera-looking = جارٍ البحث عن رمز…
camera-start = امسح بالكاميرا
camera-starting = جارٍ تشغيل الكاميرا…
camera-stop = أوقف الكاميرا
camera-light-on = أشعل الضوء
camera-light-off = أطفئ الضوء
camera-choose = الكاميرا
camera-zoom = تكبير
camera-otherwise = لا يزال بإمكانك فحص الصور والنصوص أدناه.
camera-foreign = رمز QR هذا ليس شهادة صحية. البحث مستمر…
card-progress = رموز هذه البطاقة: { $have } من { $all }. أظهر التالي.
hint-closer = اقترب من الرمز
hint-farther = ابتعد حتى يظهر الرمز كله
hint-still = لا تتحرك
hint-light = مزيدًا من الضوء
hint-glare = أمِله: انعكاس يغطي الرمز
fault-insecure = لا كاميرا على صفحة غير آمنة
fault-insecure-advice = افتح هذه الصفحة عبر https:// وحاول مجددًا.
fault-unsupported = هذا المتصفح لا يتيح استخدام الكاميرا
fault-unsupported-advice = استخدم متصفحًا حديثًا، أو اختر صورة للرمز بزر «اختر ملفًا».
fault-refused = الكاميرا غير مسموح بها
fault-refused-advice = اسمح بالكاميرا في إعدادات الموقع في المتصفح ثم اضغط «امسح بالكاميرا».
fault-missing = لم يُعثر على كاميرا
fault-missing-advice = صِل كاميرا، أو اختر صورة للرمز بزر «اختر ملفًا».
fault-busy = الكاميرا مستخدمة
fault-busy-advice = أغلق التطبيق الآخر أو علامة التبويب التي تستخدمها ثم اضغط «امسح بالكاميرا».
fault-lost = انقطعت الكاميرا
fault-lost-advice = ربما أخذها تطبيق آخر. اضغط «امسح بالكاميرا» لاستخدامها مجددًا.
fault-no-picture = الكاميرا لا ترسل صورة
fault-no-picture-advice = ربما يستخدمها تطبيق آخر، أو أن غطاءها مغلق. اضغط «امسح بالكاميرا» مجددًا.
fault-other = لا يمكن تشغيل الكاميرا
fault-other-advice = اضغط «امسح بالكاميرا» مجددًا، أو اختر صورة للرمز بزر «اختر ملفًا».
input-title = صورة أو PDF أو نص
input-choose = اختر ملفًا
input-drop = أو أفلت صورة أو ألصقها في أي مكان من هذه الصفحة.
input-text = نص شهادة
input-check = افحص النص
input-add = أضف إلى رحلتي
input-checking = جارٍ الفحص…
notice-unreadable = لا يمكن قراءة هذا الملف
notice-unreadable-advice = اختر صورة للرمز (PNG أو JPEG أو WebP) أو ملف PDF.
notice-moved-advice = نُقل الملف أو تغيّر في هذه الأثناء. اختره مرة أخرى.
notice-kind = ملفات النوع { $kind } لا تُقرأ
notice-kind-picture = التقط لقطة شاشة له واخترها، أو احفظه بصيغة JPEG أو PNG.
notice-kind-file = افتحه واختر الصورة أو ملف PDF أو النص الموجود فيه.
notice-pdf = لا يمكن قراءة ملف PDF هذا
notice-pdf-advice = إنه تالف أو محمي بكلمة مرور. اختر لقطة شاشة للرمز.
notice-pdf-complex = ملف PDF هذا معقد جدًا ولا يمكن قراءته كاملًا
notice-pdf-complex-advice = تتطلب قراءته وقتًا أو ذاكرة أكثر من اللازم. اختر لقطة شاشة للصفحة التي تحتوي على الرمز.
notice-pdf-missing = تحتاج ملفات PDF إلى جزء آخر من التطبيق
notice-pdf-missing-advice = اتصل بالشبكة مرة وحاول مجددًا، أو اختر لقطة شاشة للرمز.
notice-large = هذا الملف كبير جدًا
notice-large-advice = اختر ملفًا حتى 64 ميغابايت.
notice-no-code = لم يُعثر فيه على رمز QR
notice-no-code-advice = التقط الصورة مجددًا من فوقه مباشرة، واضحة ومضاءة، والرمز كله فيها.
notice-scanner = تعذّر فحص هذه الصورة
notice-scanner-advice = حاول مجددًا، أو اختر صورة أخرى.
notice-part = ينقص جزء من التطبيق لهذا
notice-part-advice = اتصل بالشبكة مرة واحدة ثم حاول مجددًا.
notice-trust = قائمة الثقة هذه لا تُستخدم
notice-rules = قواعد الدخول هذه لا تُستخدم
notice-stays = يبقى ما هو مستخدم. السبب: { $why }.
notice-demo = لا يمكن تحميل العرض التجريبي
notice-demo-advice = اتصل بالشبكة مرة وحاول مجددًا.
demo-mark = عرض تجريبي
demo-says = شهادات وهمية، يُحكم عليها بقائمة ثقة العرض التجريبي.
demo-leave = غادر العرض التجريبي
demo-title = شهادات العرض التجريبي
demo-how = المس واحدة للحكم عليها، أو امسحها بجهاز آخر في العرض التجريبي.
demo-new = جديد هنا؟
demo-why = شاهد كيف تبدو الأحكام على شهادات وهمية: صالحة ومنتهية ومزوّرة.
demo-try = جرّب بشهادات العرض التجريبي
trip-passes = الشهادات
trip-passes-empty = امسح شهادات كل المسافرين أو صوّرها أو ألصقها. تبقى على هذه الصفحة فقط حتى تغلقها.
trip-remove-of = أزل شهادة { $name }
trip-title = رحلتك
trip-departure = من
trip-stop = المحطة { $n }
trip-arrival = الدولة
trip-when = يوم الوصول
trip-hour = التوقيت المحلي هناك
trip-zone = المنطقة الزمنية
trip-add = أضف محطة
trip-remove-stop = أزل هذه المحطة
trip-order = هذا الوصول أسبق من الوصول السابق له.
trip-answers = هل ستُقبل؟
trip-answers-empty = أضف شهادة ووجهة.
trip-accepted = مقبولة
trip-refused = غير مقبولة
trip-open = غير معروف
trip-accepted-in = { $name }: مقبولة – { $country }، { $date }.
trip-refused-in = { $name }: غير مقبولة – { $country }، { $date }.
trip-open-in = { $name }: لا يُعرف هل تُقبل – { $country }، { $date }.
trip-together = مقبولة معًا فقط: { $kinds }. أظهرها كلها.
trip-by = أظهر الشهادة: { $kind }.
trip-not-genuine = هذه الشهادة غير أصلية، فلا تُحتسب.
trip-not-confirmed = الجهة المصدرة لهذه الشهادة ليست في قائمة الثقة: لا يمكن تأكيد الشهادة.
trip-out-of-date = الشهادة نفسها تكون منتهية حينها: تسري حتى { $date }.
trip-too-early = الشهادة نفسها لا تكون قد سرت بعد: تسري من { $date }.
trip-timeline = متى تُقبل؟ { $country }
trip-span-accepted = مقبولة من { $from } إلى { $until }
trip-span-none = غير مقبولة طوال المدة المعروضة
trip-lapsed = الجزء المظلّل بالخطوط: الشهادة نفسها غير سارية حينها.
trip-arrival-mark = الوصول
trip-helps = ما الذي يساعد
trip-help-none = لا شيء مما تذكره هذه القواعد. اسأل الوجهة.
trip-help-test = فحص سلبي ({ $test })، المدة قبل الوصول: { $span } على الأكثر.
trip-help-dose = الجرعة { $number } من اللقاح، المدة قبل الوصول: { $least } على الأقل.
trip-help-dose-until = الجرعة { $number } من اللقاح، المدة قبل الوصول: { $least } على الأقل، { $most } على الأكثر.
trip-help-dose-now = الجرعة { $number } من اللقاح، المدة قبل الوصول: { $most } على الأكثر.
trip-help-dose-any = الجرعة { $number } من اللقاح، في أي وقت قبل الوصول.
keep-title = احفظ هذه الشهادات على هذا الجهاز
keep-how = لا يُحفظ شيء ما لم تطلب ذلك. الشهادات المحفوظة مشفّرة بعبارة المرور؛ من دونها لا يقرؤها أحد، ولا يستعيد أحد العبارة.
keep-passphrase = عبارة المرور
keep-short = 10 أحرف على الأقل.
keep-store = احفظ مشفّرة
keep-there = على هذا الجهاز شهادات مشفّرة محفوظة.
keep-open = افتح
keep-wrong = عبارة المرور هذه لا تفتحها.
keep-failed = هذا المتصفح لا يحفظ شيئًا هنا.
keep-done = حُفظت مشفّرة.
keep-delete = احذف من هذا الجهاز
keep-delete-now = احذف الآن
keep-delete-sure = لا يمكن استعادتها بعد الحذف.
keep-others = شهادات أخرى محفوظة هنا بعبارة مرور أخرى. افتحها أولًا، أو احذفها.
desk-document = جواز السفر
desk-zone-hint = اكتب السطرين أو الثلاثة ذات الأسهم (<<<) أو امسحها.
desk-same = الشخص نفسه في جواز السفر
desk-near = غالبًا الشخص نفسه: { $why }
desk-different-name = اسم مختلف في جواز السفر
desk-different-birth = تاريخ ميلاد مختلف في جواز السفر
desk-different-both = شخص آخر: الاسم وتاريخ الميلاد
desk-passport-says = جواز السفر: { $name }، { $date }
desk-to = إلى: { $country }
desk-to-none = لم تُختر وجهة
desk-change = غيّر
desk-pass-now = والآن الشهادة.
desk-passport-expired = انتهى جواز السفر في { $date }.
near-transliteration = كتابة أخرى للحروف نفسها
near-truncation = مقطوع في جواز السفر
near-missing-name = اسم ناقص في أحدهما
near-order = ترتيب آخر للأسماء
near-spacing = كلمات متصلة أو منفصلة
near-birth-date = تاريخ الميلاد غير كامل
near-misread = حرف في جواز السفر غير واضح
zone-hint = جواز السفر: أظهر الأسطر ذات الأسهم (<<<) كاملة ومستوية وثابتة.
zone-length = غير كامل، عدد الأحرف: { $n }.
zone-character = الحرف { $c } لا مكان له هناك.
zone-not-document = هذه ليست منطقة وثيقة سفر.
zone-check = حرف خاطئ ({ $field }): اقرأ مجددًا.
zone-date = تاريخ فيها غير صحيح.
zone-no-name = لا اسم فيها.
desk-again = الشهادة نفسها قُرئت من قبل (منذ: { $span })
desk-again-now = الشهادة نفسها قبل لحظات
desk-valid = صالحة
desk-invalid = غير صالحة
desk-per-minute = في الدقيقة
desk-counters = عدّادات هذه الجلسة
desk-reset = تصفير
desk-csv = احفظ بصيغة CSV
desk-party = المجموعة
desk-party-start = ابدأ مجموعة
desk-party-end = أنهِ المجموعة واحذفها
desk-party-size = أشخاص الحجز
desk-party-done = المكتملون: { $have } من { $all }
desk-party-ok = مكتمل
desk-party-missing = ينقص: { $what }
desk-party-missing-valid = شهادة صالحة
desk-party-missing-entry = شهادة مقبولة ({ $country })
desk-party-missing-person = شهادة باسمه
desk-settings = الإعدادات
desk-hold = ثوانٍ حتى الشهادة التالية
desk-blank = إخفاء الشاشة بعد هذا العدد من الثواني بلا استخدام
desk-sound = صوت واهتزاز
desk-full = ملء الشاشة
desk-full-leave = غادر ملء الشاشة
desk-serial = صِل ماسحًا تسلسليًا
desk-serial-on = الماسح التسلسلي متصل
desk-serial-failed = لا يمكن فتح الماسح التسلسلي.
desk-keys = لوحة المفاتيح: المسافة التالي · F ملء الشاشة · M الصوت · P المجموعة · Z جواز السفر
wedge-layout = يكتب ماسحك بلوحة مفاتيح ({ $scanner })، ويقرأ هذا الحاسوب لوحة أخرى ({ $computer }). صُحّح النص؛ اضبط الماسح على { $computer } للاطمئنان.
wedge-broken = نص الماسح مشوّه
wedge-broken-advice = اضبط لوحة مفاتيح الماسح على لوحة هذا الحاسوب (ابحث عن «country code» أو «keyboard language» في دليله).
layout-us = أمريكية
layout-uk = بريطانية
layout-de = ألمانية
layout-fr = فرنسية
layout-es = إسبانية
layout-it = إيطالية
flight-title = الرحلة الجوية
flight-to = إلى
flight-from = تقلع من
flight-connections = رحلات الربط من
flight-how = رموز المطارات (ACC) أو الدول (GH)؛ ADD:5 تعني ترانزيت خمس ساعات. تبقى حتى تغيّرها.
flight-line = إلى: { $to }. من: { $from }
flight-unknown = { $code }: لا مطار ولا دولة بهذا الرمز.
flight-came-from = قادم من: { $place }
flight-elsewhere = أماكن أخرى في الأيام الستة الأخيرة
flight-next = المسافر التالي
boarding-pass = بطاقة الصعود: { $name } · { $flight } إلى { $to } { $day }
boarding-other = اسم آخر على بطاقة الصعود
boarding-use = تسجيل الجميع في { $flight } إلى { $to }
desk-party-missing-certificate = الشهادة التي تتطلبها الرحلة
need-missing = ما تتطلبه هذه الرحلة غير معروف هنا. اسأل، أو اطّلع على دفتر التطعيم الأصفر أو شهادة ICVP.
need-open = المتطلبات غير معروفة
