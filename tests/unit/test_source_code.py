"""Source code is looked through once, whatever it holds; remarks and texts about the code mention nothing."""

import time

import pytest

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._code_resources import bound, type_of
from depscan.extractors.cloud.source_code import EXTRACTOR
from depscan.model import How


def told(text, path="app/main.py"):
    source = SourceFile(
        path=path, shown_path=path, found_by="test", read=lambda _: None, diagnostics=[], _bytes=text.encode()
    )
    return list(EXTRACTOR.parse(source))


def names(text, path="app/main.py"):
    return [component.name for component in told(text, path)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'os.environ["A_KEY"]'),
        ("a.py", 'os.environ.get("A_KEY", None)'),
        ("a.py", "os.getenv(\n    'A_KEY'\n)"),
        ("a.py", 'config("A_KEY", default="")'),
        ("a.py", 'values.SecretValue(environ_name="A_KEY")'),
        ("a.js", "process.env.A_KEY"),
        ("a.ts", 'process.env["A_KEY"]'),
        ("a.vue", "import.meta.env.VITE_A_KEY"),
        ("a.ts", 'Deno.env.get("A_KEY")'),
        ("a.go", 'os.Getenv("A_KEY")'),
        ("a.rs", 'env::var("A_KEY")'),
        ("A.java", 'System.getenv("A_KEY")'),
        ("A.kt", '@Value("${A_KEY:}")'),
        ("a.cs", 'Environment.GetEnvironmentVariable("A_KEY")'),
        ("a.php", "getenv('A_KEY')"),
        ("a.php", "$_ENV['A_KEY']"),
        ("a.rb", 'ENV.fetch("A_KEY")'),
        ("a.rb", "ENV['A_KEY']"),
        ("a.exs", 'System.fetch_env!("A_KEY")'),
        ("a.r", 'Sys.getenv("A_KEY")'),
        ("a.ps1", "$env:A_KEY"),
        ("a.dart", "String.fromEnvironment('A_KEY')"),
    ],
)
def test_every_language_asks_for_variables_in_its_own_way(path, text):
    assert names(text, path) == ["env:A_KEY"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '# os.environ["A_KEY"] https://api.company.example'),
        ("a.py", '"""See https://api.company.example."""'),
        ("a.py", 'def f():\n    """See https://api.company.example\n    and os.environ["A_KEY"]."""\n'),
        ("a.ex", '@moduledoc """\nhttps://api.company.example\n"""\n'),
        ("a.js", "// process.env.A_KEY"),
        ("a.js", "/* process.env.A_KEY\n https://api.company.example */"),
        ("a.html.vue", "<!-- https://api.company.example -->"),
        ("a.sql.lua", '-- "https://api.company.example"'),
        ("a.py", 'A_KEY = "A_KEY"'),
        ("a.py", 'print("see https://api.company.example")'),
        ("tests/test_a.py", 'get("https://api.company.example")'),
        ("docs/a.py", 'os.environ["A_KEY"]'),
        ("examples/a.py", 'os.environ["A_KEY"]'),
        ("src/a.min.js", "process.env.A_KEY"),
        ("vendor/a.js", "process.env.A_KEY"),
    ],
)
def test_what_is_not_in_use_is_not_mentioned(path, text):
    assert told(text, path) == []


def test_a_packed_file_is_left_out():
    assert told("x=process.env.A_KEY;" * 3_000, "src/app.js") == []


@pytest.mark.parametrize(
    ("text", "setting", "host"),
    [
        ('OpenAI(base_url="https://api.company.example/v1")', "OPENAI_BASE_URL", "api.company.example"),
        (
            'AsyncOpenAI(\n  api_key=key,\n  base_url="https://api.company.example"\n)',
            "OPENAI_BASE_URL",
            "api.company.example",
        ),
        ('ChatOpenAI(base_url="https://api.company.example")', "OPENAI_BASE_URL", "api.company.example"),
        ('boto3.client("s3", endpoint_url="https://s3.company.example")', "S3_ENDPOINT_URL", "s3.company.example"),
        ('boto3.client(service_name, endpoint_url="https://s3.company.example")', "ENDPOINT_URL", "s3.company.example"),
        ('Anthropic(base_url="https://api.company.example")', "ANTHROPIC_BASE_URL", "api.company.example"),
    ],
)
def test_an_endpoint_belongs_to_the_client_it_is_given_to(text, setting, host):
    (found,) = told(text)
    assert (found.name, found.fact("setting"), found.evidence[0].how) == (host, setting, How.REFERENCED)


def test_lines_are_told():
    assert [c.evidence[0].line for c in told('\n\nos.environ["A_KEY"]\n\nx = "https://a.example"\n')] == [3, 5]


@pytest.mark.parametrize(
    ("imports", "name", "type_"),
    [
        ('import * as aws from "@pulumi/aws";', "aws.s3.Bucket", "aws_s3_bucket"),
        ('import * as a from "@pulumi/azure-native";', "a.web.WebApp", "Microsoft.Web/webApps"),
        ('import { aws_s3 as s3 } from "aws-cdk-lib";', "s3.Bucket", "AWS::S3::Bucket"),
        ('import * as s3 from "aws-cdk-lib/aws-s3";', "s3.CfnBucket", "AWS::S3::Bucket"),
        ("from aws_cdk import (\n  aws_sqs as sqs,\n  Stack,\n)", "sqs.Queue", "AWS::SQS::Queue"),
        ("import pulumi_aws as aws", "aws.s3.Bucket", "aws_s3_bucket"),
        ("import pulumi_aws as aws", "aws.get_region", None),
        ("import pulumi_aws as aws", "other.s3.Bucket", None),
        ('import * as aws from "./aws"; // pulumi', "aws.s3.Bucket", None),
        ('import * as random from "@pulumi/random";', "random.RandomId", None),
        ('import { Stack } from "aws-cdk-lib";', "Stack", None),
    ],
)
def test_the_import_tells_what_a_program_makes(imports, name, type_):
    assert type_of(name, bound(imports)) == type_


@pytest.mark.parametrize(
    "piece",
    ['"', "'", "`", "/*", "<!--", "//", "#", '"""', "new aws.", "${", "a.b.c(", "env(", '"https://', "\\", 'model="a"\n',
     'endpoint="https://a.example"\n', "import {", "from aws_cdk import a,", "$env:", "process.env."],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.py", "a.ts"])
def test_a_megabyte_is_read_once(piece, path):
    text = "://\nenv pulumi\n" + piece * (1_000_000 // len(piece))
    lines = "\n".join(text[at : at + 500] for at in range(0, len(text), 500))
    before = time.process_time()
    told(lines, path)

    assert time.process_time() - before < 10
