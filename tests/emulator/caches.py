"""ElastiCache, as far as moto's own does not do or check it; its operations take the place of moto's.

What is there is kept as the API shows it. Users are still moto's.
"""

import copy
import datetime
import re

from botocore.exceptions import ClientError
from moto.core.responses import ActionResult, EmptyResult, PaginatedResult
from moto.elasticache.exceptions import ElastiCacheException
from moto.elasticache.responses import ElastiCacheResponse
from moto.utilities.utils import get_partition

from cache_rules import check_cluster, check_group, default_parameter_group, family, refuse
from services import client

SHORT_REGIONS = {"central": "c", "east": "e", "north": "n", "northeast": "ne", "northwest": "nw", "south": "s",
                 "southeast": "se", "southwest": "sw", "west": "w"}  # fmt: skip


def short_region(region):
    """How a region is called in addresses: euw1 for eu-west-1."""
    area, direction, number = region.rsplit("-", 2)
    return area.replace("-", "") + SHORT_REGIONS[direction] + number


def not_found(code, what, name):
    return ElastiCacheException(code, f"{what} {name} not found.")


class Caches:
    """What one account has in one region; what the API calls it is how it is kept."""

    def __init__(self, account, region):
        self.account, self.region = account, region
        self.subnet_groups, self.parameter_groups, self.user_groups = {}, {}, {}
        self.clusters, self.groups, self.snapshots = {}, {}, {}
        # what the API does not show: the names of parameters and their values, and the AUTH tokens
        self.parameters, self.tokens, self.tags = {}, {}, {}

    def client(self, service):
        return client(service, self.account, self.region)

    def arn(self, kind, name):
        return f"arn:{get_partition(self.region)}:elasticache:{self.region}:{self.account}:{kind}:{name}"

    def find(self, where, name, code, what):
        if name not in where:
            raise not_found(code, what, name)
        return where[name]

    def subnet_group(self, name):
        return self.find(self.subnet_groups, name, "CacheSubnetGroupNotFoundFault", "Cache Subnet Group")

    def parameter_group(self, name):
        """A group of this name; those that ElastiCache has by itself are always there."""
        if name.startswith("default."):
            family_ = name.removeprefix("default.").removesuffix(".cluster.on")
            return {"CacheParameterGroupName": name, "CacheParameterGroupFamily": family_}
        return self.find(self.parameter_groups, name, "CacheParameterGroupNotFound", "CacheParameterGroup")

    def cluster(self, name):
        return self.find(self.clusters, name, "CacheClusterNotFound", "CacheCluster")

    def group(self, name):
        return self.find(self.groups, name, "ReplicationGroupNotFoundFault", "ReplicationGroup")

    def snapshot(self, name):
        return self.find(self.snapshots, name, "SnapshotNotFoundFault", "Snapshot")

    def user_group(self, name):
        return self.find(self.user_groups, name, "UserGroupNotFound", "UserGroup")

    def subnets(self, ids):
        """The subnets as groups of them show them; they must be there, and in one VPC."""
        try:
            found = self.client("ec2").describe_subnets(SubnetIds=ids)["Subnets"]
        except ClientError as error:
            raise ElastiCacheException("InvalidSubnet", error.response["Error"]["Message"])
        if len({each["VpcId"] for each in found}) > 1:
            raise ElastiCacheException("InvalidSubnet", "All subnets must belong to the same VPC")
        return found[0]["VpcId"], [
            {
                "SubnetIdentifier": each["SubnetId"],
                "SubnetAvailabilityZone": {"Name": each["AvailabilityZone"]},
                "SupportedNetworkTypes": ["ipv4"],
            }
            for each in found
        ]

    def uses_cluster_mode(self, given):
        """Whether a replication group is one whose data is spread over shards."""
        name = given.get("CacheParameterGroupName", "")
        own = self.parameters.get(name, {}).get("cluster-enabled")
        shards = given.get("NumNodeGroups", 1) > 1
        return given.get("ClusterMode") == "enabled" or shards or name.endswith(".cluster.on") or own == "yes"

    def node(self, given, name, role=None):
        """A cluster as the API shows it, alone or as a member of a replication group."""
        shown = ("CacheNodeType", "Engine", "EngineVersion", "CacheSubnetGroupName", "PreferredMaintenanceWindow",
                 "SnapshotRetentionLimit", "SnapshotWindow", "AutoMinorVersionUpgrade", "NetworkType", "IpDiscovery",
                 "TransitEncryptionEnabled", "TransitEncryptionMode", "AtRestEncryptionEnabled")  # fmt: skip
        made = {key: given[key] for key in shown if key in given}
        made.update(
            CacheClusterId=name,
            ARN=self.arn("cluster", name),
            CacheClusterStatus="available",
            CacheClusterCreateTime=datetime.datetime.now(datetime.timezone.utc),
            NumCacheNodes=given.get("NumCacheNodes", 1),
            AuthTokenEnabled="AuthToken" in given,
            SecurityGroups=[{"SecurityGroupId": id_, "Status": "active"} for id_ in given.get("SecurityGroupIds", [])],
            CacheParameterGroup={
                "CacheParameterGroupName": given.get("CacheParameterGroupName") or default_parameter_group(given),
                "ParameterApplyStatus": "in-sync",
            },
            LogDeliveryConfigurations=logs(given),
        )
        if topic := given.get("NotificationTopicArn"):
            made["NotificationConfiguration"] = {"TopicArn": topic, "TopicStatus": "active"}
        port, zone = given.get("Port", 6379), given.get("PreferredAvailabilityZone", self.region + "a")
        made["PreferredAvailabilityZone"] = zone
        made["CacheNodes"] = [
            {
                "CacheNodeId": f"{number:04}",
                "CacheNodeStatus": "available",
                "CustomerAvailabilityZone": zone,
                "Endpoint": {"Address": self.address(name, f".{number:04}"), "Port": port},
            }
            for number in range(1, made["NumCacheNodes"] + 1)
        ]
        return made

    def address(self, name, suffix, prefix=""):
        return f"{prefix}{name}.p1rlin{suffix}.{short_region(self.region)}.cache.amazonaws.com"

    def endpoints(self, name, given):
        """Where a replication group without shards is written and read; encrypted ones are called otherwise."""
        port, encrypted = given.get("Port", 6379), given.get("TransitEncryptionEnabled")
        both = ("master.", "replica.") if encrypted else ("", "")
        names = (name, name) if encrypted else (name, f"{name}-ro")
        suffix = "" if encrypted else ".ng.0001"
        return [{"Address": self.address(each, suffix, prefix), "Port": port} for each, prefix in zip(names, both)]


def logs(given):
    return [{**each, "Status": "active"} for each in given.get("LogDeliveryConfigurations", [])]


class Operations(ElastiCacheResponse):
    """Their names are those of the operations, in snake case."""

    @property
    def caches(self):
        backend = self.elasticache_backend
        return backend.__dict__.setdefault("caches", Caches(backend.account_id, backend.region_name))

    def given(self):
        return copy.deepcopy(dict(self._get_params()))

    def tagged(self, arn, given):
        self.caches.tags[arn] = {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}

    def listed(self, answer, where, name, find):
        name = self._get_param(name)
        return PaginatedResult({answer: [find(name)] if name else list(where.values())})

    # groups of subnets

    def create_cache_subnet_group(self):
        given, caches = self.given(), self.caches
        name = given["CacheSubnetGroupName"].lower()
        if not re.fullmatch(r"[a-z0-9-]{1,255}", name):
            refuse(f"The parameter CacheSubnetGroupName is not a valid identifier: {name}")
        if name in caches.subnet_groups:
            message = f"Cache subnet group {name} already exists."
            raise ElastiCacheException("CacheSubnetGroupAlreadyExists", message)
        vpc, subnets = caches.subnets(given["SubnetIds"])
        caches.subnet_groups[name] = {
            "ARN": caches.arn("subnetgroup", name),
            "CacheSubnetGroupName": name,
            "CacheSubnetGroupDescription": given["CacheSubnetGroupDescription"],
            "VpcId": vpc,
            "Subnets": subnets,
            "SupportedNetworkTypes": ["ipv4"],
        }
        self.tagged(caches.arn("subnetgroup", name), given)
        return ActionResult({"CacheSubnetGroup": caches.subnet_groups[name]})

    def modify_cache_subnet_group(self):
        given, caches = self.given(), self.caches
        group = caches.subnet_group(given["CacheSubnetGroupName"])
        if "SubnetIds" in given:
            group["VpcId"], group["Subnets"] = caches.subnets(given["SubnetIds"])
        if "CacheSubnetGroupDescription" in given:
            group["CacheSubnetGroupDescription"] = given["CacheSubnetGroupDescription"]
        return ActionResult({"CacheSubnetGroup": group})

    def describe_cache_subnet_groups(self):
        caches = self.caches
        return self.listed("CacheSubnetGroups", caches.subnet_groups, "CacheSubnetGroupName", caches.subnet_group)

    def delete_cache_subnet_group(self):
        caches, name = self.caches, self._get_param("CacheSubnetGroupName")
        caches.subnet_group(name)
        if any(each.get("CacheSubnetGroupName") == name for each in caches.clusters.values()):
            message = f"Cache subnet group {name} is currently in use by a cache cluster."
            raise ElastiCacheException("CacheSubnetGroupInUse", message)
        del caches.subnet_groups[name]
        return EmptyResult()

    # groups of parameters

    def create_cache_parameter_group(self):
        given, caches = self.given(), self.caches
        name = given["CacheParameterGroupName"]
        if name in caches.parameter_groups:
            message = f"Parameter group {name} already exists"
            raise ElastiCacheException("CacheParameterGroupAlreadyExists", message)
        if not re.fullmatch(r"memcached1\.[456]|redis[2-6]\.[0-9x]+|redis7|valkey[789]", given["CacheParameterGroupFamily"]):
            refuse(f"CacheParameterGroupFamily {given['CacheParameterGroupFamily']} is not a valid parameter group family.")
        arn = caches.arn("parametergroup", name)
        shown = ("CacheParameterGroupName", "CacheParameterGroupFamily", "Description")
        caches.parameter_groups[name] = {"ARN": arn, "IsGlobal": False, **{key: given[key] for key in shown}}
        caches.parameters[name] = {}
        self.tagged(arn, given)
        return ActionResult({"CacheParameterGroup": caches.parameter_groups[name]})

    def modify_cache_parameter_group(self):
        given, caches = self.given(), self.caches
        name = given["CacheParameterGroupName"]
        caches.parameter_group(name)
        if name.startswith("default."):
            refuse("The default parameter groups cannot be modified.")
        for each in given["ParameterNameValues"]:
            caches.parameters[name][each["ParameterName"]] = each.get("ParameterValue", "")
        return ActionResult({"CacheParameterGroupName": name})

    def reset_cache_parameter_group(self):
        given, caches = self.given(), self.caches
        name = given["CacheParameterGroupName"]
        caches.parameter_group(name)
        for each in given.get("ParameterNameValues", []):
            caches.parameters[name].pop(each["ParameterName"], None)
        return ActionResult({"CacheParameterGroupName": name})

    def describe_cache_parameter_groups(self):
        caches = self.caches
        arguments = "CacheParameterGroups", caches.parameter_groups, "CacheParameterGroupName", caches.parameter_group
        return self.listed(*arguments)

    def describe_cache_parameters(self):
        """The parameters that were set; those at their defaults are not listed."""
        name = self._get_param("CacheParameterGroupName")
        self.caches.parameter_group(name)
        own = self.caches.parameters.get(name, {})
        shown = [{"ParameterName": key, "ParameterValue": value, "Source": "user"} for key, value in own.items()]
        return ActionResult({"Parameters": shown})

    def delete_cache_parameter_group(self):
        caches, name = self.caches, self._get_param("CacheParameterGroupName")
        caches.parameter_group(name)
        used = [each["CacheParameterGroup"]["CacheParameterGroupName"] for each in caches.clusters.values()]
        if name in used:
            message = f"One or more cache clusters are still members of this parameter group {name}"
            raise ElastiCacheException("InvalidCacheParameterGroupState", message)
        del caches.parameter_groups[name], caches.parameters[name]
        return EmptyResult()

    # clusters

    def create_cache_cluster(self):
        given, caches = self.given(), self.caches
        name = given["CacheClusterId"].lower()
        if name in caches.clusters:
            message = f"Cache cluster already exists: {name}"
            raise ElastiCacheException("CacheClusterAlreadyExists", message)
        check_cluster(caches, given)
        made = caches.clusters[name] = caches.node(given, name)
        if given["Engine"] == "memcached":
            address = caches.address(name, ".cfg")
            made["ConfigurationEndpoint"] = {"Address": address, "Port": given.get("Port", 11211)}
        self.tagged(made["ARN"], given)
        return ActionResult({"CacheCluster": made})

    def modify_cache_cluster(self):
        given, caches = self.given(), self.caches
        made = caches.cluster(given["CacheClusterId"])
        engine = {"Engine": made["Engine"], "EngineVersion": made.get("EngineVersion")}
        number = {"NumCacheNodes": made["NumCacheNodes"]}
        check_cluster(caches, {"CacheNodeType": made["CacheNodeType"], **engine, **number, **given}, was=made)
        change_node(made, given)
        return ActionResult({"CacheCluster": made})

    def describe_cache_clusters(self):
        caches = self.caches
        return self.listed("CacheClusters", caches.clusters, "CacheClusterId", caches.cluster)

    def delete_cache_cluster(self):
        given, caches = self.given(), self.caches
        made = caches.cluster(given["CacheClusterId"])
        if group := made.get("ReplicationGroupId"):
            message = f"Cluster {made['CacheClusterId']} is a member of the replication group {group}"
            raise ElastiCacheException("InvalidCacheClusterState", message)
        if snapshot := given.get("FinalSnapshotIdentifier"):
            self.take_snapshot(snapshot, made, CacheClusterId=made["CacheClusterId"])
        del caches.clusters[made["CacheClusterId"]]
        return ActionResult({"CacheCluster": {**made, "CacheClusterStatus": "deleting"}})

    # replication groups

    def create_replication_group(self):
        given, caches = self.given(), self.caches
        name = given["ReplicationGroupId"].lower()
        if name in caches.groups:
            message = f"Replication group {name} already exists."
            raise ElastiCacheException("ReplicationGroupAlreadyExists", message)
        given.setdefault("Engine", "redis")
        sharded = caches.uses_cluster_mode(given)
        check_group(caches, given, sharded)
        shown = ("CacheNodeType", "Engine", "KmsKeyId", "UserGroupIds", "AutoMinorVersionUpgrade", "NetworkType",
                 "IpDiscovery", "SnapshotWindow", "TransitEncryptionMode")  # fmt: skip
        made = {key: given[key] for key in shown if key in given}
        made.update(
            ReplicationGroupId=name,
            ARN=caches.arn("replicationgroup", name),
            Description=given["ReplicationGroupDescription"],
            Status="available",
            ClusterEnabled=sharded,
            ClusterMode="enabled" if sharded else "disabled",
            AutomaticFailover="enabled" if given.get("AutomaticFailoverEnabled") else "disabled",
            MultiAZ="enabled" if given.get("MultiAZEnabled") else "disabled",
            SnapshotRetentionLimit=given.get("SnapshotRetentionLimit", 0),
            AuthTokenEnabled="AuthToken" in given,
            TransitEncryptionEnabled=given.get("TransitEncryptionEnabled", False),
            AtRestEncryptionEnabled=given.get("AtRestEncryptionEnabled", False),
            LogDeliveryConfigurations=logs(given),
            DataTiering="enabled" if given.get("DataTieringEnabled") else "disabled",
        )
        if given.get("TransitEncryptionEnabled"):
            made.setdefault("TransitEncryptionMode", "required")
        if sharded:
            prefix = "clustercfg." if given.get("TransitEncryptionEnabled") else ""
            suffix = "" if prefix else ".clustercfg"
            where = {"Address": caches.address(name, suffix, prefix), "Port": given.get("Port", 6379)}
            made["ConfigurationEndpoint"] = where
        caches.groups[name], caches.tokens[name] = made, given.get("AuthToken")
        self.lay_out(made, given)
        self.tagged(made["ARN"], given)
        return ActionResult({"ReplicationGroup": made})

    def lay_out(self, made, given):
        """Makes the members of a replication group: its shards with their nodes."""
        caches, name, sharded = self.caches, made["ReplicationGroupId"], made["ClusterEnabled"]
        configured = given.get("NodeGroupConfiguration", [])
        shards = given.get("NumNodeGroups") or len(configured) or 1
        replicas = given.get("ReplicasPerNodeGroup", given.get("NumCacheClusters", 1) - 1)
        zones = given.get("PreferredCacheClusterAZs") or [caches.region + letter for letter in "abc"]
        made["NodeGroups"], made["MemberClusters"] = [], []
        for shard in range(1, shards + 1):
            own = configured[shard - 1] if len(configured) >= shard else {}
            nodes = []
            for number in range(1, own.get("ReplicaCount", replicas) + 2):
                id_ = f"{name}-{shard:04}-{number:03}" if sharded else f"{name}-{number:03}"
                zone = {"PreferredAvailabilityZone": zones[(number - 1) % len(zones)]}
                member = caches.node({**given, "NumCacheNodes": 1, **zone}, id_)
                member["ReplicationGroupId"] = name
                caches.clusters[id_] = member
                made["MemberClusters"].append(id_)
                role = {} if sharded else {"CurrentRole": "primary" if number == 1 else "replica"}
                endpoint = {} if sharded else {"ReadEndpoint": member["CacheNodes"][0]["Endpoint"]}
                nodes.append({"CacheClusterId": id_, "CacheNodeId": "0001", **zone, **role, **endpoint})
            group = {"NodeGroupId": own.get("NodeGroupId", f"{shard:04}"), "Status": "available"}
            if not sharded:
                group["PrimaryEndpoint"], group["ReaderEndpoint"] = caches.endpoints(name, given)
            made["NodeGroups"].append({**group, "NodeGroupMembers": nodes})

    def modify_replication_group(self):
        given, caches = self.given(), self.caches
        made = caches.group(given["ReplicationGroupId"])
        members = [caches.clusters[id_] for id_ in made["MemberClusters"]]
        before = {
            **{key: made[key] for key in ("Engine", "CacheNodeType", "TransitEncryptionEnabled", "TransitEncryptionMode",
                                          "AtRestEncryptionEnabled", "UserGroupIds") if key in made},
            "EngineVersion": members[0].get("EngineVersion"),
            "CacheParameterGroupName": members[0]["CacheParameterGroup"]["CacheParameterGroupName"],
            "AutomaticFailoverEnabled": made["AutomaticFailover"] == "enabled",
            "MultiAZEnabled": made["MultiAZ"] == "enabled",
            "NumCacheClusters": len(members),
        }  # fmt: skip
        if caches.tokens.get(made["ReplicationGroupId"]):
            before["AuthToken"] = caches.tokens[made["ReplicationGroupId"]]
        if "EngineVersion" in given and "CacheParameterGroupName" not in given:
            upgraded = {**before, **given}
            if before["CacheParameterGroupName"].startswith("default.") and family(upgraded) != family(before):
                before["CacheParameterGroupName"] = given["CacheParameterGroupName"] = default_parameter_group(upgraded)
        strategy = given.pop("AuthTokenUpdateStrategy", "ROTATE")
        given["UserGroupIds"] = sorted(
            {*before.get("UserGroupIds", []), *given.pop("UserGroupIdsToAdd", [])} - {*given.pop("UserGroupIdsToRemove", [])}
        )
        if strategy == "DELETE":
            given.pop("AuthToken", None)
            before.pop("AuthToken", None)
        check_group(caches, {**before, **given}, made["ClusterEnabled"], was=before)
        for key, name in (("AutomaticFailoverEnabled", "AutomaticFailover"), ("MultiAZEnabled", "MultiAZ")):
            if key in given:
                made[name] = "enabled" if given[key] else "disabled"
        if "ReplicationGroupDescription" in given:
            made["Description"] = given["ReplicationGroupDescription"]
        for key in ("AutoMinorVersionUpgrade", "CacheNodeType", "Engine", "SnapshotRetentionLimit", "SnapshotWindow",
                    "TransitEncryptionEnabled", "TransitEncryptionMode", "UserGroupIds"):  # fmt: skip
            if key in given:
                made[key] = given[key]
        if "LogDeliveryConfigurations" in given:
            made["LogDeliveryConfigurations"] = logs(given)
        if "AuthToken" in given or strategy == "DELETE":
            caches.tokens[made["ReplicationGroupId"]] = given.get("AuthToken")
            made["AuthTokenEnabled"] = "AuthToken" in given
        for member in members:
            change_node(member, given)
        return ActionResult({"ReplicationGroup": made})

    def increase_replica_count(self):
        return self.change_replicas(lambda now, wanted: wanted > now)

    def decrease_replica_count(self):
        return self.change_replicas(lambda now, wanted: wanted < now)

    def change_replicas(self, is_right):
        given, caches = self.given(), self.caches
        made = caches.group(given["ReplicationGroupId"])
        now, wanted = len(made["NodeGroups"][0]["NodeGroupMembers"]) - 1, given["NewReplicaCount"]
        if not is_right(now, wanted):
            refuse(f"The group has {now} replicas already, which cannot become {wanted} by this operation.")
        if wanted == 0 and made["AutomaticFailover"] == "enabled":
            refuse("A replication group with automatic failover needs a replica.")
        first = caches.clusters[made["MemberClusters"][0]]
        for id_ in made["MemberClusters"]:
            del caches.clusters[id_]
        like = {key: value for key, value in first.items() if key not in ("CacheClusterId", "ARN", "CacheNodes")}
        like["CacheParameterGroupName"] = first["CacheParameterGroup"]["CacheParameterGroupName"]
        like["SecurityGroupIds"] = [each["SecurityGroupId"] for each in first["SecurityGroups"]]
        like["Port"] = first["CacheNodes"][0]["Endpoint"]["Port"]
        if caches.tokens.get(made["ReplicationGroupId"]):
            like["AuthToken"] = caches.tokens[made["ReplicationGroupId"]]
        shards = len(made["NodeGroups"])
        self.lay_out(made, {**like, "NumNodeGroups": shards, "ReplicasPerNodeGroup": wanted})
        return ActionResult({"ReplicationGroup": made})

    def describe_replication_groups(self):
        caches = self.caches
        return self.listed("ReplicationGroups", caches.groups, "ReplicationGroupId", caches.group)

    def delete_replication_group(self):
        given, caches = self.given(), self.caches
        made = caches.group(given["ReplicationGroupId"])
        if snapshot := given.get("FinalSnapshotIdentifier"):
            self.take_snapshot(snapshot, made, ReplicationGroupId=made["ReplicationGroupId"])
        for id_ in made["MemberClusters"]:
            del caches.clusters[id_]
        del caches.groups[made["ReplicationGroupId"]]
        return ActionResult({"ReplicationGroup": {**made, "Status": "deleting"}})

    # snapshots

    def take_snapshot(self, name, of, **source):
        caches = self.caches
        if name in caches.snapshots:
            message = "Snapshot with specified name already exists."
            raise ElastiCacheException("SnapshotAlreadyExistsFault", message)
        shown = ("CacheNodeType", "Engine", "EngineVersion", "CacheSubnetGroupName", "SnapshotRetentionLimit", "KmsKeyId")
        caches.snapshots[name] = {
            **{key: of[key] for key in shown if key in of},
            "SnapshotName": name,
            "ARN": caches.arn("snapshot", name),
            "SnapshotStatus": "available",
            "SnapshotSource": "manual",
            **source,
        }
        return caches.snapshots[name]

    def create_snapshot(self):
        given, caches = self.given(), self.caches
        if "ReplicationGroupId" in given:
            id_ = given["ReplicationGroupId"]
            made = self.take_snapshot(given["SnapshotName"], caches.group(id_), ReplicationGroupId=id_)
        else:
            id_ = given.get("CacheClusterId", "")
            made = self.take_snapshot(given["SnapshotName"], caches.cluster(id_), CacheClusterId=id_)
        return ActionResult({"Snapshot": made})

    def describe_snapshots(self):
        given, caches = self.given(), self.caches
        by = {key: given[key] for key in ("CacheClusterId", "ReplicationGroupId") if key in given}
        found = [caches.snapshot(given["SnapshotName"])] if "SnapshotName" in given else caches.snapshots.values()
        return ActionResult({"Snapshots": [each for each in found if by.items() <= each.items()]})

    def delete_snapshot(self):
        made = self.caches.snapshot(self._get_param("SnapshotName"))
        del self.caches.snapshots[made["SnapshotName"]]
        return ActionResult({"Snapshot": {**made, "SnapshotStatus": "deleting"}})

    # groups of users

    def create_user_group(self):
        given, caches = self.given(), self.caches
        name, users = given["UserGroupId"], given.get("UserIds", [])
        if name in caches.user_groups:
            raise ElastiCacheException("UserGroupAlreadyExists", f"User Group {name} already exists.")
        for user in users:
            self.elasticache_backend.describe_users(user_id=user)
        arn = caches.arn("usergroup", name)
        shown = {"UserGroupId": name, "Engine": given["Engine"], "UserIds": users, "Status": "active", "ARN": arn}
        caches.user_groups[name] = shown
        self.tagged(arn, given)
        return ActionResult(shown)

    def modify_user_group(self):
        given, caches = self.given(), self.caches
        made = caches.user_group(given["UserGroupId"])
        for user in given.get("UserIdsToAdd", []):
            self.elasticache_backend.describe_users(user_id=user)
        users = {*made["UserIds"], *given.get("UserIdsToAdd", [])} - {*given.get("UserIdsToRemove", [])}
        made["UserIds"] = sorted(users)
        return ActionResult(made)

    def describe_user_groups(self):
        caches = self.caches
        return self.listed("UserGroups", caches.user_groups, "UserGroupId", caches.user_group)

    def delete_user_group(self):
        made = self.caches.user_group(self._get_param("UserGroupId"))
        del self.caches.user_groups[made["UserGroupId"]]
        return ActionResult({**made, "Status": "deleting"})

    # tags

    def tags_in_question(self):
        arn = self._get_param("ResourceName")
        if arn not in self.caches.tags:
            raise ElastiCacheException("InvalidARN", f"{arn} is not a valid ARN.")
        return self.caches.tags[arn]

    def add_tags_to_resource(self):
        tags = self.tags_in_question()
        tags.update({tag["Key"]: tag["Value"] for tag in self._get_param("Tags", [])})
        return ActionResult({"TagList": [{"Key": key, "Value": value} for key, value in tags.items()]})

    def remove_tags_from_resource(self):
        tags = self.tags_in_question()
        for key in self._get_param("TagKeys", []):
            tags.pop(key, None)
        return ActionResult({"TagList": [{"Key": key, "Value": value} for key, value in tags.items()]})

    def list_tags_for_resource(self):
        tags = self.tags_in_question()
        return ActionResult({"TagList": [{"Key": key, "Value": value} for key, value in tags.items()]})


def change_node(made, given):
    """What a modification changes of a cluster, alone or as a member of a replication group."""
    for key in ("AutoMinorVersionUpgrade", "CacheNodeType", "Engine", "EngineVersion", "PreferredMaintenanceWindow",
                "SnapshotRetentionLimit", "SnapshotWindow", "TransitEncryptionEnabled",
                "TransitEncryptionMode"):  # fmt: skip
        if key in given:
            made[key] = given[key]
    if "CacheParameterGroupName" in given:
        made["CacheParameterGroup"]["CacheParameterGroupName"] = given["CacheParameterGroupName"]
    if "SecurityGroupIds" in given:
        made["SecurityGroups"] = [{"SecurityGroupId": id_, "Status": "active"} for id_ in given["SecurityGroupIds"]]
    if "NotificationTopicArn" in given:
        made["NotificationConfiguration"] = {"TopicArn": given["NotificationTopicArn"], "TopicStatus": "active"}
    if "LogDeliveryConfigurations" in given:
        made["LogDeliveryConfigurations"] = logs(given)


def install():
    """Puts all this in the place of moto's own."""
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(ElastiCacheResponse, name, operation)
