#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: greengate_fuzz::seed("revocation_pack"), |data: &[u8]| greengate_fuzz::revocation_pack(data));
