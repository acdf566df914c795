"""Which type of resource a module of Ansible manages, in the words of Terraform, by which resources are looked up."""

from __future__ import annotations

from depscan.syntax import lazy

# collection → what its types of resources begin with; None: it manages what is installed, not what is rented
_COLLECTIONS: dict[str, str | None] = {
    "amazon.aws": "aws", "community.aws": "aws", "amazon.cloud": "awscc", "azure.azcollection": "azurerm",
    "google.cloud": "google", "openstack.cloud": "openstack", "hetzner.hcloud": "hcloud",
    "opentelekomcloud.cloud": "opentelekomcloud", "community.digitalocean": "digitalocean",
    "digitalocean.cloud": "digitalocean", "scaleway.scaleway": "scaleway", "ngine_io.exoscale": "exoscale",
    "exoscale.exoscale": "exoscale", "ngine_io.cloudstack": "cloudstack", "vultr.cloud": "vultr",
    "ngine_io.vultr": "vultr", "linode.cloud": "linode", "cloudscale_ch.cloud": "cloudscale", "synthesio.ovh": "ovh",
    "oracle.oci": "oci", "ibm.cloudcollection": "ibm", "ibm.ibm_cloud": "ibm", "community.vmware": "vsphere",
    "vmware.vmware": "vsphere", "vmware.vmware_rest": "vsphere", "community.proxmox": "proxmox", "ovirt.ovirt": "ovirt",
    "community.libvirt": "libvirt", "nutanix.ncp": "nutanix", "fortinet.fortios": "fortios",
    "fortinet.fortimanager": "fortimanager", "paloaltonetworks.panos": "panos", "f5networks.f5_modules": "bigip",
    "f5networks.f5_bigip": "bigip", "check_point.mgmt": "checkpoint", "cisco.asa": "ciscoasa", "cisco.ise": "ise",
    "cisco.meraki": "meraki", "junipernetworks.junos": "junos", "community.okd": None, "kubernetes.core": None,
    "servicenow.itsm": "servicenow", "community.zabbix": "zabbix", "community.grafana": "grafana",
    "grafana.grafana": "grafana", "community.rabbitmq": "rabbitmq", "community.hashi_vault": "vault",
    "datadog.dd": "datadog", "netapp.ontap": "netapp-ontap", "awx.awx": "awx", "ansible.controller": "aap",
    "infinidat.infinibox": "infinibox", "community.docker": None, "containers.podman": None, "ansible.builtin": None,
    "ansible.legacy": None, "ansible.posix": None, "ansible.windows": None, "community.windows": None,
    "alibaba.alicloud": "alicloud", "arubanetworks.aoscx": "aoscx", "upcloud.cloud": "upcloud",
    "community.upcloud": "upcloud", "ionoscloudsdk.ionoscloud": "ionoscloud", "gcore.cloud": "gcore",
    "stackit.cloud": "stackit", "pagerduty.pd": "pagerduty",
    "dynatrace_innovationlab.dynatrace_collection": "dynatrace",
    "mongodb.atlas": "mongodbatlas", "theforeman.foreman": "foreman", "graylog.graylog": "graylog",
    "netbox.netbox": "netbox", "splunk.es": "splunk", "dellemc.powerstore": "powerstore", "equinix.cloud": "equinix",
    "tencentcloud.cloud": "tencentcloud", "huaweicloud.cloud": "huaweicloud", "freeipa.ansible_freeipa": "freeipa",
    "cloud.terraform": None,
}  # fmt: skip
# what the name of a module begins with → what its type does, for old names and collections of many
_PREFIXES = {
    "azure_rm_": "azurerm_", "gcp_": "google_", "gce_": "google_compute_", "gc_": "google_", "os_": "openstack_",
    "hcloud_": "hcloud_", "digital_ocean_": "digitalocean_", "do_": "digitalocean_", "scaleway_": "scaleway_",
    "exoscale_": "exoscale_", "vultr_": "vultr_", "linode_": "linode_", "oci_": "oci_", "vmware_": "vsphere_",
    "vcenter_": "vsphere_", "vsphere_": "vsphere_", "proxmox_": "proxmox_", "ovirt_": "ovirt_", "cs_": "cloudstack_",
    "ec2_": "aws_ec2_", "ecs_": "aws_ecs_", "eks_": "aws_eks_", "rds_": "aws_rds_", "elb_": "aws_elb_",
    "iam_": "aws_iam_", "s3_": "aws_s3_", "sns_": "aws_sns_", "sqs_": "aws_sqs_", "dynamodb_": "aws_dynamodb_",
    "lambda_": "aws_lambda_", "route53_": "aws_route53_", "cloudfront_": "aws_cloudfront_",
    "cloudwatch": "aws_cloudwatch_", "elasticache_": "aws_elasticache_", "efs_": "aws_efs_", "aws_": "aws_",
    "redshift_": "aws_redshift_", "kinesis_": "aws_kinesis_", "cloudformation_": "aws_cloudformation_",
    "cloudflare_": "cloudflare_", "github_": "github_", "gitlab_": "gitlab_", "keycloak_": "keycloak_",
    "gandi_": "gandi_", "ipa_": "freeipa_", "datadog_": "datadog_", "pagerduty_": "pagerduty_", "ovh_": "ovh_",
    "grafana_": "grafana_", "rabbitmq_": "rabbitmq_", "packet_": "packet_", "heroku_": "heroku_",
    "jenkins_": "jenkins_",
    "statusio_": "statusio_", "nomad_": "nomad_", "consul_": "consul_", "profitbricks_": "ionoscloud_",
    "oneandone_": "ionos_", "clc_": "lumen_", "rax_": "rackspace_", "icinga2_": "icinga2_", "bitbucket_": "bitbucket_",
    "dimensiondata_": "dimensiondata_", "memset_": "memset_", "sensu_": "sensu_", "circonus_": "circonus_",
    "one_": "opennebula_", "zabbix_": "zabbix_", "k8s_": "", "docker_": "", "podman_": "", "win_": "",
}  # fmt: skip
_COMMUNITY_ONLY = frozenset(
    {"statusio_", "sensu_", "jenkins_", "grafana_", "rabbitmq_", "consul_", "nomad_", "one_", "do_", "cs_"}
)
# modules whose name does not tell, without what their collection is told by
_TYPES = {
    "aws_ec2": "aws_instance", "aws_ec2_instance": "aws_instance", "aws_ec2_ami": "aws_ami", "aws_ec2_key":
    "aws_key_pair", "aws_ec2_group": "aws_security_group", "aws_ec2_security_group": "aws_security_group",
    "aws_ec2_eip": "aws_eip", "aws_ec2_vol": "aws_ebs_volume", "aws_ec2_snapshot": "aws_ebs_snapshot",
    "aws_ec2_asg": "aws_autoscaling_group", "aws_ec2_lc": "aws_launch_configuration", "aws_ec2_elb_lb": "aws_elb",
    "aws_ec2_launch_template": "aws_launch_template", "aws_ec2_eni": "aws_network_interface",
    "aws_ec2_vpc_net": "aws_vpc", "aws_ec2_vpc_subnet": "aws_subnet", "aws_ec2_vpc_igw": "aws_internet_gateway",
    "aws_ec2_vpc_route_table": "aws_route_table", "aws_ec2_vpc_nat_gateway": "aws_nat_gateway",
    "aws_ec2_vpc_endpoint": "aws_vpc_endpoint", "aws_ec2_vpc_peer": "aws_vpc_peering_connection",
    "aws_ec2_vpc_vgw": "aws_vpn_gateway", "aws_ec2_vpc_vpn": "aws_vpn_connection", "aws_ec2_vpc": "aws_vpc",
    "aws_ec2_customer_gateway": "aws_customer_gateway", "aws_ec2_metric_alarm": "aws_cloudwatch_metric_alarm",
    "aws_s3": "aws_s3_object", "aws_s3_sync": "aws_s3_object", "aws_aws_s3": "aws_s3_object",
    "aws_rds": "aws_db_instance",
    "aws_rds_instance": "aws_db_instance", "aws_lambda": "aws_lambda_function", "aws_route53": "aws_route53_record",
    "aws_cloudformation": "aws_cloudformation_stack", "aws_elb_application_lb": "aws_lb",
    "aws_elb_network_lb": "aws_lb", "aws_elb_target_group": "aws_lb_target_group", "aws_elasticache":
    "aws_elasticache_cluster", "aws_efs": "aws_efs_file_system", "aws_redshift": "aws_redshift_cluster",
    "aws_iam": "aws_iam_user", "aws_secret": "aws_secretsmanager_secret", "aws_aws_secret": "aws_secretsmanager_secret",
    "aws_cloudwatchevent_rule": "aws_cloudwatch_event_rule", "aws_cloudwatchlogs_log_group": "aws_cloudwatch_log_group",
    "aws_sts_assume_role": "aws_iam_role", "aws_aws_kms": "aws_kms_key", "aws_waf_web_acl": "aws_waf_web_acl",
    "azurerm_storageaccount": "azurerm_storage_account", "azurerm_storageblob": "azurerm_storage_blob",
    "azurerm_storageshare": "azurerm_storage_share", "azurerm_virtualmachine": "azurerm_virtual_machine",
    "azurerm_virtualmachinescaleset": "azurerm_virtual_machine_scale_set", "azurerm_vmextension":
    "azurerm_virtual_machine_extension", "azurerm_availabilityset": "azurerm_availability_set",
    "azurerm_resourcegroup": "azurerm_resource_group", "azurerm_virtualnetwork": "azurerm_virtual_network",
    "azurerm_virtualnetworkpeering": "azurerm_virtual_network_peering", "azurerm_virtualnetworkgateway":
    "azurerm_virtual_network_gateway", "azurerm_networkinterface": "azurerm_network_interface",
    "azurerm_publicipaddress": "azurerm_public_ip", "azurerm_securitygroup": "azurerm_network_security_group",
    "azurerm_aks": "azurerm_kubernetes_cluster", "azurerm_aksagentpool": "azurerm_kubernetes_cluster_node_pool",
    "azurerm_sqlserver": "azurerm_mssql_server", "azurerm_sqldatabase": "azurerm_mssql_database",
    "azurerm_sqlfirewallrule": "azurerm_mssql_firewall_rule", "azurerm_keyvault": "azurerm_key_vault",
    "azurerm_keyvaultsecret": "azurerm_key_vault_secret", "azurerm_keyvaultkey": "azurerm_key_vault_key",
    "azurerm_webapp": "azurerm_linux_web_app", "azurerm_functionapp": "azurerm_linux_function_app",
    "azurerm_appserviceplan": "azurerm_service_plan", "azurerm_containerregistry": "azurerm_container_registry",
    "azurerm_containerinstance": "azurerm_container_group", "azurerm_cosmosdbaccount": "azurerm_cosmosdb_account",
    "azurerm_rediscache": "azurerm_redis_cache", "azurerm_mysqlserver": "azurerm_mysql_server",
    "azurerm_mysqldatabase": "azurerm_mysql_database", "azurerm_mariadbserver": "azurerm_mariadb_server",
    "azurerm_postgresqlserver": "azurerm_postgresql_server", "azurerm_postgresqldatabase":
    "azurerm_postgresql_database", "azurerm_postgresqlflexibleserver": "azurerm_postgresql_flexible_server",
    "azurerm_mysqlflexibleserver": "azurerm_mysql_flexible_server", "azurerm_dnszone": "azurerm_dns_zone",
    "azurerm_dnsrecordset": "azurerm_dns_record", "azurerm_privatednszone": "azurerm_private_dns_zone",
    "azurerm_loadbalancer": "azurerm_lb", "azurerm_appgateway": "azurerm_application_gateway",
    "azurerm_manageddisk": "azurerm_managed_disk", "azurerm_servicebus": "azurerm_servicebus_namespace",
    "azurerm_servicebusqueue": "azurerm_servicebus_queue", "azurerm_servicebustopic": "azurerm_servicebus_topic",
    "azurerm_cdnprofile": "azurerm_cdn_profile", "azurerm_cdnendpoint": "azurerm_cdn_endpoint",
    "azurerm_deployment": "azurerm_resource_group_template_deployment", "azurerm_adapplication": "azuread_application",
    "azurerm_aduser": "azuread_user", "azurerm_adgroup": "azuread_group", "azurerm_adserviceprincipal":
    "azuread_service_principal", "azurerm_trafficmanagerprofile": "azurerm_traffic_manager_profile",
    "azurerm_loganalyticsworkspace": "azurerm_log_analytics_workspace", "azurerm_batchaccount": "azurerm_batch_account",
    "azurerm_automationaccount": "azurerm_automation_account", "azurerm_hdinsightcluster": "azurerm_hdinsight_cluster",
    "azurerm_cognitivesearch": "azurerm_search_service", "azurerm_openshiftmanagedcluster":
    "azurerm_redhat_openshift_cluster", "azurerm_monitorlogprofile": "azurerm_monitor_log_profile",
    "azurerm_autoscale": "azurerm_monitor_autoscale_setting", "azurerm_bastionhost": "azurerm_bastion_host",
    "azurerm_firewallpolicy": "azurerm_firewall_policy", "azurerm_natgateway": "azurerm_nat_gateway",
    "azurerm_recoveryservicesvault": "azurerm_recovery_services_vault", "azurerm_expressroute":
    "azurerm_express_route_circuit", "azurerm_apimanagement": "azurerm_api_management", "azurerm_backupazurevm":
    "azurerm_backup_protected_vm", "azurerm_vpnsite": "azurerm_vpn_site", "azurerm_virtualwan": "azurerm_virtual_wan",
    "azurerm_iothub": "azurerm_iothub", "azurerm_galleryimage": "azurerm_shared_image",
    "google_sql_instance": "google_sql_database_instance", "google_iam_service_account": "google_service_account",
    "google_resourcemanager_project": "google_project", "google_cloudfunctions_cloud_function":
    "google_cloudfunctions_function", "google_gce": "google_compute_instance", "google_serviceusage_service":
    "google_project_service", "google_gcs": "google_storage_object", "google_storage_object":
    "google_storage_bucket_object", "scaleway_compute": "scaleway_instance_server", "scaleway_ip":
    "scaleway_instance_ip", "scaleway_security_group": "scaleway_instance_security_group", "scaleway_sshkey":
    "scaleway_iam_ssh_key", "scaleway_volume": "scaleway_block_volume", "scaleway_database_backup":
    "scaleway_rdb_database_backup", "scaleway_container_registry": "scaleway_registry_namespace",
    "vultr_server": "vultr_instance", "exoscale_instance": "exoscale_compute_instance",
}  # fmt: skip
_BARE = {
    "ec2": "aws_ec2", "s3": "aws_s3", "rds": "aws_rds", "lambda": "aws_lambda", "route53": "aws_route53",
    "cloudformation": "aws_cloudformation", "elasticache": "aws_elasticache", "efs": "aws_efs", "iam": "aws_iam",
    "redshift": "aws_redshift", "aws_s3": "aws_s3", "gce": "google_gce", "gc_storage": "google_gcs",
    "digital_ocean": "digitalocean_droplet", "linode": "linode_instance", "proxmox": "proxmox_lxc",
    "azure": "azurerm_virtual_machine", "rax": "rackspace_server", "hcloud": "hcloud_server", "cloudtrail":
    "aws_cloudtrail", "kinesis_stream": "aws_kinesis_stream", "dnsimple": "dnsimple_record", "dnsmadeeasy":
    "dme_record", "sqs_queue": "aws_sqs_queue", "virt": "libvirt_domain", "netcup_dns": "netcup-ccp_dns_record",
    "newrelic_deployment": "newrelic_deployment", "rollbar_deployment": "rollbar_deployment", "udm_dns_zone": "",
    "hetzner_dns_record": "hetznerdns_record", "pingdom": "pingdom_check", "pagerduty": "pagerduty_maintenance_window",
    "statuscake": "statuscake_uptime_check", "sendgrid": "sendgrid_mail", "twilio": "twilio_message",
}  # fmt: skip
_FQCN = lazy.pattern(r"[a-z_][a-z0-9_]*+\.[a-z_][a-z0-9_]*+\.[a-z_][a-z0-9_.]*+")


def collection_of(module: str) -> str | None:
    """Return the collection of a module that is named in full."""
    return module.rpartition(".")[0] if _FQCN.fullmatch(module) and module.count(".") == 2 else None


def asks(module: str) -> bool:
    """Tell whether a module only looks things up."""
    return module.endswith(("_info", "_facts"))


def resource_type(module: str) -> str | None:
    """Return the type of what a module manages; None for what is installed, copied or run, or not known.

    Such as ``amazon.aws.s3_bucket`` → ``aws_s3_bucket``, ``azure_rm_storageaccount`` → ``azurerm_storage_account``.
    """
    collection, name = collection_of(module), module.rpartition(".")[2].removesuffix("_info").removesuffix("_facts")
    if collection in _COLLECTIONS:
        begins = _COLLECTIONS[collection]
        return _known(f"{begins}_{_without_prefix(name, begins)}") if begins else None
    if collection not in (None, "community.general", "community.network", "community.dns"):
        return None
    if name in _BARE:
        return _known(_BARE[name]) if _BARE[name] else None
    for prefix, begins in _PREFIXES.items():
        if name.startswith(prefix):
            if not begins or (prefix in _COMMUNITY_ONLY and collection is None):
                return None
            return _known(begins + name[len(prefix) :].lstrip("_"))
    return None


def _without_prefix(name: str, begins: str) -> str:
    for prefix, type_ in _PREFIXES.items():
        if name.startswith(prefix) and type_ == f"{begins}_":
            return name[len(prefix) :]
    return name.removeprefix(f"{begins}_")


def _known(type_: str) -> str:
    return _TYPES.get(type_, type_)
