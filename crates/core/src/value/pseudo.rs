//! Pseudo parameters: what CloudFormation knows of the deployment itself.

/// The pseudo parameters of CloudFormation, each in whichever stack it is used.
///
/// A stack's own account and region, which may be known now, are
/// [`Stack::account`](crate::Stack::account) and [`Stack::region`](crate::Stack::region).
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
pub mod pseudo_parameter {
    use crate::value::{Expr, Text, Value};

    macro_rules! pseudo_parameters {
        ($($(#[$doc:meta])+ $function:ident: $type:ty = $name:literal;)+) => {
            /// Every pseudo parameter's name, without `AWS::NoValue`.
            pub const NAMES: &[&str] = &[$($name),+];

            $($(#[$doc])+
            pub fn $function() -> Value<$type> {
                Value::from_val(Expr::RefName(Text::Borrowed($name)))
            })+
        };
    }

    pseudo_parameters! {
        /// `AWS::AccountId`: the account that the stack is deployed to, twelve digits.
        account_id: String = "AWS::AccountId";
        /// `AWS::NotificationARNs`: the topics that the stack's events go to.
        notification_arns: Vec<String> = "AWS::NotificationARNs";
        /// `AWS::Partition`: `aws`, `aws-cn` or `aws-us-gov`, as it stands in ARNs.
        partition: String = "AWS::Partition";
        /// `AWS::Region`: the region that the stack is deployed to.
        region: String = "AWS::Region";
        /// `AWS::StackId`: the ARN of the stack.
        stack_id: String = "AWS::StackId";
        /// `AWS::StackName`: the name of the stack.
        stack_name: String = "AWS::StackName";
        /// `AWS::URLSuffix`: the domain of the partition's services, `amazonaws.com` in most.
        url_suffix: String = "AWS::URLSuffix";
    }
}
