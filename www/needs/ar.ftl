# What journeys require, and the paper booklet. Loaded when a journey is first asked about.

need-yellow-fever = الحمى الصفراء
need-polio = شلل الأطفال
need-of = { $of }: { $says }
need-required = الشهادة مطلوبة – يُبرَز دفتر التطعيم الأصفر أو شهادة ICVP
need-not-required = الشهادة غير مطلوبة
need-ask = غير محسوم – اسأل، واطّلع على دفتر التطعيم الأصفر أو شهادة ICVP
need-covered = الشهادة مطلوبة – وهذه تكفي من { $day }
need-paper = الشهادة مطلوبة – والورقية فُحصت يدويًا، وتُحتسب من { $day }
need-counts = تُحتسب هذه الشهادة من { $day }
need-counts-paper = شهادة ورقية فُحصت يدويًا، تُحتسب من { $day }
need-not-yet = الشهادة مطلوبة – وهذه لا تُحتسب إلا من { $day }
need-no-longer = كانت هذه الشهادة تُحتسب حتى { $day }
need-other-form = ليست شهادة منظمة الصحة العالمية، التي كانت ستُحتسب من { $day }: تحقق بنفسك
need-other-domain = موقّعة ضمن نطاق آخر لمنظمة الصحة العالمية، وكانت ستُحتسب من { $day }: تحقق بنفسك
need-latest = آخر موعد للتطعيم: { $day }
need-too-late = التطعيم اليوم لا يُحتسب إلا من { $day }
need-why-nobody = { $to }: لا تُطلب من أحد.
need-why-no-leg = { $to }: تُطلب من { $who } الذين كانوا في { $risk }. لا ينطبق ذلك على هذه الرحلة.
need-why-no-leg-or-transit = { $to }: تُطلب من { $who } الذين كانوا في { $risk } أو مرّوا بها بالترانزيت{ $hours ->
    [0] {""}
   *[other] {" "}(أكثر من { $hours } س)
}. لا ينطبق ذلك على هذه الرحلة.
need-why-stay = { $to }: تُطلب من { $who } الذين كانوا في { $risk }. الدولة المعنية: { $country }.
need-why-transit = { $to }: تُطلب من { $who } الذين مرّوا بالترانزيت { $hours ->
    [0] في
    [one] أكثر من ساعة في
    [two] أكثر من ساعتين في
    [few] أكثر من { $hours } ساعات في
   *[other] أكثر من { $hours } ساعة في
  } { $risk }. الدولة المعنية: { $country }.
need-why-hours = { $to }: تُطلب من { $who } الذين مرّوا بالترانزيت أكثر من { $hours ->
    [one] ساعة
    [two] ساعتين
    [few] { $hours } ساعات
   *[other] { $hours } ساعة
  } في { $risk }. كم دام الترانزيت في هذه الدولة: { $country }؟
need-why-everybody = { $to }: تُطلب من { $who }، أيًا كانت الدولة التي قدموا منها.
need-why-young = { $to }: تُطلب من { $who }. هذا المسافر أصغر سنًا.
need-why-old = { $to }: تُطلب من { $who }. هذا المسافر أكبر سنًا.
need-why-disputed = { $to }: المصادر متضاربة.
need-why-country = { $country } ليس رمز دولة في ISO 3166-1.
need-why-exit = { $country }: على من يغادر بعد أكثر من أربعة أسابيع أن يُظهر جرعة أُخذت قبل ذلك بأربعة أسابيع إلى 12 شهرًا (منظمة الصحة العالمية).
need-why-unknown = { $to }: لا يذكر أي مصدر هل تُطلب الشهادة.
need-say-from = من أين قدم هذا المسافر؟ لا جواب بلا ذلك.
need-risk = دولة فيها خطر العدوى
need-risk-few = واحدة من دول قليلة محددة
need-who-all = المسافرين من كل الأعمار
need-who-months = المسافرين من عمر { $n ->
    [one] شهر
    [two] شهرين
    [few] { $n } أشهر
    [many] { $n } شهرًا
   *[other] { $n } شهر
  } فأكثر
need-who-years = المسافرين من عمر { $n ->
    [one] سنة
    [two] سنتين
    [few] { $n } سنوات
   *[other] { $n } سنة
  } فأكثر
need-who-up-to = المسافرين حتى عمر { $max ->
    [one] سنة
    [two] سنتين
    [few] { $max } سنوات
   *[other] { $max } سنة
  }
need-who-months-to = المسافرين من عمر { $n ->
    [one] شهر
    [two] شهرين
    [few] { $n } أشهر
    [many] { $n } شهرًا
   *[other] { $n } شهر
  } حتى { $max ->
    [one] سنة
    [two] سنتين
    [few] { $max } سنوات
   *[other] { $max } سنة
  }
need-who-years-to = المسافرين من عمر { $n ->
    [one] سنة
    [two] سنتين
    [few] { $n } سنوات
   *[other] { $n } سنة
  } حتى { $max ->
    [one] سنة
    [two] سنتين
    [few] { $max } سنوات
   *[other] { $max } سنة
  }
need-partial = المرض موجود في جزء فقط من هذه الدولة: { $country }. وعند الحدود تُحتسب الدولة كلها.
need-age = العمر غير معروف. تُطلب الشهادة من { $who }.
need-old = هذه المتطلبات قديمة جدًا منذ { $day }.
need-source = المصدر: { $source }
need-own = حسب الجدول المستورد { $name }.
need-as-of = بيانات { $day }
need-no-source = بلا مصدر
booklet-title = افحص دفتر التطعيم الأصفر يدويًا
booklet-name = الاسم وتاريخ الميلاد كما في جواز السفر
booklet-disease = المرض: الحمى الصفراء
booklet-date = تاريخ التطعيم
booklet-product = اللقاح ورقم التشغيلة
booklet-signature = توقيع الطبيب أو الممارس الصحي
booklet-stamp = الختم الرسمي لمركز التطعيم
booklet-life = يُحتسب التطعيم من اليوم العاشر ومدى الحياة، حتى لو ذُكر في الدفتر عشر سنوات. أما الإعفاء الطبي فقراره لسلطات الحدود.
booklet-day = تاريخ التطعيم في الدفتر
booklet-checked = كل ذلك موجود
booklet-member = ورقية، فُحصت يدويًا
