#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("symbols"), |data: &[u8]| greengate_fuzz::symbols(data));
