#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("counter_batch"), |data: &[u8]| greengate_fuzz::counter_batch(data));
