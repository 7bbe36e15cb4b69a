#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("rule_archive"), |data: &[u8]| greengate_fuzz::rule_archive(data));
