#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("trust_list"), |data: &[u8]| greengate_fuzz::trust_list(data));
