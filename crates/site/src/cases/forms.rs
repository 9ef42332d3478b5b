//! What the browser sends about a case → content or field errors.
