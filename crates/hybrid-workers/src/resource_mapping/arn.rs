//! The parts of an ARN.

use super::listings::ARNS;

/// How many characters Secrets Manager adds to a secret's name in its ARN, the hyphen included.
const SECRET_SUFFIX: usize = 7;

/// An ARN in its parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arn<'a> {
    pub(super) text: &'a str,
    pub(super) partition: &'a str,
    pub(super) service: &'a str,
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    pub(super) resource: &'a str,
}

/// What an ARN says of a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) resource_type: &'static str,
    /// What tells the resource from others of its type.
    pub(super) key: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) identifier: Option<(&'static str, &'a str)>,
}

impl<'a> Arn<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service, region, account, resource] = parts[..] else { return None };
        Some(Arn { text, partition, service, region, account, resource })
    }

    /// The resource, if it is of a type that an installation consists of.
    pub(super) fn told(&self) -> Option<Told<'a>> {
        let known = ARNS.iter().find_map(|(service, start, resource_type, identifier)| {
            let rest = self.resource.strip_prefix(start).filter(|_| self.service == *service)?;
            Some((*resource_type, *identifier, rest))
        });
        let (resource_type, identifier, rest) = known?;
        let (key, name) = match self.service {
            // Names may have a path before them.
            "iam" => {
                let name = rest.rsplit('/').next().unwrap_or(rest);
                (name, Some(name))
            }
            "secretsmanager" => {
                let name = rest.split_at_checked(rest.len().saturating_sub(SECRET_SUFFIX)).map(|(name, _)| name);
                (self.text, name)
            }
            // What has a slash is something in the bucket.
            "s3" if rest.contains('/') => return None,
            "s3" => (rest, Some(rest)),
            _ => (rest, None),
        };
        Some(Told { resource_type, key, name, identifier: identifier.map(|property| (property, key)) })
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn arns_tell_types_and_identifiers() {
        let told = |arn| {
            let told = Arn::parse(arn).and_then(|arn| arn.told())?;
            Some((told.resource_type, told.key, told.name, told.identifier))
        };
        assert_eq!(
            told("arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1"),
            Some(("AWS::EC2::VPC", "vpc-1", None, Some(("VpcId", "vpc-1"))))
        );
        let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ValohaiRedisSecret-AbCdEf";
        assert_eq!(
            told(secret),
            Some(("AWS::SecretsManager::Secret", secret, Some("ValohaiRedisSecret"), Some(("Id", secret))))
        );
        assert_eq!(
            told("arn:aws:iam::123456789012:role/service/ValohaiMaster"),
            Some(("AWS::IAM::Role", "ValohaiMaster", Some("ValohaiMaster"), Some(("RoleName", "ValohaiMaster"))))
        );
        assert_eq!(
            told("arn:aws:ec2:eu-west-1:123456789012:key-pair/key-1"),
            Some(("AWS::EC2::KeyPair", "key-1", None, None))
        );
        assert_eq!(told("arn:aws:ec2:eu-west-1:123456789012:volume/vol-1"), None);
        assert_eq!(told("arn:aws:s3:::bucket/key"), None);
        assert_eq!(told("vpc-1"), None);
    }
}
