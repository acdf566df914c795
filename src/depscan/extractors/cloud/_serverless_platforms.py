"""Platforms of the Serverless Framework: the resources that functions and their events stand for, by type."""

from __future__ import annotations

from typing import NamedTuple


class Platform(NamedTuple):
    """What a provider's functions are."""

    function: str
    """Type of resource."""
    deployment: str
    """Type of what rolls the service out."""


PLATFORMS = {
    "aliyun": Platform("alicloud_fc_function", "alicloud_fc_service"),
    "aws": Platform("AWS::Lambda::Function", "AWS::CloudFormation::Stack"),
    "azure": Platform("azurerm_linux_function_app", "azurerm_resource_group_template_deployment"),
    "cloudflare": Platform("cloudflare_workers_script", "cloudflare_workers_script"),
    "google": Platform("google_cloudfunctions_function", "google_deployment_manager_deployment"),
    "huawei": Platform("huaweicloud_fgs_function", "huaweicloud_fgs_function"),
    "oci": Platform("oci_functions_function", "oci_functions_application"),
    "scaleway": Platform("scaleway_function", "scaleway_function_namespace"),
    "tencent": Platform("tencentcloud_scf_function", "tencentcloud_scf_namespace"),
    "twilio": Platform("twilio_serverless_function", "twilio_serverless_service"),
    "yandex-cloud": Platform("yandex_function", "yandex_function"),
}
EVENTS = {
    "aws": {
        "activemq": "AWS::AmazonMQ::Broker", "alb": "AWS::ElasticLoadBalancingV2::Listener",
        "alexaSkill": "Alexa::ASK::Skill", "alexaSmartHome": "Alexa::ASK::Skill",
        "cloudFront": "AWS::CloudFront::Distribution", "cloudwatchEvent": "AWS::Events::Rule",
        "cloudwatchLog": "AWS::Logs::SubscriptionFilter", "cognitoUserPool": "AWS::Cognito::UserPool",
        "documentDb": "AWS::DocDB::DBCluster", "eventBridge": "AWS::Events::Rule", "http": "AWS::ApiGateway::RestApi",
        "httpApi": "AWS::ApiGatewayV2::Api", "iot": "AWS::IoT::TopicRule",
        "iotFleetProvisioning": "AWS::IoT::ProvisioningTemplate", "msk": "AWS::MSK::Cluster",
        "rabbitmq": "AWS::AmazonMQ::Broker", "s3": "AWS::S3::Bucket", "schedule": "AWS::Events::Rule",
        "sns": "AWS::SNS::Topic", "sqs": "AWS::SQS::Queue", "stream": "AWS::DynamoDB::Table",
        "websocket": "AWS::ApiGatewayV2::Api",
    },
    "azure": {
        "blob": "azurerm_storage_blob", "cosmosDB": "azurerm_cosmosdb_account", "eventHub": "azurerm_eventhub",
        "queue": "azurerm_storage_queue", "serviceBus": "azurerm_servicebus_queue",
    },
}  # fmt: skip
"""Events by the type of resource that they come from."""
GOOGLE_EVENTS = {
    "pubsub": "google_pubsub_topic", "storage": "google_storage_bucket", "firestore": "google_firestore_database",
}  # fmt: skip
"""Beginnings of Google's event types, behind ``providers/cloud.`` or ``google.``."""
CONSTRUCTS = {
    "database/dynamodb-single-table": ("AWS::DynamoDB::Table",), "queue": ("AWS::SQS::Queue",),
    "server-side-website": ("AWS::CloudFront::Distribution", "AWS::S3::Bucket"), "storage": ("AWS::S3::Bucket",),
    "single-page-app": ("AWS::CloudFront::Distribution", "AWS::S3::Bucket"),
    "static-website": ("AWS::CloudFront::Distribution", "AWS::S3::Bucket"), "vpc": ("AWS::EC2::VPC",),
    "webhook": ("AWS::ApiGatewayV2::Api", "AWS::Events::EventBus"),
}  # fmt: skip
"""Constructs of the plugin Lift."""
SECTIONS = {
    "stepFunctions": ("stateMachines", "AWS::StepFunctions::StateMachine"),
    "appSync": ("", "AWS::AppSync::GraphQLApi"),
}
"""Sections that plugins read."""
