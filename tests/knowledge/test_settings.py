"""Which product a setting points elsewhere: by the longest ending of its name that a product claims."""

import pytest

from depscan.model import Delivery
from tests.knowledge.test_packaged import shipped

ENDINGS = """
OPENAI_BASE_URL openai-api
SPRING_AI_OPENAI_BASE_URL openai-api
AZURE_OPENAI_ENDPOINT azure-openai
MY_AZURE_OPENAI_API_BASE azure-openai
AZURE_OPENAI_API_URL azure-openai
LITELLM_MISTRAL_API_BASE mistral-api
AWS_ENDPOINT_URL aws
AWS_ENDPOINT_URL_S3 amazon-s3
AWS_S3_ENDPOINT_URL amazon-s3
AWS_ENDPOINT_URL_DYNAMODB amazon-dynamodb
CLOUDFLARE_R2_ENDPOINT cloudflare-r2
STORAGE_EMULATOR_HOST google-cloud-storage
FIREBASE_STORAGE_EMULATOR_HOST firebase-storage
AZURE_STORAGE_EMULATOR_HOST azure-blob-storage
LOGGING_SENTRY_DSN sentry
NEXT_PUBLIC_POSTHOG_HOST posthog
RENOVATE_GITHUB_API_URL github
NPM_CONFIG_REGISTRY npm-registry
PIP_INDEX_URL pypi
GOPROXY go-module-proxy
PUSHER_HOST pusher
QUARKUS_LANGCHAIN4J_ANTHROPIC_BASE_URL anthropic-api
BASE_URL -
MY_SERVICE_BASE_URL -
SPRING_DATASOURCE_URL -
SPRING_MAIL_HOST -
SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_ISSUER_URI -
NOT_OPENAI -
"""


@pytest.mark.parametrize(("setting", "product"), [line.split() for line in ENDINGS.split("\n") if line])
def test_the_longest_ending_that_a_product_claims_counts(setting, product):
    words, found = setting, None
    while words and found is None:
        found = shipped().match("setting", words)
        words = words.partition("_")[2]

    assert (found.id if found else "-") == product


def test_only_services_and_registries_are_pointed_elsewhere():
    """Software stays what it is wherever it runs."""
    table = shipped().table("setting")
    products = {shipped().rule(number).id for number in table.exact.values()}
    others = {
        id_
        for id_ in products
        if shipped().product(id_).delivery not in (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL)
    }

    assert len(products) >= 150
    assert others == set()


def test_a_setting_is_written_in_capitals_and_has_no_wildcard():
    table = shipped().table("setting")

    assert table.size == len(table.exact)
    assert [name for name in table.exact if not name.replace("_", "").isalnum() or name != name.upper()] == []


OWN = """
anthropic-api api.anthropic.com
mistral-api api.mistral.ai codestral.mistral.ai
cohere api.cohere.com api.cohere.ai
groq api.groq.com
deepseek-api api.deepseek.com
google-gemini-api generativelanguage.googleapis.com
google-vertex-ai europe-west1-aiplatform.googleapis.com
hugging-face-inference api-inference.huggingface.co router.huggingface.co
hugging-face-hub huggingface.co
openrouter openrouter.ai
together-ai api.together.xyz api.together.ai
fireworks-ai api.fireworks.ai
perplexity api.perplexity.ai
xai-api api.x.ai
replicate api.replicate.com
elevenlabs api.elevenlabs.io api.eu.residency.elevenlabs.io
deepgram api.deepgram.com api.eu.deepgram.com
assemblyai api.assemblyai.com api.eu.assemblyai.com
deepl-api api.deepl.com api-free.deepl.com
voyage-ai api.voyageai.com
jina-ai api.jina.ai
moonshot-kimi api.moonshot.cn api.moonshot.ai
zhipu-api open.bigmodel.cn api.z.ai
alibaba-model-studio dashscope.aliyuncs.com dashscope-intl.aliyuncs.com
tavily api.tavily.com
firecrawl api.firecrawl.dev
exa api.exa.ai
cerebras-inference api.cerebras.ai
sambanova-cloud api.sambanova.ai
deepinfra api.deepinfra.com
stability-api api.stability.ai
minimax-api api.minimax.io api.minimaxi.com
ai21 api.ai21.com
volcengine-ark ark.cn-beijing.volces.com
llamacloud api.cloud.llamaindex.ai api.cloud.eu.llamaindex.ai
unstructured-platform api.unstructuredapp.io platform.unstructuredapp.io
bugsnag notify.bugsnag.com sessions.bugsnag.com
rollbar api.rollbar.com
honeybadger api.honeybadger.io eu-api.honeybadger.io
airbrake api.airbrake.io
raygun api.raygun.com api.raygun.io
posthog app.posthog.com eu.posthog.com us.i.posthog.com eu.i.posthog.com
plausible plausible.io
segment api.segment.io cdn.segment.com events.eu1.segmentapis.com eu1.api.segmentapis.com
amplitude api.amplitude.com api2.amplitude.com api.eu.amplitude.com
mixpanel api.mixpanel.com api-eu.mixpanel.com
goatcounter acme.goatcounter.com
algolia acme.algolia.net acme-dsn.algolia.net
pinecone abc.svc.eu.pinecone.io api.pinecone.io
confluent-cloud pkc-1.eu-west-3.aws.confluent.cloud psrc-1.eu-west-3.aws.confluent.cloud
cloudflare-r2 a.r2.cloudflarestorage.com a.eu.r2.cloudflarestorage.com
backblaze-b2 s3.eu-central-003.backblazeb2.com api.backblazeb2.com
digitalocean-spaces ams3.digitaloceanspaces.com
alibaba-cloud-oss oss-eu-central-1.aliyuncs.com
tencent-cos cos.eu-frankfurt.myqcloud.com
ibm-cloud-object-storage s3.eu-de.cloud-object-storage.appdomain.cloud
mailgun api.mailgun.net api.eu.mailgun.net
sendgrid api.sendgrid.com api.eu.sendgrid.com
postmark api.postmarkapp.com
mailjet api.mailjet.com
brevo api.brevo.com api.sendinblue.com
resend api.resend.com
microsoft-entra-id login.microsoftonline.com login.microsoftonline.us
bitwarden vault.bitwarden.com vault.bitwarden.eu api.bitwarden.com
github api.github.com github.com
gitlab-com gitlab.com
bitbucket-cloud bitbucket.org api.bitbucket.org
azure-devops dev.azure.com acme.visualstudio.com
atlassian-jira acme.atlassian.net api.atlassian.com
atlassian-confluence acme.atlassian.net
go-module-proxy proxy.golang.org
crates-io index.crates.io
rubygems rubygems.org
docker-hub registry-1.docker.io
nuget-gallery api.nuget.org
maven-central repo1.maven.org
packagist repo.packagist.org
mapbox api.mapbox.com events.mapbox.com
maptiler api.maptiler.com
google-maps-platform maps.googleapis.com
supabase abc.supabase.co api.supabase.com
twilio api.twilio.com api.dublin.ie1.twilio.com
vonage api.nexmo.com rest.nexmo.com api-eu.vonage.com
stripe api.stripe.com
datadog datadoghq.com datadoghq.eu us3.datadoghq.com us5.datadoghq.com ap1.datadoghq.com ddog-gov.com api.datadoghq.eu
new-relic collector.newrelic.com collector.eu01.nr-data.net otlp.eu01.nr-data.net log-api.eu.newrelic.com
dynatrace abc.live.dynatrace.com abc.apps.dynatrace.com
honeycomb api.honeycomb.io api.eu1.honeycomb.io
grafana-cloud otlp-gateway-prod-eu-west-2.grafana.net acme.grafana.net
logz-io listener.logz.io listener-eu.logz.io
better-stack in.logs.betterstack.com in.logtail.com s1.eu-nbg-2.betterstackdata.com
appsignal push.appsignal.com appsignal-endpoint.net
langfuse cloud.langfuse.com us.cloud.langfuse.com
langsmith api.smith.langchain.com eu.api.smith.langchain.com
wandb api.wandb.ai wandb.ai
comet www.comet.com
slack slack.com hooks.slack.com
pusher api-eu.pusher.com api.pusherapp.com ws-eu.pusher.com
snowflake acme.eu-west-3.aws.snowflakecomputing.com
databricks dbc-1.cloud.databricks.com
upstash eu1-a.upstash.io qstash.upstash.io
turso-cloud db-acme.turso.io db-acme.aws-eu-west-1.turso.io
sonarqube-cloud sonarcloud.io
codecov codecov.io api.codecov.io
snyk api.snyk.io api.eu.snyk.io
hcp-terraform app.terraform.io app.eu.terraform.io
pulumi-cloud api.pulumi.com app.pulumi.com
vercel-remote-cache vercel.com api.vercel.com
nx-cloud cloud.nx.app
papertrail logs5.papertrailapp.com logs.collector.solarwinds.com
sumo-logic collectors.eu.sumologic.com endpoint1.collection.eu.sumologic.com
coralogix coralogix.com eu2.coralogix.com coralogix.in cx498.coralogix.com
opsgenie api.opsgenie.com api.eu.opsgenie.com
sentry sentry.io o1.ingest.de.sentry.io
openai-api api.openai.com eu.api.openai.com
aws sqs.eu-west-3.amazonaws.com
"""


@pytest.mark.parametrize("line", [line for line in OWN.split("\n") if line])
def test_the_usual_host_of_a_service_is_of_its_vendor(line):
    """Or else a setting that only says what holds anyway would take the dependency away."""
    product, *hosts = line.split()
    vendor = shipped().product(product).vendor
    for host in hosts:
        rule = shipped().match("host", host)
        behind = shipped().product(rule.id).vendor if rule else None
        of_domain = any(f".{host}".endswith(f".{domain}") for domain in shipped().vendor(vendor).domains)
        assert behind == vendor or of_domain, host
