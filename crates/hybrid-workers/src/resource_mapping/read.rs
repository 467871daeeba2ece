//! Reads what the AWS command line printed, and states of Terraform.

use purlin_core::{Finding, Findings, Place};
use purlin_product::words::region_of;
use serde_json::Value as Json;

use super::ResourceDocument;
use super::arn::Arn;
use super::found::{Everything, Found};
use super::listings::{AWS, Listing, TERRAFORM};

/// The list of `aws resourcegroupstaggingapi get-resources`.
const TAGGED: &str = "ResourceTagMappingList";
/// What stands in a list that goes on elsewhere.
const CONTINUED: [&str; 4] = ["PaginationToken", "NextToken", "Marker", "IsTruncated"];
/// The layout of Terraform's states that has been the one since its version 0.12.
const STATE_VERSION: i64 = 4;
/// What instances are called that nobody can use any more.
const ENDED: [&str; 2] = ["shutting-down", "terminated"];

/// Everything that the documents tell, or what is wrong with them.
pub(super) fn read(documents: &[ResourceDocument]) -> Result<Everything, Findings> {
    let mut everything = Everything::default();
    let mut findings = Findings::default();
    for document in documents {
        let place = Place::file(&document.name);
        let outcome = parse(&document.text).and_then(|json| read_document(&json, &document.name, &mut everything));
        if let Err(finding) = outcome {
            findings.push(finding.at(place));
        }
    }
    if findings.has_errors() { Err(findings) } else { Ok(everything) }
}

fn parse(text: &str) -> Result<Json, Finding> {
    // PowerShell begins files like this.
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| {
        Finding::error("not-json", format!("this is no JSON: {error}"))
            .help("let the AWS command line print JSON, with `--output json`")
    })
}

fn read_document(json: &Json, name: &str, everything: &mut Everything) -> Result<(), Finding> {
    if let Some(token) = CONTINUED.iter().find(|token| goes_on(json.get(token))) {
        let message = format!("the list is not complete: `{token}` says that it goes on");
        return Err(Finding::error("incomplete-document", message).help("leave out `--max-items` and `--no-paginate`"));
    }
    if json.get("format_version").is_some() && json.get("values").is_some() {
        return Err(Finding::error("unknown-document", "this is a state as `terraform show` prints it")
            .help("give what `terraform state pull` prints"));
    }
    if let (Some(version), Some(Json::Array(resources))) = (json.get("version"), json.get("resources")) {
        if version.as_i64() != Some(STATE_VERSION) {
            let message =
                format!("this state of Terraform has the layout {version}, and only {STATE_VERSION} is known");
            return Err(Finding::error("unknown-document", message)
                .help("let a Terraform from 0.12 on write it anew, with `terraform apply -refresh-only`"));
        }
        resources.iter().for_each(|resource| read_terraform(resource, name, everything));
        return Ok(());
    }
    let mut is_known = false;
    if let Some(Json::Array(tagged)) = json.get(TAGGED) {
        is_known = true;
        tagged.iter().for_each(|item| read_tagged(item, name, everything));
    }
    for listing in &AWS {
        let Some(items) = items(json, listing.list) else { continue };
        is_known = true;
        everything.listed.insert(listing.resource_type);
        let found = items.into_iter().filter_map(|item| read_item(item, listing, name));
        found.for_each(|found| everything.add(found));
    }
    if is_known {
        return Ok(());
    }
    let lists: Vec<&str> = AWS.iter().map(|listing| listing.list.split('.').next().unwrap_or_default()).collect();
    let message = "this is neither a list of resources nor a state of Terraform";
    Err(Finding::error("unknown-document", message).help(format!(
        "give what `terraform state pull` prints, or what the AWS command line prints with {TAGGED}, {}",
        lists.join(", ")
    )))
}

fn goes_on(token: Option<&Json>) -> bool {
    match token {
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Bool(truncated)) => *truncated,
        _ => false,
    }
}

/// An item of the list of everything that has a tag.
fn read_tagged(item: &Json, document: &str, everything: &mut Everything) {
    let arn = item.get("ResourceARN").and_then(Json::as_str).and_then(Arn::parse);
    let Some((arn, told)) = arn.and_then(|arn| Some((arn, arn.told()?))) else { return };
    let mut found = Found::new(told.resource_type, told.key, document);
    found.place(&arn);
    found.names.extend(told.name.map(str::to_owned));
    found.names.extend(tag_name(item));
    found.identifiers.extend(told.identifier.map(|(property, value)| (property, value.to_owned())));
    everything.add(found);
}

/// A resource of a state, with all its instances.
fn read_terraform(resource: &Json, document: &str, everything: &mut Everything) {
    let text = |key: &str| resource.get(key).and_then(Json::as_str).unwrap_or_default();
    if text("mode") != "managed" {
        return;
    }
    let Some(listing) = TERRAFORM.iter().find(|listing| listing.list == text("type")) else {
        everything.other_in_terraform.insert(text("type").to_owned());
        return;
    };
    let instances = resource.get("instances").and_then(Json::as_array).into_iter().flatten();
    // What is deposed is replaced already, and about to be deleted.
    for instance in instances.filter(|instance| instance.get("deposed").is_none()) {
        let found = instance.get("attributes").and_then(|attributes| read_item(attributes, listing, document));
        found.into_iter().for_each(|found| everything.add(found));
    }
}

fn read_item(item: &Json, listing: &Listing, document: &str) -> Option<Found> {
    let read = |values: &'static [(&'static str, &'static str)]| {
        values.iter().filter_map(|(name, path)| Some((*name, scalar(at(item, path)?)?))).collect()
    };
    let mut found = Found::new(listing.resource_type, &scalar(at(item, listing.key)?)?, document);
    found.names.extend(listing.name.and_then(|path| scalar(at(item, path)?)));
    found.names.extend(tag_name(item));
    found.identifiers = read(listing.identifiers);
    found.properties = read(listing.properties);
    let arn = ["arn", "Arn", "ARN"].iter().find_map(|key| item.get(key)?.as_str());
    if let Some(arn) = arn.and_then(Arn::parse) {
        found.place(&arn);
    }
    let owner = ["OwnerId", "owner_id"].iter().find_map(|key| item.get(key)?.as_str());
    found.account = found.account.take().or_else(|| owner.map(str::to_owned));
    let zone = found.property("AvailabilityZone").and_then(region_of).map(str::to_owned);
    found.region = found.region.take().or(zone);
    found.is_gone = at(item, "State.Name").and_then(Json::as_str).is_some_and(|state| ENDED.contains(&state))
        || item.get("DeletedDate").is_some();
    Some(found)
}

/// The tag `Name`, as AWS lists tags or as Terraform does.
fn tag_name(item: &Json) -> Option<String> {
    let listed = item.get("Tags").and_then(Json::as_array).into_iter().flatten();
    let mut named = listed.filter(|tag| tag.get("Key").and_then(Json::as_str) == Some("Name"));
    let name = named.next().and_then(|tag| tag.get("Value")).or_else(|| item.get("tags")?.get("Name"))?;
    name.as_str().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// What is at a dotted path, in which numbers count the items of lists.
pub(super) fn at<'a>(json: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(json, |json, key| match json {
        Json::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => json.get(key),
    })
}

/// The items of a list, or of all lists within one. Nothing where the first of them is not there.
fn items<'a>(json: &'a Json, path: &str) -> Option<Vec<&'a Json>> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let list = json.get(first)?.as_array()?;
    Some(match rest {
        None => list.iter().collect(),
        Some(rest) => list.iter().filter_map(|item| items(item, rest)).flatten().collect(),
    })
}

fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) if !text.is_empty() => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(bool) => Some(bool.to_string()),
        _ => None,
    }
}
