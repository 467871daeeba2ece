//! Deployments of security groups and lists of prefixes.

use purlin_aws::ec2::{
    Connectable, Connections, Peer, Port, Prefix, PrefixList, PrefixListProps, SecurityGroup, SecurityGroupProps,
};
use purlin_cfn::ec2::{CfnVPC, CfnVPCProps};
use purlin_core::{Output, OutputProps};
use purlin_tests::Result;

use crate::{STACK, deploys};

#[test]
fn groups_rules_and_prefix_lists() -> Result<()> {
    let report = deploys(|stack| {
        let vpc = CfnVPC::new(stack, "Vpc", CfnVPCProps::new().cidr_block("10.0.0.0/16")).get_ref();
        let props = || SecurityGroupProps::new().vpc(&vpc);
        let group = |id: &str| SecurityGroup::new(stack, id, props().allow_all_outbound(false));
        let (web, database, cache) = (group("Web"), group("Database"), group("Cache"));
        web.connections().allow_from_any_ipv4(Port::HTTPS);
        web.connections().allow_to_described(&database, Port::POSTGRES, "queries");
        cache.connections().allow_from(&Connections::new([web.clone(), database.clone()]), Port::REDIS);
        cache.connections().allow_internally(Port::tcp_range(16_379, 16_479));
        web.add_egress_rule(&Peer::any_ipv4(), Port::HTTPS);
        web.add_ingress_rule(&Peer::any_ipv4(), Port::icmp_ping());
        let offices = [Prefix::new("203.0.113.0/24").description("Helsinki"), Prefix::new("198.51.100.0/24")];
        let offices = PrefixList::new(stack, "Offices", PrefixListProps::new().entries(offices).max_entries(10));
        web.connections().allow_from(&offices, Port::SSH);
        let separate = props().disable_inline_rules(true).allow_all_outbound(false).allow_all_ipv6_outbound(true);
        let separate = SecurityGroup::new(stack, "Separate", separate.security_group_name("purlin-separate"));
        separate.add_ingress_rule(&Peer::ipv6("2001:db8::/32"), Port::udp(53));
        separate.add_egress_rule(&Peer::ipv4("10.0.0.0/16"), Port::all_tcp());
        let imported = SecurityGroup::from_id(stack, "Imported", separate.id());
        imported.connections().allow_from(&web, Port::HTTP);
        Output::new(stack, "Group", web.id(), OutputProps::new());
        Output::new(stack, "List", offices.id(), OutputProps::new());
    })?;
    let output = |name: &str| report.output(STACK, name).unwrap_or_default().to_owned();
    assert!(output("Group").starts_with("sg-") && output("List").starts_with("pl-"), "{report:?}");
    Ok(())
}
