//! What `typst-library` calls of `wasmi`. No module can be made (`Module::new` refuses), so whatever comes after it
//! cannot be reached, and the types say so.

use std::fmt;
use std::marker::PhantomData;

/// No value of it exists.
#[derive(Clone, Copy, Debug)]
enum Never {}

#[derive(Debug)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plug-ins are left out of this program")
    }
}

impl std::error::Error for Error {}

#[derive(Default)]
pub struct Config;

impl Config {
    pub fn wasm_relaxed_simd(&mut self, _enable: bool) -> &mut Self {
        self
    }
}

pub struct Engine;

impl Engine {
    pub fn new(_config: &Config) -> Self {
        Self
    }
}

pub struct Module(Never);

impl Module {
    pub fn new(_engine: &Engine, _bytes: &[u8]) -> Result<Self, Error> {
        Err(Error)
    }

    pub fn get_export(&self, _name: &str) -> Option<ExternType> {
        match self.0 {}
    }

    pub fn exports(&self) -> std::iter::Empty<ExportType> {
        match self.0 {}
    }
}

pub struct ExportType(Never);

impl ExportType {
    pub fn name(&self) -> &str {
        match self.0 {}
    }

    pub fn ty(&self) -> &ExternType {
        match self.0 {}
    }
}

pub enum ExternType {
    Func(FuncType),
    Memory(Memory),
}

pub struct FuncType(Never);

impl FuncType {
    pub fn params(&self) -> &[ValType] {
        match self.0 {}
    }

    pub fn results(&self) -> &[ValType] {
        match self.0 {}
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ValType {
    I32,
    I64,
}

#[derive(Clone, Copy)]
pub enum Val {
    I32(i32),
    I64(i64),
}

/// Functions of the host that a module might call.
pub struct Linker<T> {
    engine: Engine,
    data: PhantomData<fn() -> T>,
}

impl<T> Linker<T> {
    pub fn new(_engine: &Engine) -> Self {
        Self { engine: Engine, data: PhantomData }
    }

    pub fn func_wrap<F>(&mut self, _module: &str, _name: &str, _func: F) -> Result<&mut Self, Error> {
        Ok(self)
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn instantiate_and_start(&self, _store: &mut Store<T>, module: &Module) -> Result<Instance, Error> {
        match module.0 {}
    }
}

pub struct Store<T>(T);

impl<T> Store<T> {
    pub fn new(_engine: &Engine, data: T) -> Self {
        Self(data)
    }

    pub fn data_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

pub struct Instance(Never);

impl Instance {
    pub fn get_export<T>(&self, _store: &Store<T>, _name: &str) -> Option<Extern> {
        match self.0 {}
    }
}

pub struct Extern(Never);

impl Extern {
    pub fn into_func(self) -> Option<Func> {
        match self.0 {}
    }

    pub fn into_memory(self) -> Option<Memory> {
        match self.0 {}
    }
}

pub struct Func(Never);

impl Func {
    pub fn ty<T>(&self, _store: &Store<T>) -> FuncType {
        match self.0 {}
    }

    pub fn call<T>(&self, _store: &mut Store<T>, _inputs: &[Val], _outputs: &mut [Val]) -> Result<(), Error> {
        match self.0 {}
    }
}

pub struct Memory(Never);

impl Memory {
    pub fn size<T>(&self, _store: &Store<T>) -> u64 {
        match self.0 {}
    }

    pub fn data<'a, T>(&self, _store: &'a Store<T>) -> &'a [u8] {
        match self.0 {}
    }

    pub fn data_mut<'a, T>(&self, _store: &'a mut Store<T>) -> &'a mut [u8] {
        match self.0 {}
    }

    pub fn grow<T>(&self, _store: &mut Store<T>, _pages: u64) -> Result<u64, Error> {
        match self.0 {}
    }

    pub fn read<T>(&self, _caller: &Caller<'_, T>, _offset: usize, _buffer: &mut [u8]) -> Result<(), Error> {
        match self.0 {}
    }

    pub fn write<T>(&self, _caller: &mut Caller<'_, T>, _offset: usize, _buffer: &[u8]) -> Result<(), Error> {
        match self.0 {}
    }
}

/// What a function of the host would be handed.
pub struct Caller<'a, T> {
    never: Never,
    data: PhantomData<&'a mut T>,
}

impl<T> Caller<'_, T> {
    pub fn get_export(&self, _name: &str) -> Option<Extern> {
        match self.never {}
    }

    pub fn data_mut(&mut self) -> &mut T {
        match self.never {}
    }
}
