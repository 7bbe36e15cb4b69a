#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("counter_journal"), |data: &[u8]| greengate_fuzz::counter_journal(data));
