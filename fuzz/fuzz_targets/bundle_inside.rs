#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("bundle_inside"), |data: &[u8]| greengate_fuzz::bundle_inside(data));
