#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("boarding_pass"), |data: &[u8]| greengate_fuzz::boarding_pass(data));
