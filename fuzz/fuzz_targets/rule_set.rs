#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("rule_set"), |data: &[u8]| greengate_fuzz::rule_set(data));
