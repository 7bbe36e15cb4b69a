#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("seal_signed"), |data: &[u8]| greengate_fuzz::seal_signed(data));
