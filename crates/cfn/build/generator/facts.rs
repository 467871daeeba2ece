//! The facts files: one line a fact. `README.md` of the crate explains the grammar.
//!
//! Everything borrows from the text; percent-encoding is undone only where a word is used.

/// A service and its resource types.
#[derive(Debug, PartialEq)]
pub struct Service<'a> {
    /// `AWS::EC2`.
    pub namespace: &'a str,
    /// `ec2`: the name of the facts file, and of the module.
    pub module: &'a str,
    pub resources: Vec<Resource<'a>>,
}

/// A resource type.
#[derive(Debug, Default, PartialEq)]
pub struct Resource<'a> {
    pub name: &'a str,
    /// What `Ref` returns; several names stand for one text made of them.
    pub identifier: Option<&'a str>,
    /// What identifies it to the Cloud Control API and to imports, where `Ref` returns something else.
    pub primary: Option<&'a str>,
    pub arn: Option<&'a str>,
    pub tags: Option<Tags<'a>>,
    pub stateful: bool,
    pub scrutiny: Option<&'a str>,
    /// The template transform that the type needs.
    pub transform: Option<&'a str>,
    /// Paths of nested properties that replace the resource, where the nested type cannot say so.
    pub replacing_paths: Vec<&'a str>,
    pub properties: Vec<Property<'a>>,
    pub attributes: Vec<Property<'a>>,
    pub types: Vec<NestedType<'a>>,
}

/// Which property holds a resource's tags, and their shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tags<'a> {
    pub property: &'a str,
    pub style: TagStyle,
}

/// The shape of a resource's tags.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TagStyle {
    Standard,
    AutoScaling,
    Map,
}

/// A structure that properties of one resource type consist of.
#[derive(Debug, PartialEq)]
pub struct NestedType<'a> {
    pub name: &'a str,
    pub properties: Vec<Property<'a>>,
}

/// A property, or an attribute.
#[derive(Debug, PartialEq)]
pub struct Property<'a> {
    pub name: &'a str,
    pub kind: Kind<'a>,
    pub required: bool,
    pub replacement: Replacement,
    pub deprecated: bool,
    pub default: Option<&'a str>,
    pub scrutiny: Option<&'a str>,
    /// Attributes of other resources that belong here, such as `AWS::EC2::Subnet.SubnetId`.
    pub references: Vec<&'a str>,
}

/// Whether changing a property replaces the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replacement {
    Never,
    Maybe,
    Always,
}

/// The type of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'a> {
    String,
    /// Text with known values, still percent-encoded.
    Enumeration(Vec<&'a str>),
    /// A whole number, perhaps with known values.
    Integer(Vec<&'a str>),
    Number,
    Boolean,
    Json,
    Time,
    Null,
    Tag,
    Nested(&'a str),
    List(Box<Kind<'a>>),
    Map(Box<Kind<'a>>),
    Union(Vec<Kind<'a>>),
}

/// Parses one service's facts. The error names the line.
pub fn parse(text: &str) -> Result<Service<'_>, String> {
    let mut service = None;
    for (number, line) in text.lines().enumerate() {
        parse_line(&mut service, line).map_err(|message| format!("line {}: {message}", number + 1))?;
    }
    service.ok_or_else(|| "there is no service line".to_owned())
}

fn parse_line<'a>(service: &mut Option<Service<'a>>, line: &'a str) -> Result<(), String> {
    let unexpected = || format!("`{line}` is not expected here");
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    if let Some(rest) = line.strip_prefix("S ") {
        let mut words = rest.split(' ');
        let (Some(namespace), Some(module)) = (words.next(), words.next()) else { return Err(unexpected()) };
        *service = Some(Service { namespace, module, resources: Vec::new() });
        return Ok(());
    }
    let service = service.as_mut().ok_or_else(unexpected)?;
    if let Some(rest) = line.strip_prefix("R ") {
        service.resources.push(parse_resource(rest)?);
        return Ok(());
    }
    let resource = service.resources.last_mut().ok_or_else(unexpected)?;
    if let Some(name) = line.strip_prefix("T ") {
        resource.types.push(NestedType { name, properties: Vec::new() });
    } else if let Some(path) = line.strip_prefix(" ^") {
        resource.replacing_paths.push(path);
    } else if let Some(rest) = line.strip_prefix(" @") {
        resource.attributes.push(parse_property(rest)?);
    } else if let Some(rest) = line.strip_prefix(' ') {
        let property = parse_property(rest)?;
        match resource.types.last_mut() {
            Some(nested) => nested.properties.push(property),
            None => resource.properties.push(property),
        }
    } else {
        return Err(unexpected());
    }
    Ok(())
}

fn parse_resource(rest: &str) -> Result<Resource<'_>, String> {
    let mut words = rest.split(' ');
    let mut resource = Resource { name: words.next().unwrap_or_default(), ..Resource::default() };
    for word in words {
        if let Some(scrutiny) = word.strip_prefix('~') {
            resource.scrutiny = Some(scrutiny);
            continue;
        }
        match word.split_once('=') {
            None if word == "stateful" => resource.stateful = true,
            Some(("id", identifier)) => resource.identifier = Some(identifier),
            Some(("arn", arn)) => resource.arn = Some(arn),
            Some(("transform", transform)) => resource.transform = Some(transform),
            Some(("primary", primary)) => resource.primary = Some(primary),
            Some(("tag", tag)) => {
                let (property, style) = tag.split_once(':').ok_or_else(|| format!("`{word}` has no variant"))?;
                let style = match style {
                    "standard" => TagStyle::Standard,
                    "asg" => TagStyle::AutoScaling,
                    "map" => TagStyle::Map,
                    _ => return Err(format!("`{style}` is no known shape of tags")),
                };
                resource.tags = Some(Tags { property, style });
            }
            _ => return Err(format!("`{word}` is no known fact of a resource")),
        }
    }
    Ok(resource)
}

fn parse_property(rest: &str) -> Result<Property<'_>, String> {
    let mut words = rest.split(' ');
    let (Some(name), Some(kind)) = (words.next(), words.next()) else {
        return Err(format!("`{rest}` is no property"));
    };
    let mut property = Property {
        name,
        kind: parse_kind(kind)?,
        required: false,
        replacement: Replacement::Never,
        deprecated: false,
        default: None,
        scrutiny: None,
        references: Vec::new(),
    };
    for word in words {
        match word {
            "!" => property.required = true,
            "R" => property.replacement = Replacement::Always,
            "r" => property.replacement = Replacement::Maybe,
            "D" => property.deprecated = true,
            _ => match word.split_at_checked(1) {
                Some((">", reference)) => property.references.push(reference),
                Some(("=", default)) => property.default = Some(default),
                Some(("~", scrutiny)) => property.scrutiny = Some(scrutiny),
                _ => return Err(format!("`{word}` is no known fact of a property")),
            },
        }
    }
    Ok(property)
}

fn parse_kind(text: &str) -> Result<Kind<'_>, String> {
    let unknown = || format!("`{text}` is no known type");
    let (head, rest) = text.split_at_checked(1).ok_or_else(unknown)?;
    let kind = match head {
        "[" => Kind::List(Box::new(parse_kind(rest)?)),
        "{" => Kind::Map(Box::new(parse_kind(rest)?)),
        "." if !rest.is_empty() => Kind::Nested(rest),
        "<" => Kind::Enumeration(parse_values(text)?),
        "i" if rest.is_empty() => Kind::Integer(Vec::new()),
        "i" => Kind::Integer(parse_values(rest)?),
        "(" => {
            let inner = rest.strip_suffix(')').ok_or_else(unknown)?;
            let alternatives: Result<Vec<_>, _> = split_union(inner).into_iter().map(parse_kind).collect();
            Kind::Union(alternatives?)
        }
        _ if !rest.is_empty() => return Err(unknown()),
        "s" => Kind::String,
        "n" => Kind::Number,
        "b" => Kind::Boolean,
        "j" => Kind::Json,
        "d" => Kind::Time,
        "z" => Kind::Null,
        "t" => Kind::Tag,
        _ => return Err(unknown()),
    };
    Ok(kind)
}

fn parse_values(text: &str) -> Result<Vec<&str>, String> {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    Ok(inner.ok_or_else(|| format!("`{text}` is no list of values"))?.split('|').collect())
}

/// Splits at the bars that are not inside inner unions or lists of values.
fn split_union(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut depth, mut in_values) = (0_u32, false);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => in_values = true,
            b'>' => in_values = false,
            b'(' if !in_values => depth += 1,
            b')' if !in_values => depth = depth.saturating_sub(1),
            b'|' if !in_values && depth == 0 => {
                parts.push(&text[start..position]);
                start = position + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Undoes percent-encoding.
pub fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                decoded.push(char::from(code));
                decoded.push_str(&piece[2..]);
            }
            None => {
                decoded.push('%');
                decoded.push_str(piece);
            }
        }
    }
    decoded
}
