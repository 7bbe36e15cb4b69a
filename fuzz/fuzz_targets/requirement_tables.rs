#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("requirement_tables"), |data: &[u8]| greengate_fuzz::requirement_tables(data));
