# Every sentence of the counter. One file a language, with the same messages; the counter has those of the page, too.

## The page
counter-mode = إصدار الشهادات
counter-title = إصدار شهادات التطعيم
counter-footer = لا يُرسَل شيء. ولا يُحفظ شيء بعد إغلاق الصفحة إلا في السجل اليومي إن فعّلته.
counter-part-missing = لا يمكن تحميل جزء من التطبيق. اتصل بالشبكة مرة واحدة، ثم يعمل بلا شبكة.

## What the desk's passes are
counter-training = TRAINING · غير صالحة
counter-standing-real = تصدر نقطة الإصدار هذه شهادات حقيقية.
counter-standing-until = شهادة توقيعها سارية حتى { $date }.
counter-standing-no-certificate = TRAINING: لم يصدّق أحد على مفتاح نقطة الإصدار هذه. كل ما تصدره يحمل علامة ولا يكون صالحًا أبدًا.
counter-standing-not-listed = TRAINING: شهادة توقيع نقطة الإصدار هذه ليست في أي قائمة ثقة على هذا الجهاز.
counter-standing-test-list = TRAINING: شهادة توقيع نقطة الإصدار هذه مدرجة في القائمة للتجربة فقط.
counter-standing-other-passes = TRAINING: شهادة توقيع نقطة الإصدار هذه ليست للتطعيمات، أو غير سارية الآن.
counter-key-missing = هذا المتصفح لا ينشئ مفاتيح. افتح الصفحة عبر https في متصفح حديث.

## Traveller
counter-traveller = المسافر
counter-zone = جواز السفر
counter-zone-hint = السطران السفليان: بالقارئ أو الكاميرا أو الكتابة
counter-zone-wrong = هذان ليسا سطرَي جواز سفر، أو فيهما حرف خاطئ.
counter-passport-waits = تمت قراءة جواز سفر. أغلق هذا أولاً ثم اقرأه مرة أخرى.
counter-camera = اقرأ بالكاميرا
counter-camera-stop = أوقف الكاميرا
counter-camera-hint = ضع السطرين السفليين في الصورة، والأسهم مستوية وثابتة.
counter-camera-unclear = بعض الأحرف غير واضح: مزيدًا من الضوء، اقترب، ولا تتحرك. أو اكتب السطرين.
counter-birth-hint = YYYY-MM-DD (سنة ثم شهر ثم يوم)، بقدر ما في الجواز
counter-nationality-hint = الرمز الوارد في الجواز، مثل UTO
counter-sex-open = غير مذكور
counter-sex-f = أنثى
counter-sex-m = ذكر
counter-sex-x = غير محدد

## Dose
counter-dose = التطعيم
counter-yellow-fever = الحمى الصفراء
counter-polio = شلل الأطفال
counter-product-search = اللقاح أو الصانع أو المرض
counter-product-change = غيّر
counter-product-none = لا يوجد لقاح كهذا في قائمة منظمة الصحة العالمية.
counter-more = مدة السريان، والنقل من الورق
counter-paper-hint = عند النقل من الورق فقط: من اطّلع عليه

## Labels, in the form, in the read-back, on paper
counter-label-training = العلامة
counter-label-name = الاسم في الشهادة
counter-label-name-cut = الاسم في الشهادة، مقطوعًا
counter-label-surname = اسم العائلة
counter-label-surname-latin = اسم العائلة، بأحرف لاتينية
counter-label-given = الأسماء الأولى
counter-label-given-latin = الأسماء الأولى، بأحرف لاتينية
counter-label-birth-date = تاريخ الميلاد
counter-label-sex = الجنس
counter-label-nationality = الجنسية
counter-label-document = رقم جواز السفر
counter-label-disease = التطعيم ضد
counter-label-product = اللقاح
counter-label-batch = التشغيلة
counter-label-date = تاريخ التطعيم
counter-label-from = سارية من
counter-label-until = سارية حتى
counter-label-centre = مركز التطعيم
counter-label-clinician = الممارس الصحي
counter-label-from-paper = من الورق، اطّلع عليه

## What is wrong, and questions
counter-problems = { $n ->
    [zero] لا حقول تحتاج إلى مراجعة.
    [one] حقل واحد يحتاج إلى مراجعة.
    [two] حقلان يحتاجان إلى مراجعة.
    [few] { $n } حقول تحتاج إلى مراجعة.
    [many] { $n } حقلًا يحتاج إلى مراجعة.
   *[other] { $n } حقل يحتاج إلى مراجعة.
}
counter-problem-clock-behind = ساعة هذا الجهاز متأخرة: اضبط التاريخ والوقت.
counter-problem-surname-missing = اسم العائلة مطلوب. من له اسم واحد فقط يُكتب اسمه هنا.
counter-problem-given-name-missing = لا يوجد اسم أول: أهكذا هو في جواز السفر؟
counter-problem-name-too-long = هذا أطول من أن يكون اسمًا.
counter-problem-name-cut = الاسم طويل جدًا وسيُقطع. هل يكفي ما تبقى؟
counter-problem-name-character = لا يوجد حرف كهذا في أي اسم.
counter-problem-latin-name-missing = اكتب الصيغة اللاتينية الواردة في جواز السفر.
counter-problem-letters-left-out = بعض الحروف بلا مقابل لاتيني فتُحذف. أهكذا هو في جواز السفر؟
counter-problem-latin-name-character = أحرف لاتينية فقط هنا.
counter-problem-birth-date = هذا ليس تاريخ ميلاد. اكتب YYYY-MM-DD.
counter-problem-birth-date-incomplete = تاريخ الميلاد غير كامل: أهكذا هو في جواز السفر؟
counter-problem-birth-in-future = تاريخ الميلاد في المستقبل.
counter-problem-birth-too-early = قبل أكثر من 130 سنة.
counter-problem-nationality = هذه ليست جنسية من جواز سفر.
counter-problem-document-number = أحرف وأرقام فقط، وليس بهذا العدد.
counter-problem-unknown-product = اختر لقاحًا من قائمة منظمة الصحة العالمية.
counter-problem-batch-missing = رقم التشغيلة ناقص. تجده على القارورة.
counter-problem-dose-date = هذا ليس تاريخًا.
counter-problem-dose-in-future = التطعيم في المستقبل.
counter-problem-dose-before-birth = قبل تاريخ الميلاد.
counter-problem-dose-before-product = لم يكن هذا اللقاح موجودًا في ذلك اليوم.
counter-problem-place-missing = اذكر مركز التطعيم أو الممارس الصحي.
counter-problem-reserved-place = لا يجوز أن يبدأ اسم المركز بما تبدأ به علامة الشهادات المخصصة للتدريب.
counter-problem-text-too-long = أطول من اللازم.
counter-problem-control-character = فيه حرف غير مرئي.
counter-problem-validity-date = هذا ليس تاريخًا.
counter-problem-validity-ends = النهاية قبل البداية.
counter-problem-validity-before-dose = البداية قبل التطعيم.
counter-problem-validity-over = انتهت مدة السريان.
counter-problem-yellow-fever-is-for-life = تطعيم الحمى الصفراء يُحتسب مدى الحياة، مهما ذُكر من نهاية. هل تُذكر مع ذلك؟

## Read-back and signing
counter-read-back = راجع مع المسافر
counter-read-back-title = اقرأ هذا على المسافر بصوت عالٍ
counter-sign = كل شيء صحيح: أصدر
counter-sign-training = كل شيء صحيح: شهادة للتدريب
counter-change = غيّر
counter-issued-before = صدرت هذه الشهادة في { $at }. لا يصدر شيء مرتين: اعرض تلك الشهادة واطبعها.
counter-issued-put-away = صدرت هذه الشهادة في { $at } وحُفظت. لا تصدرها مرة أخرى إلا إذا ضاعت تلك الشهادة: وإلا أصبحت اثنتين.
counter-issued-otherwise = صدرت شهادة بالتطعيم نفسه في { $at } ببيانات أخرى. لا تصدر شهادة جديدة إلا لتصحيح تلك، واسحب القديمة.
counter-not-issued = لم تُنشأ شهادة: { $why }

## Passes
counter-pass = الشهادة جاهزة
counter-for-the-phone = يمكن للمسافر تصوير هذا الرمز أو مسحه بهاتفه.
counter-show = اعرض
counter-print-a4 = اطبع على A4
counter-print-card = اطبع بطاقة
counter-print-new = { $n ->
    [zero] لا جديد للطباعة
    [one] اطبع الجديدة
    [two] اطبع الجديدتين
    [few] اطبع { $n } جديدة
    [many] اطبع { $n } جديدة
   *[other] اطبع { $n } جديدة
}
counter-print-all = اطبع الكل على A4
counter-print-all-cards = اطبع الكل كبطاقات
counter-not-printed = لم يطبع المتصفح. تبقى الشهادات هنا حتى تُغلق الصفحة.
counter-not-printed-yet = لم تُطبع
counter-printed = { $n ->
    [zero] لم تُرسل إلى الطابعة
    [one] أُرسلت إلى الطابعة مرة واحدة
    [two] أُرسلت إلى الطابعة مرتين
    [few] أُرسلت إلى الطابعة { $n } مرات
    [many] أُرسلت إلى الطابعة { $n } مرة
   *[other] أُرسلت إلى الطابعة { $n } مرة
}
counter-next-traveller = التالي من العائلة
counter-next-dose = التطعيم التالي
counter-next-customer = العميل التالي
counter-next-customer-sure = لم يُطبع كل شيء: انسَ الكل
counter-session = { $n ->
    [zero] لا شهادات
    [one] شهادة واحدة
    [two] شهادتان
    [few] { $n } شهادات
    [many] { $n } شهادة
   *[other] { $n } شهادة
}
counter-session-hint = يمكن عرضها وطباعتها حتى تُغلق الصفحة أو يأتي العميل التالي.

## Paper
counter-paper-heading = شهادة التطعيم أو الاتقاء
counter-issued-at = صدرت في { $at }.
counter-paper-note = يحوي الرمز ما هو مطبوع هنا، مع توقيع الجهة التي أصدرته. كل برنامج يتحقق من شهادات منظمة الصحة العالمية يقرؤه بلا شبكة. ويبقى دفتر التطعيم الأصفر صالحًا معه.
counter-paper-title = النقل من سجل ورقي
counter-paper-entry = القيد الأصلي يذكر اللقاح والصانع والتشغيلة واليوم، وهو موقّع بخط اليد.
counter-paper-batch = قارن التشغيلة باللقاح واليوم إن كانت قائمة الصانع بين يديك.
counter-paper-stamp = يحمل ختم مركز معتمد.
counter-paper-refuse = ارفض قيدًا بلا تشغيلة أو بلا ختم، أو فيه تصحيحات، أو يومه قبل الميلاد أو قبل وجود اللقاح.
counter-paper-booklet = أعد الدفتر: يبقى صالحًا. ودوّن من اطّلع عليه.

## A clinic's day
counter-batch = يوم كامل من ملف
counter-batch-is = ملف CSV فيه سطر لكل تطعيم. تُذكر السطور التي فيها خطأ، وتصبح البقية شهادات.
counter-batch-file = اختر ملف CSV
counter-batch-report = الشهادات: { $issued }. السطور: { $done } من { $all }.
counter-batch-line = السطر { $n }: { $why }
counter-batch-already = له شهادة بالفعل
counter-batch-otherwise = له شهادة بالفعل ببيانات أخرى
counter-batch-refused = لا يمكن استخدام الملف: { $why }

## Day book
counter-book = السجل اليومي
counter-book-off = متوقف: لا يُحفظ شيء. بعبارة مرور تُسجَّل كل شهادة مشفّرة على هذا الجهاز، ويمكن طباعتها مجددًا.
counter-book-locked = على هذا الجهاز سجل يومي. لا تُسجَّل الشهادات الجديدة إلا بعد فتحه.
counter-book-is-locked = السجل اليومي مقفل: افتحه أولاً، وإلا فلن تُسجَّل هذه الشهادة إلا عند فتحه.
counter-book-begin = فعّل
counter-book-open = افتح
counter-passphrase = عبارة المرور، 10 أحرف على الأقل
counter-passphrase-wrong = عبارة المرور قصيرة جدًا، أو ليست هي الصحيحة.
counter-book-count = { $n ->
    [zero] لا شهادات مسجّلة.
    [one] شهادة واحدة مسجّلة.
    [two] شهادتان مسجّلتان.
    [few] { $n } شهادات مسجّلة.
    [many] { $n } شهادة مسجّلة.
   *[other] { $n } شهادة مسجّلة.
}
counter-book-unreadable = { $n ->
    [zero] لا قيود متعذرة القراءة.
    [one] قيد واحد لا يمكن قراءته.
    [two] قيدان لا يمكن قراءتهما.
    [few] { $n } قيود لا يمكن قراءتها.
    [many] { $n } قيدًا لا يمكن قراءتها.
   *[other] { $n } قيد لا يمكن قراءتها.
}
counter-book-export = احفظ بصيغة CSV
counter-book-delete = احذف
counter-book-delete-sure = احذف كل شيء نهائيًا
counter-book-not-written = تعذرت الكتابة في السجل اليومي: الجهاز ممتلئ أو لا يحفظ شيئًا. الشهادة موجودة، لكن قيدها غير موجود.

## Key
counter-key = المفتاح وشهادة التوقيع
counter-key-is = أنشأ هذا المتصفح مفتاحًا لنقطة الإصدار هذه. لا يمكن لأحد نسخه، ولا يغادر هذا الجهاز أبدًا.
counter-key-not-kept = هذا المتصفح لا يحفظ المفتاح: سيزول عند إغلاق الصفحة.
counter-old-list = قائمة الثقة التي تؤكد نقطة الإصدار هذه قديمة جدًا. حدّث التطبيق.
counter-request = أنشئ طلبًا
counter-request-country = الدولة، حرفان
counter-request-organisation = الصيدلية أو العيادة
counter-request-unit = القسم، إن وُجد
counter-request-common-name = الرقم أو الاسم لدى السلطة المختصة
counter-request-save = احفظ الطلب
counter-request-refused = لم يُنشأ طلب: { $why }
counter-certificate-is = أرسل الطلب إلى السلطة الوطنية. ثم اختر شهادة التوقيع التي تعيدها إليك.
counter-certificate = اختر الشهادة
counter-certificate-refused = لم تُقبل شهادة التوقيع: { $why }
counter-certificate-not-kept = شهادة التوقيع مستخدمة الآن، لكن هذا المتصفح لا يحفظها.

## Places
places-mode = الأماكن
places-title = أين تصدر الشهادات
places-search = الاسم أو العنوان
places-district = المنطقة
places-any = الكل
places-district-count = { $name } ({ $n })
places-issues = يصدر شهادات
places-within = المسافة
places-km = { $n } كم
places-count = { $n ->
    [zero] لا أماكن
    [one] مكان واحد
    [two] مكانان
    [few] { $n } أماكن
    [many] { $n } مكانًا
   *[other] { $n } مكان
}
places-from = المسافات من: { $name }
places-from-point = المسافات من النقطة على الخريطة
places-from-hint = المس مكانًا أو الخريطة للقياس من هناك.
places-hours = ساعات العمل: { $hours }
places-edition = قائمة بتاريخ { $date }، موقّعة من { $publisher }.
places-publisher-app = أحد ناشري هذا التطبيق
places-unsigned = لم يوقّع هذه القائمة أحد يعرفه هذا التطبيق.
places-old = هذه القائمة قديمة جدًا: اسأل قبل أن تذهب.
places-licence = المصدر: { $licence }
places-import = اختر قائمة أخرى
places-own = عودة إلى قائمة التطبيق
places-refused = لم تُقبل القائمة: { $why }
places-none = لا مكان مطابق.
places-map = خريطة الأماكن
