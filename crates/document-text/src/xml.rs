//! XML of the office formats, event by event. Names without their prefix; entities of the document itself are never
//! expanded (there is no DTD in these formats, and none is followed).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::Refusal;

/// Elements inside elements at most.
const DEEPEST: usize = 512;

pub(crate) enum Node<'a> {
    Start(&'a BytesStart<'a>, &'a str),
    End(&'a str),
    Text(&'a str),
}

/// Calls `each` for every start, end and text; an empty element is a start and an end.
pub(crate) fn walk(
    bytes: &[u8],
    what: &str,
    mut each: impl FnMut(Node<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let broken = || Refusal::broken(what);
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(broken());
                }
                each(Node::Start(&start, &local(start.name().as_ref())))?;
            }
            Event::Empty(start) => {
                let name = local(start.name().as_ref());
                each(Node::Start(&start, &name))?;
                each(Node::End(&name))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Node::End(&local(end.name().as_ref())))?;
            }
            Event::Text(text) => each(Node::Text(&text))?,
            Event::CData(text) => each(Node::Text(&text))?,
            Event::GeneralRef(name) => each(Node::Text(&entity(&name)))?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned()
}

fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    match (name, number.and_then(char::from_u32)) {
        (_, Some(c)) => c.to_string(),
        ("amp", _) => "&".to_owned(),
        ("lt", _) => "<".to_owned(),
        ("gt", _) => ">".to_owned(),
        ("quot", _) => "\"".to_owned(),
        ("apos", _) => "'".to_owned(),
        _ => String::new(),
    }
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find_map(|attribute| (local(attribute.key.as_ref()) == name).then(|| unescaped(&attribute.value)))
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';') {
            Some((name, after)) => {
                out.push_str(&entity(name));
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}
