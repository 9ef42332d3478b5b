pub fn import(_b: &[u8], _l: &crate::Limits) {}
