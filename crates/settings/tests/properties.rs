//! What holds for every input.

#![allow(clippy::expect_used)]

mod example;

use std::net::Ipv4Addr;

use example::{Flat, Hybrid};
use proptest::prelude::*;
use purlin_settings::{
    AccountId, Arn, AvailabilityZone, BucketName, CertificateArn, Cidr, DomainName, HttpsUrl, InstanceType, Mistake,
    Region, RoleArn, SettingsFile, SubnetId, TagKey, TagValue, Text, Url, VpcCidr, suggest,
};

/// Every finding has a place, shows a line of the file or speaks of the file as a whole, and helps.
fn check(text: &str) {
    let Ok(file) = SettingsFile::parse("config.yaml", text).map_err(|findings| check_findings(text, &findings)) else {
        return;
    };
    let _ = file.section::<Hybrid>("hybrid").map_err(|findings| check_findings(text, &findings));
    let _ = file.root::<Hybrid>().map_err(|findings| check_findings(text, &findings));
    let _ = file.root::<Flat>().map_err(|findings| check_findings(text, &findings));
    let _ = file.check_sections(&["hybrid"]).map_err(|findings| check_findings(text, &findings));
}

fn check_findings(text: &str, findings: &purlin_core::Findings) {
    assert!(!findings.is_empty(), "nothing was found in {text:?}");
    for finding in findings {
        let place = finding.place.as_ref().expect("a place");
        assert!(finding.help.is_some(), "{finding}");
        assert!(place.line == 0 || place.column > 0, "{finding}");
        if let Some(snippet) = &place.snippet {
            let end = (place.column + place.length) as usize;
            assert!(end <= snippet.chars().count() + 2, "{finding}");
        }
    }
}

/// Text made of what settings files are made of.
fn yaml_like() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "hybrid",
        "queue_address",
        "network",
        "tags",
        "workers",
        "port",
        "limits",
        ":",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\"",
        "'",
        "&a ",
        "*a",
        "<<",
        "!x ",
        "!!str ",
        "|",
        ">",
        "#",
        " ",
        "\t",
        "? ",
        "---\n",
        "...\n",
        "%",
        "@",
        "~",
        "null",
        "true",
        "1",
        "0x1",
        "1e3",
        "é",
        "\u{feff}",
        "\r\n",
        "\r",
        "\u{85}",
        "\u{2028}",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

fn never_panics<T: Text>(text: &str) {
    if let Err(Mistake { reason, help }) = T::parse(text) {
        assert!(!reason.is_empty() && !help.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_likely_text_is_read_or_refused(text in yaml_like()) {
        check(&text);
        check(&format!("hybrid:\n  {text}"));
    }

    #[test]
    fn types_take_any_text(text in prop_oneof![any::<String>(), "[a-z0-9:/.@*-]{0,40}", "arn:aws:[a-z:/0-9]{0,30}", "arn:aws:s3:::", "https?://", "[a.]"]) {
        never_panics::<AccountId>(&text);
        never_panics::<Arn>(&text);
        never_panics::<RoleArn>(&text);
        never_panics::<CertificateArn>(&text);
        never_panics::<AvailabilityZone>(&text);
        never_panics::<BucketName>(&text);
        never_panics::<Cidr>(&text);
        never_panics::<VpcCidr>(&text);
        never_panics::<DomainName>(&text);
        never_panics::<Url>(&text);
        never_panics::<HttpsUrl>(&text);
        never_panics::<InstanceType>(&text);
        never_panics::<Region>(&text);
        never_panics::<SubnetId>(&text);
        never_panics::<TagKey>(&text);
        never_panics::<TagValue>(&text);
    }

    #[test]
    fn a_text_is_read_letter_by_letter(text in "[A-Za-z0-9_.+-]{1,20}") {
        prop_assume!(!matches!(text.as_str(), "null" | "Null" | "NULL" | "-" | "---" | "..."));
        let file = SettingsFile::parse("config.yaml", &format!("names:\n  - {text}\n  - \"{text}\"\n")).unwrap();
        prop_assert_eq!(file.root::<Flat>().unwrap().names, [text.clone(), text]);
    }

    #[test]
    fn ranges_round_trip(bits in any::<u32>(), prefix in 0u8..=32) {
        let range = Cidr::around(Ipv4Addr::from_bits(bits), prefix).unwrap();
        prop_assert_eq!(&range.to_string().parse::<Cidr>().unwrap(), &range);
        prop_assert!(range.contains(Ipv4Addr::from_bits(bits)));
        prop_assert!(range.overlaps(&range));
        let written = format!("{}/{prefix}", Ipv4Addr::from_bits(bits));
        match written.parse::<Cidr>() {
            Ok(parsed) => prop_assert_eq!(parsed, range),
            Err(mistake) => prop_assert_eq!(mistake.help, format!("write `{range}`")),
        }
    }

    #[test]
    fn overlap_is_the_same_both_ways(a in any::<u32>(), b in any::<u32>(), p in 0u8..8, q in 0u8..8) {
        let (a, b) = (Cidr::around(a.into(), p).unwrap(), Cidr::around(b.into(), q).unwrap());
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        prop_assert_eq!(a.overlaps(&b), a.contains(b.network()) || b.contains(a.network()));
    }

    #[test]
    fn one_wrong_letter_finds_the_word(at in 0usize..12, letter in "[a-z]") {
        let word = "queue_address";
        let mut misspelt = word.to_owned();
        misspelt.replace_range(at..=at, &letter);
        prop_assert_eq!(suggest(&misspelt, ["vpc_cidr", word, "company"]), Some(word));
        misspelt.remove(at);
        prop_assert_eq!(suggest(&misspelt, ["vpc_cidr", word, "company"]), Some(word));
    }

    #[test]
    fn a_suggestion_is_one_of_the_candidates(word in any::<String>(), candidates in prop::collection::vec("[a-z]{1,8}", 0..5)) {
        if let Some(found) = suggest(&word, candidates.iter().map(String::as_str)) {
            prop_assert!(candidates.iter().any(|candidate| candidate == found));
        }
    }
}

#[test]
fn types_take_long_texts() {
    for part in ["a", ".", "a.", "1", "-", "é", "arn:aws:s3:::", "s3://", "https://", "@", "a:"] {
        let text = part.repeat(100_000);
        never_panics::<AccountId>(&text);
        never_panics::<Arn>(&text);
        never_panics::<AvailabilityZone>(&text);
        never_panics::<BucketName>(&text);
        never_panics::<Cidr>(&text);
        never_panics::<DomainName>(&text);
        never_panics::<InstanceType>(&text);
        never_panics::<TagKey>(&text);
        never_panics::<Url>(&text);
        never_panics::<Url>(&format!("https://{text}"));
    }
}
