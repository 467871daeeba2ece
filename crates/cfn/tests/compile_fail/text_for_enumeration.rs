use purlin_cfn::s3::bucket::VersioningConfiguration;

fn main() {
    VersioningConfiguration::new().status("Enabled");
}
