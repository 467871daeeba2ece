//! Types of instances.

use purlin_core::{IntoValue, Value};

use super::instance_classes::{InstanceClass, InstanceSize};

/// The instruction set of a processor, as images and instance types name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// 64-bit Arm: AWS Graviton.
    Arm64,
    /// 64-bit Intel and AMD.
    X86_64,
}

impl Architecture {
    /// The name in AWS's APIs: `arm64` or `x86_64`.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "x86_64",
        }
    }
}

/// A type of instance, such as `t3.micro`.
///
/// ```
/// use purlin_aws::ec2::{Architecture, InstanceClass, InstanceSize, InstanceType};
///
/// let small = InstanceType::new("t4g.small");
/// assert_eq!(small, InstanceType::of(InstanceClass::T4G, InstanceSize::SMALL));
/// assert_eq!(small.architecture(), Some(Architecture::Arm64));
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html).
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceType {
    name: Value<String>,
}

impl InstanceType {
    /// The type of this name, which may be a parameter of the stack.
    pub fn new(name: impl IntoValue<String>) -> Self {
        InstanceType { name: name.into_value() }
    }

    /// The type of a class and a size.
    pub fn of(class: InstanceClass, size: InstanceSize) -> Self {
        Self::new(format!("{}.{}", class.as_str(), size.as_str()))
    }

    /// The name, such as `t3.micro`.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The processor's instruction set; nothing when the name is not known yet, or no name of an instance type.
    pub fn architecture(&self) -> Option<Architecture> {
        let Parts { family, capabilities, .. } = Parts::of(self.name.literal()?)?;
        if family == "mac" {
            return None; // macOS has architectures of its own
        }
        let graviton = family == "a" || capabilities.contains('g');
        Some(if graviton { Architecture::Arm64 } else { Architecture::X86_64 })
    }

    /// Whether it earns credits for bursts of its processor, as t2, t3, t3a and t4g do; nothing when it is not known yet.
    pub fn is_burstable(&self) -> Option<bool> {
        let name = self.name.literal()?;
        Some(["t2", "t3", "t4g"].iter().any(|class| name.starts_with(class)))
    }

    /// Whether another type is of the same class, such as `m5.large` and `m5.xlarge`; nothing when one is not known.
    pub fn is_same_class_as(&self, other: &InstanceType) -> Option<bool> {
        Some(Parts::of(self.name.literal()?)?.class == Parts::of(other.name.literal()?)?.class)
    }

    /// A name that is known now, and is none of an instance type.
    pub(crate) fn malformed(&self) -> Option<&str> {
        self.name.literal().filter(|name| Parts::of(name).is_none())
    }
}

impl From<&str> for InstanceType {
    fn from(name: &str) -> Self {
        InstanceType::new(name)
    }
}

impl From<String> for InstanceType {
    fn from(name: String) -> Self {
        InstanceType::new(name)
    }
}

impl From<Value<String>> for InstanceType {
    fn from(name: Value<String>) -> Self {
        InstanceType::new(name)
    }
}

impl From<&InstanceType> for InstanceType {
    fn from(given: &InstanceType) -> Self {
        given.clone()
    }
}

/// `m7gd.large`: the class `m7gd`, of the family `m` with the capabilities `gd`.
struct Parts<'a> {
    class: &'a str,
    family: &'a str,
    capabilities: &'a str,
}

impl<'a> Parts<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let (class, size) = name.split_once('.')?;
        // Families of a mainframe's size have hyphens and digits behind: `u-6tb1`, `u7i-12tb`.
        let family_ends = class.find(|c: char| !c.is_ascii_lowercase())?;
        let (family, rest) = class.split_at_checked(family_ends)?;
        let capabilities = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let allowed = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let well_formed = !family.is_empty() && !size.is_empty() && allowed(class) && allowed(size);
        well_formed.then_some(Parts { class, family, capabilities })
    }
}

#[cfg(test)]
mod tests {
    use super::{Architecture, InstanceType};

    #[test]
    fn architectures_are_read_from_names() {
        for (name, architecture) in [
            ("t3.micro", Some(Architecture::X86_64)),
            ("a1.large", Some(Architecture::Arm64)),
            ("t4g.nano", Some(Architecture::Arm64)),
            ("m7gd.16xlarge", Some(Architecture::Arm64)),
            ("im4gn.large", Some(Architecture::Arm64)),
            ("g4dn.metal", Some(Architecture::X86_64)),
            ("g5g.xlarge", Some(Architecture::Arm64)),
            ("u-6tb1.112xlarge", Some(Architecture::X86_64)),
            ("u7in-16tb.224xlarge", Some(Architecture::X86_64)),
            ("mac2-m2pro.metal", None),
            ("t3", None),
            ("T3.micro", None),
            (".micro", None),
        ] {
            assert_eq!(InstanceType::new(name).architecture(), architecture, "{name}");
        }
    }
}
