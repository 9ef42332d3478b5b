pub mod export;
pub mod import;
pub mod interface;
pub mod list;
pub mod region;
pub mod similar;
