#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("card_signed"), |data: &[u8]| greengate_fuzz::card_signed(data));
