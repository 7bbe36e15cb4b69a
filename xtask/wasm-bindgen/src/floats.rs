//! Floats in serde's messages. `invalid type: floating point 1.5` is the only place where a module of ours writes a float
//! by the standard library: pages write numbers by the browser. Every phone would load seven kilobytes for it.

use crate::panics::{plain, trap};
use std::collections::HashSet;
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind, Module,
    ir::{self, Instr, Value, Visitor},
};

/// Writes the number of serde's message.
const MESSAGE: &str = "<serde_core::de::WithDecimalPoint as core::fmt::Display>::fmt";
/// Writes a float.
const WRITER: &str = "<f64 as core::fmt::Display>::fmt";

/// Lets serde's message leave out the number, and the writer of floats trap, if nothing else uses it. Otherwise nothing
/// is cut, and the module is larger.
pub fn cut(module: &mut Module) {
    let (Some(message), Some(writer)) = (find(module, MESSAGE), find(module, WRITER)) else {
        return;
    };
    let mut uses = Uses {
        writer,
        places: places(module, writer),
        pushed: false,
        found: false,
    };
    for (id, function) in module.funcs.iter_local() {
        if id != message {
            uses.pushed = false;
            ir::dfs_in_order(&mut uses, function, function.entry_block());
        }
    }
    if uses.found {
        return;
    }
    succeed(module, message);
    trap(module, writer);
    walrus::passes::gc::run(module);
}

fn find(module: &Module, start: &str) -> Option<FunctionId> {
    let named = |name: Option<&str>| name.is_some_and(|name| plain(name).starts_with(start));
    let mut functions = module.funcs.iter_local();
    functions.find_map(|(id, _)| named(module.funcs.get(id).name.as_deref()).then_some(id))
}

/// Places of a function in the tables: the numbers by which it is called indirectly.
fn places(module: &Module, function: FunctionId) -> HashSet<i32> {
    let mut places = HashSet::new();
    for element in module.elements.iter() {
        let (
            ElementKind::Active {
                offset: ConstExpr::Value(Value::I32(start)),
                ..
            },
            ElementItems::Functions(functions),
        ) = (&element.kind, &element.items)
        else {
            continue;
        };
        let numbered = (*start..).zip(functions);
        places.extend(numbered.filter(|(_, id)| **id == function).map(|(place, _)| place));
    }
    places
}

/// Looks for a call of the writer, and for its number where it is stored: as an argument of a message.
struct Uses {
    writer: FunctionId,
    places: HashSet<i32>,
    /// True if the last instruction pushed its number.
    pushed: bool,
    found: bool,
}

impl<'instr> Visitor<'instr> for Uses {
    fn visit_instr(&mut self, instruction: &'instr Instr, _: &'instr ir::InstrLocId) {
        self.found |= match instruction {
            Instr::Call(ir::Call { func }) | Instr::RefFunc(ir::RefFunc { func }) => *func == self.writer,
            Instr::Store(_) | Instr::LocalSet(_) | Instr::LocalTee(_) => self.pushed,
            _ => false,
        };
        self.pushed = match instruction {
            Instr::Const(ir::Const {
                value: Value::I32(value),
            }) => self.places.contains(value),
            // Two arguments stored as one.
            Instr::Const(ir::Const {
                value: Value::I64(value),
            }) => {
                let half = |half: i64| i32::try_from(half).is_ok_and(|half| self.places.contains(&half));
                half(value >> 32) || half(value & 0xffff_ffff)
            }
            _ => false,
        };
    }
}

/// Lets a function that returns a `fmt::Result` do nothing, with success.
fn succeed(module: &mut Module, function: FunctionId) {
    let types = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (types.params().to_vec(), types.results().to_vec());
    let arguments = parameters.iter().map(|&kind| module.locals.add(kind)).collect();
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().i32_const(0);
    module.funcs.get_mut(function).kind = FunctionKind::Local(body.local_func(arguments));
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{MemoryId, ModuleConfig, RefType, ValType, ir::StoreKind};

    const PLACE: i32 = 7;

    /// A module in which serde's message and, if wanted, another function store the number of the writer of floats.
    fn module(used: bool) -> Module {
        let mut module = Module::with_config(ModuleConfig::new());
        let memory = module.memories.add_local(false, false, 1, None, None);
        let writer = function(&mut module, "<f64 as core[c59]::fmt::Display>::fmt", None);
        let message = "<serde_core::de::WithDecimalPoint as core::fmt::Display>::fmt::h3f3e";
        let message = function(&mut module, message, Some((memory, PLACE)));
        let other = function(&mut module, "other", Some((memory, PLACE + i32::from(!used))));
        let table = module.tables.add_local(false, 20, None, RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(PLACE));
        let kind = ElementKind::Active { table, offset };
        let segment = module.elements.add(kind, ElementItems::Functions(vec![writer]));
        module.tables.get_mut(table).elem_segments.insert(segment);
        module.exports.add("table", table);
        module.exports.add("message", message);
        module.exports.add("other", other);
        module
    }

    fn function(module: &mut Module, name: &str, stores: Option<(MemoryId, i32)>) -> FunctionId {
        let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        let mut body = function.func_body();
        if let Some((memory, value)) = stores {
            let argument = ir::MemArg { align: 4, offset: 0 };
            body.i32_const(64)
                .i32_const(value)
                .store(memory, StoreKind::I32 { atomic: false }, argument);
        }
        body.i32_const(1);
        let argument = module.locals.add(ValType::I32);
        let function = function.finish(vec![argument], &mut module.funcs);
        module.funcs.get_mut(function).name = Some(name.to_owned());
        function
    }

    fn traps(module: &Module) -> bool {
        module.funcs.iter_local().any(|(_, function)| {
            let body = &function.block(function.entry_block()).instrs;
            matches!(body[..], [(Instr::Unreachable(_), _)])
        })
    }

    #[test]
    fn a_float_that_only_serde_would_write_is_not_written() {
        let mut module = module(false);
        cut(&mut module);
        assert!(traps(&module));
    }

    #[test]
    fn a_float_that_others_write_stays() {
        let mut module = module(true);
        cut(&mut module);
        assert!(!traps(&module));
    }
}
