//! A picture as Mermaid text, which code hosts draw.

use crate::picture::{Arrow, ArrowKind, Category, Kind, Picture};

/// Colours that show on light and dark pages: a line, and the same one hardly visible as a filling.
const CLASSES: [(&str, &str); 16] = [
    ("outside", "fill:#8884,stroke:#888"),
    ("account", "fill:#8881,stroke:#888"),
    ("region", "fill:#00a4a60d,stroke:#00a4a6,stroke-dasharray:4"),
    ("stack", "fill:#8881,stroke:#888,stroke-dasharray:2"),
    ("network", "fill:#8c4fff0d,stroke:#8c4fff"),
    ("public", "fill:#7aa11626,stroke:#7aa116"),
    ("private", "fill:#00a4a626,stroke:#00a4a6"),
    ("securityGroup", "fill:#dd344c0d,stroke:#dd344c,stroke-dasharray:4"),
    ("compute", "fill:#ed710033,stroke:#ed7100"),
    ("networking", "fill:#8c4fff33,stroke:#8c4fff"),
    ("permissions", "fill:#dd344c33,stroke:#dd344c"),
    ("storage", "fill:#7aa11633,stroke:#7aa116"),
    ("database", "fill:#c925d133,stroke:#c925d1"),
    ("secrets", "fill:#b8860b33,stroke:#b8860b"),
    ("messaging", "fill:#e7157b33,stroke:#e7157b"),
    ("other", "fill:#8883,stroke:#888"),
];

pub(crate) fn written(picture: &Picture) -> String {
    let mut text = format!("---\ntitle: {}\n---\nflowchart LR\n", quoted(&picture.title));
    for shape in picture.children(None) {
        write_shape(picture, shape, 1, &mut text);
    }
    for arrow in &picture.arrows {
        text.push_str(&format!("  {}\n", arrow_line(picture, arrow)));
    }
    let used = |class: &str| picture.shapes.iter().any(|shape| class_of(shape.kind) == class);
    for (class, style) in CLASSES.iter().filter(|(class, _)| used(class)) {
        text.push_str(&format!("  classDef {class} {style}\n"));
    }
    text.truncate(text.trim_end().len());
    text
}

fn write_shape(picture: &Picture, index: usize, depth: usize, text: &mut String) {
    let shape = &picture.shapes[index];
    let indent = "  ".repeat(depth);
    let lines: Vec<String> = std::iter::once(&shape.name).chain(&shape.details).map(|line| escaped(line)).collect();
    let (id, class) = (&shape.id, class_of(shape.kind));
    let children: Vec<usize> = picture.children(Some(index)).collect();
    if children.is_empty() {
        let label = lines.join("<br/>");
        let drawn = match shape.kind {
            Kind::Outside => format!("([\"{label}\"])"),
            Kind::Resource(Category::Storage | Category::Database) => format!("[(\"{label}\")]"),
            _ => format!("[\"{label}\"]"),
        };
        text.push_str(&format!("{indent}{id}{drawn}:::{class}\n"));
        return;
    }
    text.push_str(&format!("{indent}subgraph {id}[\"{}\"]\n", lines.join(" · ")));
    for child in children {
        write_shape(picture, child, depth + 1, text);
    }
    text.push_str(&format!("{indent}end\n{indent}class {id} {class}\n"));
}

fn arrow_line(picture: &Picture, arrow: &Arrow) -> String {
    let line = match arrow.kind {
        ArrowKind::Traffic => "-->",
        ArrowKind::Permission | ArrowKind::Use => "-.->",
    };
    let label = arrow.text();
    let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&label)) };
    format!("{} {line}{label} {}", picture.shapes[arrow.from].id, picture.shapes[arrow.to].id)
}

fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Outside => "outside",
        Kind::Account => "account",
        Kind::Region => "region",
        Kind::Stack => "stack",
        Kind::Network => "network",
        Kind::PublicSubnets => "public",
        Kind::PrivateSubnets | Kind::IsolatedSubnets => "private",
        Kind::SecurityGroup => "securityGroup",
        Kind::Resource(category) => match category {
            Category::Compute => "compute",
            Category::Networking => "networking",
            Category::Permissions => "permissions",
            Category::Storage => "storage",
            Category::Database => "database",
            Category::Secrets => "secrets",
            Category::Messaging => "messaging",
            Category::Monitoring | Category::Other => "other",
        },
    }
}

/// A text between quotation marks, with the entities that Mermaid has for what would end it or mean something.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => result.push_str("#quot;"),
            '#' => result.push_str("#35;"),
            '<' => result.push_str("#lt;"),
            '>' => result.push_str("#gt;"),
            '`' => result.push_str("#96;"),
            '&' => result.push_str("#amp;"),
            letter if letter.is_control() => result.push(' '),
            letter => result.push(letter),
        }
    }
    result
}

/// A text in the front matter, which is YAML.
fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
