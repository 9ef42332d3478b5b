//! For the samples of every feature's views: what each rendered page must be.

use askama::Template;

/// Renders and checks: one `h1`, a title, every control labelled, every table with a header,
/// nothing inline, no value missing.
pub fn assert_page(view: &impl Template) {
    let html = view.render().unwrap_or_else(|e| panic!("the template does not render: {e}"));
    let place = html.split("<title>").nth(1).and_then(|t| t.split('<').next()).unwrap_or("?").to_owned();
    let count = |needle: &str| html.matches(needle).count();
    assert_eq!(count("<h1"), 1, "{place}: one h1");
    assert_eq!(count("<main"), 1, "{place}: one main");
    assert!(!html.contains(" style="), "{place}: inline style");
    assert!(!html.contains("<script>"), "{place}: inline script");
    for gap in ["None", "Some(", "null", "undefined", "NaN"] {
        let visible = html.split('>').filter_map(|piece| piece.split('<').next());
        assert!(visible.clone().all(|text| text.trim() != gap), "{place}: a missing value shows as {gap}");
    }
    for control in ["<input ", "<select ", "<textarea "] {
        for piece in html.split(control).skip(1) {
            let tag = piece.split('>').next().unwrap_or("");
            if tag.contains("type=\"hidden\"") || tag.contains("aria-label") {
                continue;
            }
            let id = tag.split("id=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or("");
            let wrapped = tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"");
            assert!(wrapped || html.contains(&format!("for=\"{id}\"")), "{place}: {control}{tag} has no label");
        }
    }
    for table in html.split("<table").skip(1) {
        assert!(table.contains("<th scope="), "{place}: a table without header cells");
    }
    // A scrolling table inside a section is a region of its own and needs a name of its own.
    let mut regions: Vec<_> = html
        .split('<')
        .filter_map(|piece| piece.split('>').next())
        .filter(|tag| tag.starts_with("section ") || tag.contains("role=\"region\""))
        .filter_map(|tag| tag.split("aria-labelledby=\"").nth(1).and_then(|t| t.split('"').next()))
        .collect();
    regions.sort_unstable();
    for pair in regions.windows(2) {
        assert_ne!(pair[0], pair[1], "{place}: two regions bear one name: give the table an aria-label of its own");
    }
    let mut ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|t| t.split('"').next()).collect();
    ids.sort_unstable();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "{place}: the id stands twice");
    }
}
