"""Which type of resource a token of Pulumi means, in the words by which resources are looked up.

Most providers of Pulumi are built from those of Terraform, and the name of a type can be computed back:
``aws:s3/bucket:Bucket`` → ``aws_s3_bucket``. Azure's native one is named after the types of ARM, Amazon's after those
of CloudFormation. What only computing would tell is good enough to know the service, not always the exact name.
"""

from __future__ import annotations

from depscan.extractors.cloud import _azure
from depscan.syntax import lazy

_TOKEN = lazy.pattern(r"([a-z][a-z0-9-]{0,60}+):(?:([\w./-]{0,120}+):)?([A-Za-z]\w{0,120}+)")
_WORD = lazy.pattern(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VERSION = lazy.pattern(r"v\d\w*+")
# package → what its types begin with in Terraform
_PREFIXES = {
    "aws": "aws", "awsx": "aws", "aws-apigateway": "aws_api_gateway", "aws-iam": "aws_iam", "eks": "aws_eks",
    "aws-miniflux": "aws", "aws-quickstart-vpc": "aws_vpc", "aws-s3-replicated-bucket": "aws_s3",
    "aws-static-website": "aws_s3", "lambda-builders": "aws_lambda", "azure": "azurerm", "gcp": "google",
    "google-native": "google", "gcp-global-cloudrun": "google_cloud_run", "confluentcloud": "confluent",
    "equinix-metal": "metal", "oci": "oci", "ec": "ec", "f5bigip": "bigip", "ns1": "ns1", "pulumiservice":
    "pulumiservice", "sumologic": "sumologic", "splunk": "signalfx", "hcp": "hcp", "akamai": "akamai",
    "cyral": "cyral", "pinecone": "pinecone", "scaleway": "scaleway", "ionoscloud": "ionoscloud", "aiven": "aiven",
}  # fmt: skip
_NOTHING_RENTED = frozenset(
    {
        "pulumi", "random", "tls", "command", "docker", "docker-build", "std", "null", "time", "local", "http",
        "archive", "cloudinit", "kubernetes", "kubernetes-cert-manager", "kubernetes-ingress-nginx", "synced-folder",
        "terraform", "postgresql", "mysql", "dynamic", "pulumi-nodejs", "pulumi-python", "kubernetes-coredns",
        "external",
    }
)  # fmt: skip
_SYNCED = {"S3BucketFolder": "aws_s3_object", "GoogleCloudFolder": "google_storage_bucket_object",
           "AzureBlobFolder": "azurerm_storage_blob"}  # fmt: skip
# modules that Terraform calls otherwise; an empty name is left out
_MODULES = {
    "aws": {
        "apigateway": "api_gateway", "cfg": "config", "directconnect": "dx", "directoryservice": "directory_service",
        "elasticbeanstalk": "elastic_beanstalk", "servicediscovery": "service_discovery", "lb": "lb", "ec2": "ec2",
        "ec2transitgateway": "ec2_transit_gateway", "ec2clientvpn": "ec2_client_vpn", "index": "", "vpc": "vpc",
        "cloudhsmv2": "cloudhsm_v2", "rds": "rds", "mediaconvert": "media_convert", "alb": "alb", "kinesis": "kinesis",
    },
    "azurerm": {
        "core": "", "compute": "", "network": "", "appservice": "app_service", "appinsights": "application_insights",
        "keyvault": "key_vault", "containerservice": "", "sql": "mssql", "index": "", "operationalinsights":
        "log_analytics", "apimanagement": "api_management", "machinelearning": "machine_learning", "datafactory":
        "data_factory", "loganalytics": "log_analytics", "authorization": "", "privatelink": "private",
        "appconfiguration": "app_configuration", "monitoring": "monitor", "containerapp": "container_app",
        "recoveryservices": "recovery_services", "policy": "policy", "logicapps": "logic_app", "lb": "lb",
    },
    "google": {
        "cloudrun": "cloud_run", "cloudrunv2": "cloud_run_v2", "projects": "project", "serviceaccount":
        "service_account", "organizations": "", "artifactregistry": "artifact_registry", "secretmanager":
        "secret_manager", "appengine": "app_engine", "cloudscheduler": "cloud_scheduler", "cloudtasks": "cloud_tasks",
        "cloudfunctionsv2": "cloudfunctions2", "vertex": "vertex_ai", "certificatemanager": "certificate_manager",
        "accesscontextmanager": "access_context_manager", "vpcaccess": "vpc_access", "firebase": "firebase",
        "sqladmin": "sql", "run": "cloud_run", "index": "", "iam": "iam", "servicedirectory": "service_directory",
        "dataloss": "data_loss_prevention", "monitoring": "monitoring", "identityplatform": "identity_platform",
    },
}  # fmt: skip
# types of ec2 whose names Terraform does not begin with it
_OF_EC2 = frozenset(
    {
        "ami", "default_network_acl", "default_route_table", "default_security_group", "default_subnet", "default_vpc",
        "ebs_snapshot", "ebs_volume", "egress_only_internet_gateway", "eip", "eip_association", "flow_log", "instance",
        "internet_gateway", "key_pair", "launch_configuration", "launch_template", "main_route_table_association",
        "nat_gateway", "network_acl", "network_acl_rule", "network_interface", "peering_connection", "placement_group",
        "route", "route_table", "route_table_association", "security_group", "security_group_rule",
        "spot_fleet_request", "spot_instance_request", "subnet", "volume_attachment", "vpc", "vpc_dhcp_options",
        "vpc_endpoint", "vpc_peering_connection", "vpn_connection", "vpn_gateway", "customer_gateway",
    }
)  # fmt: skip
_EXACT = {
    "aws_lb_load_balancer": "aws_lb", "aws_lb_application_load_balancer": "aws_lb", "aws_lb_network_load_balancer":
    "aws_lb", "aws_alb_load_balancer": "aws_alb", "aws_elb_load_balancer": "aws_elb", "aws_rds_instance":
    "aws_db_instance", "aws_rds_subnet_group": "aws_db_subnet_group", "aws_rds_parameter_group":
    "aws_db_parameter_group", "aws_rds_proxy": "aws_db_proxy", "aws_rds_snapshot": "aws_db_snapshot",
    "aws_route53_zone": "aws_route53_zone", "aws_cloudtrail_trail": "aws_cloudtrail", "aws_codepipeline_pipeline":
    "aws_codepipeline", "aws_codecommit_repository": "aws_codecommit_repository", "aws_lambda_lambda_function":
    "aws_lambda_function", "aws_s3_bucket_v2": "aws_s3_bucket", "aws_ec2_default_vpc": "aws_default_vpc",
    "azurerm_kubernetes_cluster_kubernetes_cluster": "azurerm_kubernetes_cluster", "azurerm_registry":
    "azurerm_container_registry", "azurerm_group": "azurerm_container_group", "azurerm_storage_account":
    "azurerm_storage_account", "azurerm_app_service_linux_web_app": "azurerm_linux_web_app",
    "azurerm_app_service_windows_web_app": "azurerm_windows_web_app", "azurerm_app_service_linux_function_app":
    "azurerm_linux_function_app", "azurerm_app_service_service_plan": "azurerm_service_plan",
    "azurerm_app_service_plan": "azurerm_app_service_plan", "azurerm_app_service_app_service":
    "azurerm_app_service_environment_v3", "azurerm_app_service_function_app": "azurerm_function_app_slot",
    "azurerm_key_vault_key_vault": "azurerm_key_vault", "azurerm_lb_load_balancer": "azurerm_lb",
    "azurerm_application_insights_insights": "azurerm_application_insights", "azurerm_api_management_service":
    "azurerm_api_management", "azurerm_container_app_app": "azurerm_container_app", "azurerm_data_factory_factory":
    "azurerm_data_factory", "google_service_account_account": "google_service_account",
    "google_project_project": "google_project", "google_storage_default_object_acl":
    "google_storage_default_object_acl", "google_sql_database_instance": "google_sql_database_instance",
    "oci_object_storage_bucket": "oci_objectstorage_bucket", "hcloud_server": "hcloud_server",
}  # fmt: skip
# types of Azure's native provider whose names do not tell those of ARM
_OF_AZURE = {
    "web/webapp": "sites", "web/appserviceplan": "serverfarms", "web/webappslot": "sites/slots", "web/certificate":
    "certificates", "storage/blob": "storageAccounts/blobServices", "storage/blobcontainer":
    "storageAccounts/blobServices/containers", "storage/queue": "storageAccounts/queueServices/queues",
    "storage/table": "storageAccounts/tableServices/tables", "storage/fileshare":
    "storageAccounts/fileServices/shares", "storage/storageaccountstaticwebsite": "storageAccounts", "sql/database":
    "servers/databases", "keyvault/secret": "vaults/secrets", "keyvault/key": "vaults/keys", "cdn/endpoint":
    "profiles/endpoints", "network/subnet": "virtualNetworks/subnets", "documentdb/sqlresourcesqldatabase":
    "databaseAccounts/sqlDatabases", "cognitiveservices/deployment": "accounts/deployments", "servicebus/queue":
    "namespaces/queues", "servicebus/topic": "namespaces/topics", "eventhub/eventhub": "namespaces/eventhubs",
    "containerservice/agentpool": "managedClusters/agentPools", "apimanagement/apimanagementservice": "service",
    "signalrservice/signalr": "signalR", "search/service": "searchServices",
}  # fmt: skip
_NAMESPACES = {"dbforpostgresql": "DBforPostgreSQL", "dbformysql": "DBforMySQL", "documentdb": "DocumentDB",
               "aad": "AAD", "azureactivedirectory": "AzureActiveDirectory"}  # fmt: skip


def resource_type(token: str) -> str | None:
    """Return the type that a token means; None for what is nobody's service, and for what is no token.

    Such as ``azure-native:storage:StorageAccount`` → ``Microsoft.Storage/storageAccounts``, ``aws-native:s3:Bucket`` →
    ``AWS::s3::Bucket``, ``kubernetes:cert-manager.io/v1:Certificate`` → ``kubernetes:cert-manager.io``.
    """
    match = _TOKEN.fullmatch(token)
    if not match:
        return None
    package, group, name = match[1], (match[2] or "index").partition("/")[0], match[3]
    if package == "kubernetes":
        return f"kubernetes:{group}" if "." in group and not group.endswith((".k8s.io", "helm.sh")) else None
    if package == "synced-folder":
        return _SYNCED.get(name)
    if package in _NOTHING_RENTED:
        return None
    if package in ("azure-native", "azure-nextgen", "azure-native-v1", "azure-native-v2"):
        return _of_azure(group, name)
    if package == "aws-native":
        return f"AWS::{group}::{name}"
    begins = _PREFIXES.get(package, package)
    return _of_terraform(begins, group if not _VERSION.fullmatch(group) else "", name)


def provider_prefix(package: str) -> str | None:
    """Return what types of a package begin with (``aws``, ``google``, ``Microsoft.``); None if it rents nothing."""
    if package in _NOTHING_RENTED:
        return None
    if package.startswith("azure-n"):
        return "azurerm"
    return "aws" if package == "aws-native" else _PREFIXES.get(package, package)


def _of_azure(module: str, name: str) -> str:
    known = _OF_AZURE.get(f"{module}/{name}".lower())
    namespace = _NAMESPACES.get(module.lower(), module[:1].upper() + module[1:])
    return f"Microsoft.{namespace}/{known or _azure.plural(name[:1].lower() + name[1:])}"


def _of_terraform(begins: str, group: str, name: str) -> str:
    kind = _snake(name)
    base = begins.partition("_")[0]
    module = _MODULES.get(base, {}).get(group.lower(), _snake(group) if group != "index" else "")
    if begins == "aws" and module == "ec2" and kind in _OF_EC2:
        module = ""
    if begins != base or (module and (kind == module or kind.startswith(f"{module}_"))):
        module = ""
    type_ = "_".join(part for part in (begins, module, kind) if part)
    return _EXACT.get(type_, type_)


def _snake(name: str) -> str:
    return _WORD.sub("_", name).lower()
