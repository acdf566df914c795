"""Cloud resources that programs make with Pulumi and the AWS CDK, by the import that binds a name."""

from __future__ import annotations

from depscan.syntax import lazy

_IMPORT = lazy.pattern(
    r"import[ ]+\*[ ]+as[ ]+(\w{1,40})[ ]+from[ ]+['\"]([^'\"\n]{1,100})['\"]"
    r"|import[ ]+\{([^}]{1,1000})\}[ ]+from[ ]+['\"]"
    r"(aws-cdk-lib(?:/[\w-]{1,60})?|@pulumi/[\w-]{1,60}(?:/\w{1,60})?)['\"]"
    r"|import[ ]+(pulumi_\w{1,40})(?:[ ]+as[ ]+(\w{1,40}))?"
    r"|from[ ]+(aws_cdk|pulumi_\w{1,40})(?:\.(\w{1,60}))?[ ]+import[ ]+([^\n(]{1,300}|\([^)]{1,1000}\))"
)
_CAPITAL = lazy.pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_TERRAFORM = {"gcp": "google", "azure": "azurerm", "google-native": "google"}
"""What Pulumi's providers are called where their resources are known."""
_CDK_SERVICES = {
    "ec2": "EC2", "s3": "S3", "sqs": "SQS", "sns": "SNS", "rds": "RDS", "ecs": "ECS", "eks": "EKS", "kms": "KMS",
    "iam": "IAM", "dynamodb": "DynamoDB", "lambda": "Lambda", "apigateway": "ApiGateway",
    "apigatewayv2": "ApiGatewayV2",
    "cloudfront": "CloudFront", "cognito": "Cognito", "ecr": "ECR", "efs": "EFS", "events": "Events", "logs": "Logs",
    "kinesis": "Kinesis", "route53": "Route53", "secretsmanager": "SecretsManager", "ses": "SES", "ssm": "SSM",
    "stepfunctions": "StepFunctions", "certificatemanager": "CertificateManager", "elasticache": "ElastiCache",
    "elasticloadbalancingv2": "ElasticLoadBalancingV2", "opensearchservice": "OpenSearchService", "wafv2": "WAFv2",
    "cloudwatch": "CloudWatch", "docdb": "DocDB", "backup": "Backup", "athena": "Athena", "glue": "Glue",
}  # fmt: skip


def bound(text: str) -> dict[str, str]:
    """Return what names stand for: ``aws`` → ``@pulumi/aws``, ``Bucket`` → ``aws-cdk-lib/aws-s3:Bucket``."""
    if "pulumi" not in text and "aws-cdk" not in text and "aws_cdk" not in text:
        return {}
    names: dict[str, str] = {}
    for match in _IMPORT.finditer(text):
        if match[1]:
            names[match[1]] = match[2]
        elif match[3]:
            for name, known in _listed(match[3]):
                names[known] = (
                    f"{match[4]}/{name.replace('_', '-')}" if name.islower() or "_" in name else f"{match[4]}:{name}"
                )
        elif match[5]:
            names[match[6] or match[5]] = f"@pulumi/{match[5].removeprefix('pulumi_')}"
        else:
            package = "aws-cdk-lib" if match[7] == "aws_cdk" else f"@pulumi/{match[7].removeprefix('pulumi_')}"
            package += f"/{match[8].replace('_', '-')}" if match[8] else ""
            for name, known in _listed(match[9].strip("()")):
                names[known] = f"{package}/{name.replace('_', '-')}" if name.islower() else f"{package}:{name}"
    return {name: place for name, place in names.items() if place.startswith(("@pulumi/", "aws-cdk-lib", "@aws-cdk/"))}


def _listed(names: str) -> list[tuple[str, str]]:
    pairs = []
    for part in names.replace("\n", " ").split(","):
        words = part.split("#")[0].split()
        if words:
            pairs.append((words[0], words[-1]))
    return pairs


def type_of(name: str, names: dict[str, str]) -> str | None:
    """Return the type of resource that a call makes, as CloudFormation or Terraform name it; None if it makes none.

    Args:
        name: what is called, such as ``aws.s3.Bucket``.
        names: what ``bound`` returned.
    """
    first, *rest = name.split(".")
    place = names.get(first)
    if place is None:
        return None
    package, colon, own = place.partition(":")
    words = [*([own] if colon else []), *rest]
    if not words or not words[-1][:1].isupper():
        return None
    modules = [*package.split("/")[2 if package.startswith("@") else 1 :], *words[:-1]]
    if package.startswith("@pulumi/"):
        return _pulumi(package.split("/")[1].replace("_", "-"), modules, words[-1])
    service = modules[0].removeprefix("aws-") if modules else ""
    if not service or (package.startswith("aws-cdk-lib") and not modules[0].startswith("aws-")):
        return None
    kind = words[-1].removeprefix("Cfn")
    return f"AWS::{_CDK_SERVICES.get(service, service.capitalize())}::{kind}"


def _pulumi(provider: str, modules: list[str], kind: str) -> str | None:
    if provider in ("pulumi", "random", "command", "std", "tls", "docker"):
        return None
    if provider == "azure-native" and modules:
        return f"Microsoft.{modules[0].capitalize()}/{kind[:1].lower()}{kind[1:]}s"
    prefix = _TERRAFORM.get(provider, provider.removesuffix("-native")).replace("-", "_")
    return "_".join([prefix, *modules, *_CAPITAL.sub("_", kind).lower().split("_")])
