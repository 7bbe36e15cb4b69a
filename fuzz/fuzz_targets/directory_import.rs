#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("directory_import"), |data: &[u8]| greengate_fuzz::directory_import(data));
