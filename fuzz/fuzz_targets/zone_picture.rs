#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("zone_picture"), |data: &[u8]| greengate_fuzz::zone_picture(data));
