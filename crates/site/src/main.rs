//! `renkei`: the one program. What it can do is in `cli.rs`.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    site::cli::run()
}
