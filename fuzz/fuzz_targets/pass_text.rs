#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("pass_text"), |data: &[u8]| greengate_fuzz::pass_text(data));
