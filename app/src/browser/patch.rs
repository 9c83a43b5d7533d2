//! Brings a part of the page to what the server says by now, node by node: what has not changed stays as it is, and with
//! it the focus, a selection, what was typed, and live regions, which speak when their text changes.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Makes `old` look like `new`; nodes that are new are taken from there.
pub fn patch(old: &Element, new: &Element) {
    attributes(old, new);
    let (mut here, mut there) = (old.first_child(), new.first_child());
    while let Some(wanted) = there {
        there = wanted.next_sibling();
        here = match here {
            Some(node) => {
                let after = node.next_sibling();
                one(old, &node, wanted);
                after
            }
            None => {
                let _ = old.append_child(&wanted);
                None
            }
        };
    }
    while let Some(node) = here {
        here = node.next_sibling();
        let _ = old.remove_child(&node);
    }
}

/// Makes one node look like the one that is wanted in its place.
fn one(parent: &Element, node: &Node, wanted: Node) {
    if node.node_type() != wanted.node_type() || node.node_name() != wanted.node_name() || id(node) != id(&wanted) {
        let _ = parent.replace_child(&wanted, node);
    } else if let (Some(old), Some(new)) = (node.dyn_ref::<Element>(), wanted.dyn_ref::<Element>()) {
        patch(old, new);
    } else if node.node_value() != wanted.node_value() {
        node.set_node_value(wanted.node_value().as_deref());
    }
}

/// What tells one dialog, row or field from another.
fn id(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>().map(Element::id)
}

fn attributes(old: &Element, new: &Element) {
    for name in names(old).into_iter().filter(|name| !new.has_attribute(name)) {
        let _ = old.remove_attribute(&name);
    }
    for name in names(new) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value {
            let _ = old.set_attribute(&name, &value.unwrap_or_default());
        }
    }
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}
