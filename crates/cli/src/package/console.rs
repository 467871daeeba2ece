//! Links that open a template in CloudFormation's console, ready to become a stack.

use super::handle::EntryPoint;
use super::location::BucketLocation;
use super::partition::Partition;
use crate::percent_encoding;

/// The link for a template in a bucket; nothing in partitions whose console has no public address.
pub(super) fn link(location: &BucketLocation, entry: &EntryPoint) -> Option<String> {
    let region = &location.region;
    let console = Partition::of(region)?.console?;
    let encoded = |text: &str| percent_encoding::encoded(text, "-._~");
    let url = encoded(&location.url(&entry.file));
    let stack_name = encoded(&entry.stack_name);
    Some(format!(
        "https://{console}/cloudformation/home?region={region}#/stacks/quickcreate?templateURL={url}&stackName={stack_name}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link_in(region: &str) -> Option<String> {
        let location = BucketLocation { bucket: "acme".to_owned(), prefix: "v1".to_owned(), region: region.to_owned() };
        let entry = EntryPoint { file: "main.yml".to_owned(), stack_name: "Valohai-Hybrid".to_owned() };
        link(&location, &entry)
    }

    #[test]
    fn links_lead_to_the_console_of_the_partition() {
        assert_eq!(
            link_in("eu-west-1").unwrap(),
            "https://console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/quickcreate\
             ?templateURL=https%3A%2F%2Facme.s3.eu-west-1.amazonaws.com%2Fv1%2Fmain.yml&stackName=Valohai-Hybrid"
        );
        assert_eq!(
            link_in("cn-north-1").unwrap(),
            "https://console.amazonaws.cn/cloudformation/home?region=cn-north-1#/stacks/quickcreate\
             ?templateURL=https%3A%2F%2Facme.s3.cn-north-1.amazonaws.com.cn%2Fv1%2Fmain.yml&stackName=Valohai-Hybrid"
        );
        assert!(link_in("us-gov-west-1").unwrap().starts_with("https://console.amazonaws-us-gov.com/cloudformation/"));
        assert_eq!(link_in("us-iso-east-1"), None);
    }
}
