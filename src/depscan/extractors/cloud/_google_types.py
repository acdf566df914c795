"""Types of Google Deployment Manager as those of the Terraform provider, by which the products are known.

``compute.v1.instance`` and ``gcp-types/compute-v1:instances`` are both ``google_compute_instance``.
"""

from __future__ import annotations

from depscan.syntax import lazy

_OLD = lazy.pattern(r"([a-z]{2,40}+)\.(?:v\d|beta|alpha|…)[A-Za-z0-9]{0,12}\.([A-Za-z][A-Za-z.]{1,80}+)")
_NEW = lazy.pattern(r"gcp-types/([a-z]{2,40}+)-[A-Za-z0-9_…]{1,20}:([A-Za-z][A-Za-z.…]{1,120}+)")
_PARTS = lazy.pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_SERVICES = {
    "accesscontextmanager": "google_access_context_manager", "apigateway": "google_api_gateway",
    "appengine": "google_app_engine", "artifactregistry": "google_artifact_registry", "bigquery": "google_bigquery",
    "bigqueryreservation": "google_bigquery_reservation", "bigtableadmin": "google_bigtable",
    "binaryauthorization": "google_binary_authorization", "cloudbilling": "google_billing",
    "cloudbuild": "google_cloudbuild", "cloudfunctions": "google_cloudfunctions", "cloudiot": "google_cloudiot",
    "cloudkms": "google_kms", "cloudresourcemanager": "google_project", "cloudscheduler": "google_cloud_scheduler",
    "cloudtasks": "google_cloud_tasks", "composer": "google_composer", "compute": "google_compute",
    "container": "google_container", "containeranalysis": "google_container_analysis", "dataflow": "google_dataflow",
    "datafusion": "google_data_fusion", "dataproc": "google_dataproc", "deploymentmanager": "google_deployment_manager",
    "dlp": "google_data_loss_prevention", "dns": "google_dns", "file": "google_filestore",
    "firebase": "google_firebase", "firebaserules": "google_firebaserules", "firestore": "google_firestore",
    "healthcare": "google_healthcare", "iap": "google_iap", "logging": "google_logging",
    "managedidentities": "google_active_directory", "memcache": "google_memcache", "ml": "google_ml_engine",
    "monitoring": "google_monitoring", "notebooks": "google_notebooks", "orgpolicy": "google_org_policy",
    "osconfig": "google_os_config", "oslogin": "google_os_login", "pubsub": "google_pubsub", "redis": "google_redis",
    "run": "google_cloud_run", "runtimeconfig": "google_runtimeconfig", "secretmanager": "google_secret_manager",
    "servicemanagement": "google_project_service", "servicenetworking": "google_service_networking",
    "serviceusage": "google_project_service", "sourcerepo": "google_sourcerepo", "spanner": "google_spanner",
    "sqladmin": "google_sql", "storage": "google_storage", "tpu": "google_tpu", "vpcaccess": "google_vpc_access",
    "workflows": "google_workflows",
}  # fmt: skip
_COLLECTIONS = {"cluster": "google_container_cluster", "nodePool": "google_container_node_pool"}
_IAM = {"role": "google_project_iam_custom_role", "serviceAccount": "google_service_account",
        "key": "google_service_account_key"}  # fmt: skip


def known_as(type_: str) -> str | None:
    """Return the type that a product's rules know; None if it is no type of Google's."""
    match = _NEW.fullmatch(type_) or _OLD.fullmatch(type_)
    if match is None:
        return None
    service, collection = match[1], match[2]
    what = _singular(collection.rpartition(".")[2])
    if service == "container":
        return _COLLECTIONS.get(what, "google_container_cluster")
    if service == "iam":
        return _IAM.get(what, "google_service_account")
    if service == "deploymentmanager":
        return (
            "google_project_service" if collection.endswith("enableService") else "google_deployment_manager_deployment"
        )
    prefix = _SERVICES.get(service, f"google_{service}")
    snake = _PARTS.sub("_", what).lower()
    return f"{prefix}_{snake.removeprefix(f'{service}_')}"


def _singular(name: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xies", "xy")):
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name if name.endswith("ss") else name.removesuffix("s")
