#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("rules_published"), |data: &[u8]| greengate_fuzz::rules_published(data));
