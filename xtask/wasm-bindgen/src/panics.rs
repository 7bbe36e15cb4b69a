//! Panics without their messages. On this target a panic writes nothing and ends in a trap: the text that it makes
//! before is never seen, and every phone would load what makes it, and where in the source it happened.

use std::collections::HashSet;
use walrus::{
    ConstExpr, DataId, DataKind, FunctionBuilder, FunctionId, FunctionKind, Module, ValType,
    ir::{self, Instr, Value, Visitor},
};

/// Parts of the names of functions that only panic. None returns.
const PANICS: [&str; 15] = [
    "core::panicking::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::index::slice_index_fail",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::str::slice_error_fail",
    "core::cell::panic_already",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "Fallibility::capacity_overflow",
    "std::alloc::rust_oom",
    "std::panicking::begin_panic",
    "std::thread::local::panic_access_error",
];
/// Bytes of `core::panic::Location`: address and length of the file's name, line, column.
const LOCATION: usize = 16;

/// Lets every function that only panics trap at once, and clears the places in the source that were passed to it.
pub fn cut(module: &mut Module) {
    let panics: HashSet<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(only_panics))
        .filter(|function| matches!(function.kind, FunctionKind::Local(_)))
        .filter(|function| module.types.get(function.ty()).results().is_empty())
        .map(|function| function.id())
        .collect();
    let mut constants = Constants {
        panics: &panics,
        pushed: None,
        passed: HashSet::new(),
        others: HashSet::new(),
    };
    for (id, function) in module.funcs.iter_local() {
        if !panics.contains(&id) {
            ir::dfs_in_order(&mut constants, function, function.entry_block());
            constants.others.extend(constants.pushed.take());
        }
    }
    let Constants { passed, others, .. } = constants;
    for &panic in &panics {
        trap(module, panic);
    }
    let mut memory = Memory::of(module);
    memory.clear_locations(&passed, &others);
    for (_, bytes, id) in memory.segments {
        module.data.get_mut(id).value = bytes;
    }
    walrus::passes::gc::run(module);
}

fn only_panics(name: &str) -> bool {
    let name = plain(name);
    PANICS.iter().any(|part| name.contains(part))
}

/// The name of a function without the hash of each crate: core[c5930c85a12de822]::panicking::panic.
pub fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for (n, part) in name.split('[').enumerate() {
        plain += if n == 0 {
            part
        } else {
            part.split_once(']').map_or(part, |(_, rest)| rest)
        };
    }
    plain
}

/// Lets a function do nothing but trap.
pub fn trap(module: &mut Module, function: FunctionId) {
    let types = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (types.params().to_vec(), types.results().to_vec());
    let arguments = parameters
        .iter()
        .map(|&kind: &ValType| module.locals.add(kind))
        .collect();
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().unreachable();
    module.funcs.get_mut(function).kind = FunctionKind::Local(body.local_func(arguments));
}

/// Constants of the code, which may be addresses.
struct Constants<'a> {
    panics: &'a HashSet<FunctionId>,
    /// Constant that the last instruction pushed.
    pushed: Option<usize>,
    /// Those that are the last argument of a function that only panics.
    passed: HashSet<usize>,
    /// All others.
    others: HashSet<usize>,
}

impl<'instr> Visitor<'instr> for Constants<'_> {
    fn visit_instr(&mut self, instruction: &'instr Instr, _: &'instr ir::InstrLocId) {
        match instruction {
            Instr::Call(ir::Call { func }) if self.panics.contains(func) => self.passed.extend(self.pushed.take()),
            _ => self.others.extend(self.pushed.take()),
        }
        if let Instr::Const(ir::Const {
            value: Value::I32(value),
        }) = instruction
        {
            self.pushed = usize::try_from(*value).ok();
        }
    }
}

/// Memory of a module at its start: address, content and segment.
struct Memory {
    segments: Vec<(usize, Vec<u8>, DataId)>,
}

impl Memory {
    fn of(module: &Module) -> Self {
        let segments = module.data.iter().filter_map(|segment| {
            let DataKind::Active {
                offset: ConstExpr::Value(Value::I32(start)),
                ..
            } = segment.kind
            else {
                return None;
            };
            Some((usize::try_from(start).ok()?, segment.value.clone(), segment.id()))
        });
        Self {
            segments: segments.collect(),
        }
    }

    fn bytes(&self, at: usize, length: usize) -> Option<&[u8]> {
        let within = |start: &usize| at.checked_sub(*start);
        self.segments
            .iter()
            .find_map(|(start, bytes, _)| bytes.get(within(start)?..)?.get(..length))
    }

    fn word(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes(at, 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    /// Address and length of the file's name, if a location is there.
    fn file(&self, location: usize) -> Option<(usize, usize)> {
        let (name, length) = (self.word(location)?, self.word(location + 4)?);
        self.bytes(name, length)?.ends_with(b".rs").then_some((name, length))
    }

    fn clear(&mut self, at: usize, length: usize) {
        for (start, bytes, _) in &mut self.segments {
            let part = at
                .checked_sub(*start)
                .and_then(|at| bytes.get_mut(at..)?.get_mut(..length));
            if let Some(part) = part {
                part.fill(0);
            }
        }
    }

    /// Clears the locations that were passed to panics and to nothing else, and the names of files that nothing
    /// else refers to.
    fn clear_locations(&mut self, passed: &HashSet<usize>, others: &HashSet<usize>) {
        let mut files = HashSet::new();
        for &at in passed.difference(others) {
            if let Some(file) = self.file(at) {
                files.insert(file);
                self.clear(at, LOCATION);
            }
        }
        let mut used = others.clone();
        for (_, bytes, _) in &self.segments {
            let words = bytes
                .windows(4)
                .filter_map(|word| word.try_into().ok().map(u32::from_le_bytes));
            used.extend(words.filter_map(|word| usize::try_from(word).ok()));
        }
        for (name, length) in files {
            if !used.contains(&name) {
                self.clear(name, length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{MemoryId, ModuleConfig};

    const DATA: i32 = 1_024;

    /// A module with `file.rs`, a location in it, and a function that passes the location to a function of this name.
    fn module(panic: &str) -> (Module, MemoryId) {
        let mut module = Module::with_config(ModuleConfig::new());
        let memory = module.memories.add_local(false, false, 1, None, None);
        let mut bytes = b"file.rs\0".to_vec();
        for word in [1_024_u32, 7, 12, 34] {
            bytes.extend(word.to_le_bytes());
        }
        let offset = ConstExpr::Value(Value::I32(DATA));
        module.data.add(DataKind::Active { memory, offset }, bytes);
        let mut called = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
        called.func_body().i32_const(5).drop();
        let argument = module.locals.add(ValType::I32);
        let called = called.finish(vec![argument], &mut module.funcs);
        module.funcs.get_mut(called).name = Some(panic.to_owned());
        let mut caller = FunctionBuilder::new(&mut module.types, &[], &[]);
        caller.func_body().i32_const(DATA + 8).call(called);
        let caller = caller.finish(Vec::new(), &mut module.funcs);
        module.exports.add("run", caller);
        module.exports.add("memory", memory);
        (module, memory)
    }

    fn content(module: &Module) -> &[u8] {
        &module.data.iter().next().expect("one segment").value
    }

    #[test]
    fn a_panic_only_traps_and_its_location_is_cleared() {
        let (mut module, _) = module("core[c5930c85a12de822]::panicking::panic_fmt");
        cut(&mut module);
        assert_eq!(content(&module), [0; 24]);
        let traps = module.funcs.iter_local().any(|(_, function)| {
            let body = &function.block(function.entry_block()).instrs;
            matches!(body[..], [(Instr::Unreachable(_), _)])
        });
        assert!(traps);
    }

    #[test]
    fn what_others_are_given_stays() {
        let (mut module, _) = module("app[c5930c85a12de822]::panicking_not");
        cut(&mut module);
        assert_eq!(content(&module)[..7], *b"file.rs");
        assert_eq!(content(&module)[16..20], 12_u32.to_le_bytes());
    }
}
