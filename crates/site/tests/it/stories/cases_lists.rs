//! Shared lists, statistics, exports, loading.
