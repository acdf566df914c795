"""Who is behind the hosts that configurations name: services of clouds, databases, mail, CDNs, AI; and look-alikes."""

import pytest

from depscan.knowledge import subject
from tests.knowledge.test_packaged import shipped

HOSTS = """
mydb.abc123.eu-west-3.rds.amazonaws.com amazon-rds
mydb.cluster-abc.eu-west-3.rds.amazonaws.com amazon-rds
proxy.proxy-abc.eu-west-3.rds.amazonaws.com amazon-rds
c.abc.ng.0001.euw3.cache.amazonaws.com amazon-elasticache
x.serverless.euw3.cache.amazonaws.com amazon-elasticache
wg.123456789012.eu-west-3.redshift-serverless.amazonaws.com amazon-redshift
c.abc.eu-west-3.redshift.amazonaws.com amazon-redshift
search-x-abc.eu-west-3.es.amazonaws.com amazon-opensearch-service
abc.eu-west-3.aoss.amazonaws.com amazon-opensearch-service
d.cluster-abc.eu-west-3.docdb.amazonaws.com amazon-documentdb
n.cluster-abc.eu-west-3.neptune.amazonaws.com amazon-neptune
b-1.c.abc.c2.kafka.eu-west-3.amazonaws.com amazon-msk
boot-abc.c1.kafka-serverless.eu-west-3.amazonaws.com amazon-msk
b-123.mq.eu-west-3.amazonaws.com amazon-mq
b-123.mq.eu-west-3.on.aws amazon-mq
clustercfg.x.abc.memorydb.eu-west-3.amazonaws.com amazon-memorydb
abc.execute-api.eu-west-3.amazonaws.com amazon-api-gateway
abc.lambda-url.eu-west-3.on.aws aws-lambda
123.dkr.ecr.eu-west-3.amazonaws.com amazon-ecr
lb-123.eu-west-3.elb.amazonaws.com elastic-load-balancing
lb-123.elb.eu-west-3.amazonaws.com elastic-load-balancing
d111.cloudfront.net amazon-cloudfront
email-smtp.eu-west-3.amazonaws.com amazon-ses
abc.appsync-api.eu-west-3.amazonaws.com aws-appsync
pool.auth.eu-west-3.amazoncognito.com amazon-cognito
cognito-idp.eu-west-3.amazonaws.com amazon-cognito
fs-123.efs.eu-west-3.amazonaws.com amazon-efs
abc-ats.iot.eu-west-3.amazonaws.com aws-iot-core
env.eba-1.eu-west-3.elasticbeanstalk.com aws-elastic-beanstalk
abc.eu-west-3.awsapprunner.com aws-app-runner
main.abc.amplifyapp.com aws-amplify
s3.eusc-de-east-1.amazonaws.eu aws-european-sovereign-cloud
bedrock-runtime.eu-west-3.amazonaws.com amazon-bedrock
runtime.sagemaker.eu-west-3.amazonaws.com amazon-sagemaker
ingest.timestream.eu-west-3.amazonaws.com amazon-timestream
xyz.dsql.eu-west-3.on.aws amazon-aurora-dsql
vpce-1.s3.eu-west-3.vpce.amazonaws.com aws-privatelink
s3.amazonaws.com.evil.example -
acme.database.windows.net azure-sql
acme.servicebus.windows.net azure
acme.documents.azure.com azure-cosmos-db
acme.mongo.cosmos.azure.com azure-cosmos-db
acme.table.cosmos.azure.com azure-cosmos-db
acme.cassandra.cosmos.azure.com azure-cosmos-db
acme.redis.cache.windows.net azure-cache-redis
acme.redis.azure.net azure-managed-redis
acme.vault.azure.net azure-key-vault
acme.managedhsm.azure.net azure-managed-hsm
acme.azurewebsites.net azure-app-service
acme.scm.azurewebsites.net azure-app-service
acme.openai.azure.com azure-openai
acme.cognitiveservices.azure.com azure-ai-services
acme.services.ai.azure.com microsoft-foundry
acme.search.windows.net azure-ai-search
acme.postgres.database.azure.com azure-database-postgresql
acme.mysql.database.azure.com azure-database-mysql
acme.mariadb.database.azure.com azure-database-mariadb
acme.azurecr.io azure-container-registry
acme.azure-api.net azure-api-management
acme.azurefd.net azure-front-door
acme.azureedge.net azure-cdn
acme.blob.core.windows.net azure-blob-storage
acme.queue.core.windows.net azure-queue-storage
acme.table.core.windows.net azure-table-storage
acme.file.core.windows.net azure-files
acme.dfs.core.windows.net azure-data-lake-storage
acme.azconfig.io azure-app-configuration
acme.azurestaticapps.net azure-static-web-apps
acme.westeurope.azurecontainerapps.io azure-container-apps
acme.azure-devices.net azure-iot-hub
acme.service.signalr.net azure-signalr
acme.webpubsub.azure.com azure-web-pubsub
acme.westeurope.eventgrid.azure.net azure-event-grid
acme.westeurope.kusto.windows.net azure-data-explorer
acme.sql.azuresynapse.net azure-synapse
adb-1.1.azuredatabricks.net azure-databricks
acme.westeurope.azmk8s.io azure-kubernetes-service
acme.westeurope.cloudapp.azure.com azure
login.microsoftonline.com microsoft-entra-id
graph.microsoft.com microsoft-graph
acme.b2clogin.com azure-ad-b2c
acme.in.applicationinsights.azure.com azure-monitor
dc.services.visualstudio.com azure-monitor
acme.communication.azure.com azure-communication-services
acme.blob.core.usgovcloudapi.net azure-blob-storage
acme.database.usgovcloudapi.net azure-sql
acme.vault.usgovcloudapi.net azure-key-vault
acme.azurewebsites.us azure-app-service
management.azure.com azure
api.cognitive.microsofttranslator.com azure-ai-translator
dev.azure.com azure-devops
acme.pkgs.visualstudio.com azure-devops
storage.googleapis.com google-cloud-storage
acme.storage.googleapis.com google-cloud-storage
pubsub.googleapis.com google-pubsub
bigquery.googleapis.com google-bigquery
firestore.googleapis.com google-firestore
sqladmin.googleapis.com google-cloud-sql
secretmanager.googleapis.com google-secret-manager
cloudkms.googleapis.com google-cloud-kms
aiplatform.googleapis.com google-vertex-ai
europe-west9-aiplatform.googleapis.com google-vertex-ai
generativelanguage.googleapis.com google-gemini-api
vision.googleapis.com google-cloud-vision
translate.googleapis.com google-cloud-translation
speech.googleapis.com google-speech-to-text
maps.googleapis.com google-maps-platform
fcm.googleapis.com firebase-cloud-messaging
oauth2.googleapis.com google-cloud
logging.googleapis.com google-cloud-logging-monitoring
run.googleapis.com google-cloud-run
cloudtasks.googleapis.com google-cloud-tasks
spanner.googleapis.com google-spanner
identitytoolkit.googleapis.com google-identity-platform
acme-abc-ew.a.run.app google-cloud-run
europe-west1-acme.cloudfunctions.net google-cloud-functions
acme.firebaseio.com firebase-realtime-database
acme.europe-west1.firebasedatabase.app firebase-realtime-database
acme.firebaseapp.com firebase-hosting
acme.web.app firebase-hosting
acme.appspot.com google-app-engine
acme.ew.r.appspot.com google-app-engine
europe-docker.pkg.dev google-artifact-registry
eu.gcr.io google-container-registry
fonts.googleapis.com google-fonts
fonts.gstatic.com google-fonts
ajax.googleapis.com google-hosted-libraries
www.googletagmanager.com google-tag-manager
www.google-analytics.com google-analytics
www.gstatic.com google-hosted-libraries
pg-1-acme.database.cloud.ovh.net ovhcloud-managed-databases
s3.gra.io.cloud.ovh.net ovhcloud-object-storage
s3.gra.perf.cloud.ovh.net ovhcloud-object-storage
acme.s3.eu-west-par.io.cloud.ovh.net ovhcloud-object-storage
storage.gra.cloud.ovh.net ovhcloud-object-storage
auth.cloud.ovh.net ovhcloud-public-cloud
abc.c1.gra9.k8s.ovh.net ovhcloud-managed-kubernetes
abc.gra7.container-registry.ovh.net ovhcloud-managed-private-registry
oai.endpoints.kepler.ai.cloud.ovh.net ovhcloud-ai-endpoints
ssl0.ovh.net ovhcloud-email
pro1.mail.ovh.net ovhcloud-email
gra1.logs.ovh.com ovhcloud-logs-data-platform
eu.api.ovh.com ovhcloud
rw-abc.rdb.fr-par.scw.cloud scaleway-managed-postgresql
acme.functions.fnc.fr-par.scw.cloud scaleway-serverless
s3.fr-par.scw.cloud scaleway-object-storage
acme.s3.fr-par.scw.cloud scaleway-object-storage
rg.fr-par.scw.cloud scaleway-container-registry
smtp.tem.scw.cloud scaleway-transactional-email
api.scaleway.ai scaleway-generative-apis
sqs.mnq.fr-par.scaleway.com scaleway-messaging-queuing
api.scaleway.com scaleway
abc.api.k8s.fr-par.scw.cloud scaleway-kapsule
sos-ch-gva-2.exo.io exoscale-object-storage
acme.sos-ch-dk-2.exo.io exoscale-object-storage
pg.aivencloud.com aiven
api-ch-gva-2.exoscale.com exoscale
abc-postgresql.services.clever-cloud.com clever-cloud
abc.services.clever-cloud.com clever-cloud
acme.cleverapps.io clever-cloud
cellar-c2.services.clever-cloud.com cellar
acme.cellar-c2.services.clever-cloud.com cellar
acme.osc-fr1.scalingo.io scalingo
abc.postgresql.a.osc-fr1.scalingo-dbs.com scalingo-databases
api.osc-fr1.scalingo.com scalingo
oos.eu-west-2.outscale.com outscale-object-storage
api.eu-west-2.outscale.com outscale
fcu.eu-west-2.outscale.com outscale-compute
s3.eu-central-1.ionoscloud.com ionos-object-storage
s3-eu-central-1.ionoscloud.com ionos-object-storage
pg-abc.postgresql.de-txl.ionos.com ionos-postgresql
smtp.ionos.fr ionos-mail
abc.db.upclouddatabases.com upcloud-managed-databases
acme.fi-hel1.upcloudobjects.com upcloud-object-storage
s3.pub1.infomaniak.cloud infomaniak-object-storage
mail.infomaniak.com infomaniak-mail
fsn1.your-objectstorage.com hetzner-object-storage
acme.nbg1.your-objectstorage.com hetzner-object-storage
u1.your-storagebox.de hetzner-storage-box
api.hetzner.cloud hetzner-cloud
object.storage.eu01.onstackit.cloud stackit-object-storage
abc.postgresql.eu01.onstackit.cloud stackit-postgresql-flex
obs.eu-de.otc.t-systems.com otc-object-storage
rds.eu-de.otc.t-systems.com otc-relational-database
iam.eu-de.otc.t-systems.com open-telekom-cloud
s3.object.storage.example -
c0.abcd.mongodb.net mongodb-atlas
data.mongodb-api.com mongodb-atlas
acme-1.d.aivencloud.com aiven
eu1-abc.upstash.io upstash
ep-x.eu-central-1.aws.neon.tech neon
abc.supabase.co supabase
db.abc.supabase.co supabase
aws-0-eu-west-3.pooler.supabase.com supabase
aws.connect.psdb.cloud planetscale
redis-1.c1.eu-west-3-1.ec2.cloud.redislabs.com redis-cloud
redis-1.c1.eu-west-3-1.ec2.redns.redis-cloud.com redis-cloud
abc.es.eu-west-3.aws.elastic-cloud.com elastic-cloud
abc.eu-west-3.aws.found.io elastic-cloud
abc.eu-west-1.aws.found.io elastic-cloud
pkc-1.eu-west-3.aws.confluent.cloud confluent-cloud
db-org.turso.io turso-cloud
abc.aws-eu-west-1.cockroachlabs.cloud cockroachdb-cloud
acme.snowflakecomputing.com snowflake
dbc-1.cloud.databricks.com databricks
abc.eu-west-1.aws.clickhouse.cloud clickhouse-cloud
abc.svc.pinecone.io pinecone
abc.europe-west3-0.gcp.cloud.qdrant.io qdrant-cloud
acme-abc.weaviate.network weaviate-cloud
ms-abc.fra.meilisearch.io meilisearch-cloud
abc-1.a1.typesense.net typesense-cloud
duck.lmq.cloudamqp.com cloudamqp
duck.rmq.cloudamqp.com.evil.example -
objectstore.fra1.civo.com civo
lin-1-2-mysql.servers.linodedb.net linode-managed-databases
fcp.integ01.dev-franceconnect.fr franceconnect
smtp.sendgrid.net sendgrid
smtp.mailgun.org mailgun
smtp.eu.mailgun.org mailgun
api.eu.mailgun.net mailgun
smtp.postmarkapp.com postmark
smtp-relay.brevo.com brevo
smtp-relay.sendinblue.com brevo
in-v3.mailjet.com mailjet
mail.gandi.net gandi-mail
smtp.office365.com microsoft-exchange-online
smtp.gmail.com gmail
smtp-relay.gmail.com gmail
smtp.mandrillapp.com mailchimp
smtp.mailtrap.io -
live.smtp.mailtrap.io -
smtp.sparkpostmail.com messagebird
smtp.resend.com resend
mail.smtp2go.com smtp2go
smtp.zoho.eu zoho-mail
smtp.fastmail.com fastmail
mail.proton.me proton-mail
smtp.protonmail.ch proton-mail
smtp.mailbox.org mailbox-org
cdn.jsdelivr.net jsdelivr
unpkg.com unpkg
cdnjs.cloudflare.com cdnjs
use.typekit.net adobe-fonts
p.typekit.net adobe-fonts
js.stripe.com stripe
api.stripe.com stripe
www.google.com -
www.recaptcha.net google-recaptcha
hcaptcha.com hcaptcha
js.hcaptcha.com hcaptcha
challenges.cloudflare.com cloudflare-turnstile
js.hs-scripts.com hubspot
static.hotjar.com hotjar
connect.facebook.net meta-pixel
snap.licdn.com linkedin
code.jquery.com jquery-cdn
kit.fontawesome.com font-awesome
fonts.bunny.net bunny-fonts
widget.intercom.io intercom
static.zdassets.com zendesk
client.crisp.chat crisp
cdn.segment.com segment
cdn.matomo.cloud matomo-cloud
plausible.io plausible
api.mapbox.com mapbox
tile.openstreetmap.org openstreetmap-tiles
acme.algolia.net algolia
acme-dsn.algolia.net algolia
acme.eu.auth0.com auth0
acme.okta.com okta
acme.zendesk.com zendesk
hooks.slack.com slack
api.telegram.org telegram
api.twilio.com twilio
api.github.com github
ghcr.io github-packages
gitlab.com gitlab-com
api.openai.com openai-api
api.anthropic.com anthropic-api
api.mistral.ai mistral-api
api.cohere.com cohere
api.groq.com groq
api.deepseek.com deepseek-api
api-inference.huggingface.co hugging-face-inference
router.huggingface.co hugging-face-inference
abc.eu-west-1.aws.endpoints.huggingface.cloud hugging-face-inference
openrouter.ai openrouter
api.together.xyz together-ai
api.fireworks.ai fireworks-ai
api.perplexity.ai perplexity
api.x.ai xai-api
api.replicate.com replicate
api.elevenlabs.io elevenlabs
api.deepgram.com deepgram
api-free.deepl.com deepl-api
dashscope.aliyuncs.com alibaba-model-studio
api.voyageai.com voyage-ai
api.jina.ai jina-ai
o1.ingest.sentry.io sentry
http-intake.logs.datadoghq.eu datadog
otlp.eu01.nr-data.net new-relic
logs-prod-eu-west-0.grafana.net grafana-cloud
api.honeycomb.io honeycomb
cloud.langfuse.com langfuse
eu.cloud.langfuse.com langfuse
api.smith.langchain.com langsmith
app.posthog.com posthog
eu.i.posthog.com posthog
abc.r2.cloudflarestorage.com cloudflare-r2
acme.workers.dev cloudflare-workers
acme.pages.dev cloudflare-pages
s3.eu-central-003.backblazeb2.com backblaze-b2
s3.eu-central-1.wasabisys.com wasabi-hot-cloud-storage
acme.ams3.digitaloceanspaces.com digitalocean-spaces
acme-do-user-1-0.b.db.ondigitalocean.com digitalocean-managed-databases
acme.ondigitalocean.app digitalocean-app-platform
acme.vercel.app vercel
acme.netlify.app netlify
acme.herokuapp.com heroku
acme.onrender.com render
acme.up.railway.app railway
containers-us-west-1.railway.app railway
acme.fly.dev fly-io
acme.b-cdn.net bunny-cdn
res.cloudinary.com cloudinary
acme.cos.eu-frankfurt.myqcloud.com tencent-cos
acme.oss-eu-central-1.aliyuncs.com alibaba-cloud-oss
obs.eu-west-101.myhuaweicloud.eu huawei-cloud-obs
storage.yandexcloud.net yandex-object-storage
acme.eu-frankfurt-1.oci.customer-oci.com oracle-cloud
objectstorage.eu-paris-1.oraclecloud.com oracle-oci-object-storage
s3.eu-de.cloud-object-storage.appdomain.cloud ibm-cloud-object-storage
acme.databases.appdomain.cloud ibm-cloud-databases
acme.livekit.cloud livekit-cloud
api.doppler.com doppler
app.infisical.com infisical-cloud
acme.vault.hashicorp.cloud -
app.launchdarkly.com launchdarkly
events.launchdarkly.com launchdarkly
app.terraform.io hcp-terraform
amqps.cloudamqp.com.evil.example -
stripe.com.evil.example -
mymongodb.net -
fakesupabase.co -
s3.gra.io.cloud.ovh.net.evil.example -
evil-amazonaws.com -
xamazonaws.com -
amazonaws.com.example -
database.windows.net.example -
notazurewebsites.net -
core.windows.net.example -
storage-googleapis.com -
fonts-googleapis.com -
mydigitaloceanspaces.com -
neon.tech.example -
api.stripe.com.example -
api-stripe.com -
smtp.acme.example -
s3.acme.example -
minio -
db -
redis -
api.openai.com.example -
myopenai.azure.com.example -
sentry.acme.example -
matomo.acme.example -
gitlab.acme.example -
localhost -
10.0.0.1 -
"""

ARNS = """
access-analyzer=aws-iam acm=aws-certificate-manager acm-pca=aws-private-ca airflow=amazon-mwaa amplify=aws-amplify
apigateway=amazon-api-gateway aps=amazon-managed-prometheus appconfig=aws-appconfig appflow=amazon-appflow
appmesh=aws-app-mesh apprunner=aws-app-runner appstream=amazon-appstream appsync=aws-appsync
application-autoscaling=amazon-ec2 applicationinsights=amazon-cloudwatch aoss=amazon-opensearch-service
athena=amazon-athena auditmanager=aws-audit-manager autoscaling=amazon-ec2 backup=aws-backup
backup-gateway=aws-backup batch=aws-batch bedrock=amazon-bedrock bedrock-agentcore=amazon-bedrock-agentcore
billing=aws-cost-management braket=amazon-braket budgets=aws-cost-management cassandra=amazon-keyspaces
ce=aws-cost-management chime=amazon-chime-sdk cleanrooms=aws-clean-rooms cloud9=aws-cloud9
clouddirectory=amazon-cloud-directory cloudformation=aws-cloudformation cloudfront=amazon-cloudfront
cloudsearch=amazon-cloudsearch cloudtrail=aws-cloudtrail cloudwatch=amazon-cloudwatch codeartifact=aws-codeartifact
codebuild=aws-codebuild codecatalyst=amazon-codecatalyst codecommit=aws-codecommit codeconnections=aws-codepipeline
codedeploy=aws-codedeploy codeguru-profiler=amazon-codeguru codeguru-reviewer=amazon-codeguru
codepipeline=aws-codepipeline codestar-connections=aws-codepipeline codewhisperer=amazon-q-developer
cognito-identity=amazon-cognito cognito-idp=amazon-cognito cognito-sync=amazon-cognito comprehend=amazon-comprehend
comprehendmedical=amazon-comprehend compute-optimizer=aws-compute-optimizer config=aws-config
connect=amazon-connect connect-campaigns=amazon-connect controltower=aws-control-tower cur=aws-cost-management
databrew=aws-glue dataexchange=aws-data-exchange datapipeline=aws-data-pipeline datasync=aws-datasync
datazone=amazon-datazone dax=amazon-dynamodb deadline=aws-deadline-cloud detective=amazon-detective
devops-guru=amazon-devops-guru directconnect=aws-direct-connect discovery=aws-migration-hub dlm=amazon-ebs
dms=aws-dms docdb-elastic=amazon-documentdb drs=aws-elastic-disaster-recovery ds=aws-directory-service
dsql=amazon-aurora-dsql dynamodb=amazon-dynamodb ebs=amazon-ebs ec2=amazon-ec2 ec2-instance-connect=amazon-ec2
ecr=amazon-ecr ecr-public=amazon-ecr ecs=amazon-ecs eks=amazon-eks elasticache=amazon-elasticache
elasticbeanstalk=aws-elastic-beanstalk elasticfilesystem=amazon-efs elasticloadbalancing=elastic-load-balancing
elasticmapreduce=amazon-emr elastictranscoder=amazon-elastic-transcoder email=amazon-ses emr-containers=amazon-emr
emr-serverless=amazon-emr entityresolution=aws-entity-resolution es=amazon-opensearch-service
events=amazon-eventbridge evidently=amazon-cloudwatch-evidently execute-api=amazon-api-gateway
firehose=amazon-data-firehose fis=aws-fault-injection-service fms=aws-firewall-manager forecast=amazon-forecast
frauddetector=amazon-fraud-detector fsx=amazon-fsx gamelift=amazon-gamelift geo=amazon-location-service
glacier=amazon-s3 globalaccelerator=aws-global-accelerator glue=aws-glue grafana=amazon-managed-grafana
greengrass=aws-iot-greengrass groundstation=aws-ground-station guardduty=amazon-guardduty health=aws-health
healthlake=aws-healthlake iam=aws-iam identitystore=aws-iam-identity-center imagebuilder=amazon-ec2-image-builder
inspector=amazon-inspector inspector2=amazon-inspector internetmonitor=amazon-cloudwatch iot=aws-iot-core
iotanalytics=aws-iot-events iotdeviceadvisor=aws-iot-core iotevents=aws-iot-events iotfleetwise=aws-iot-fleetwise
iotsitewise=aws-iot-sitewise iottwinmaker=aws-iot-twinmaker iotwireless=aws-iot-core ivs=amazon-ivs
ivschat=amazon-ivs kafka=amazon-msk kafkaconnect=amazon-msk kafka-cluster=amazon-msk kendra=amazon-kendra
kinesis=amazon-kinesis kinesisanalytics=amazon-managed-flink kinesisvideo=amazon-kinesis-video-streams kms=aws-kms
lakeformation=aws-lake-formation lambda=aws-lambda lex=amazon-lex license-manager=aws-license-manager
lightsail=amazon-lightsail logs=amazon-cloudwatch lookoutequipment=amazon-lookout lookoutmetrics=amazon-lookout
lookoutvision=amazon-lookout m2=aws-mainframe-modernization macie2=amazon-macie
managedblockchain=amazon-managed-blockchain mediaconnect=aws-elemental-mediaconnect
mediaconvert=aws-elemental-mediaconvert medialive=aws-elemental-medialive mediapackage=aws-elemental-mediapackage
mediapackage-vod=aws-elemental-mediapackage mediapackagev2=aws-elemental-mediapackage
mediastore=aws-elemental-mediastore mediatailor=aws-elemental-mediatailor medical-imaging=aws-healthimaging
memorydb=amazon-memorydb mgh=aws-migration-hub mgn=aws-application-migration-service
migrationhub-orchestrator=aws-migration-hub mobiletargeting=amazon-pinpoint monitoring=amazon-cloudwatch
mq=amazon-mq neptune-db=amazon-neptune neptune-graph=amazon-neptune network-firewall=aws-network-firewall
networkmanager=aws-cloud-wan oam=amazon-cloudwatch observabilityadmin=amazon-cloudwatch
opensearch=amazon-opensearch-service opsworks=aws-opsworks opsworks-cm=aws-opsworks organizations=aws-organizations
osis=amazon-opensearch-service outposts=aws-outposts payment-cryptography=aws-payment-cryptography
pca-connector-ad=aws-private-ca personalize=amazon-personalize pi=amazon-rds pipes=amazon-eventbridge
polly=amazon-polly pricing=aws-cost-management profile=amazon-connect proton=aws-proton q=amazon-q-developer
qbusiness=amazon-q-business qldb=amazon-qldb quicksight=amazon-quicksight ram=aws-resource-access-manager
rds=amazon-rds rds-data=amazon-rds rds-db=amazon-rds redshift=amazon-redshift redshift-data=amazon-redshift
redshift-serverless=amazon-redshift refactor-spaces=aws-migration-hub rekognition=amazon-rekognition
resiliencehub=aws-resilience-hub rolesanywhere=aws-iam route53=amazon-route-53
route53-recovery-control=amazon-application-recovery-controller
route53-recovery-readiness=amazon-application-recovery-controller route53domains=amazon-route-53
route53profiles=amazon-route-53 route53resolver=amazon-route-53 rum=amazon-cloudwatch s3=amazon-s3
s3-object-lambda=amazon-s3 s3-outposts=amazon-s3 s3express=amazon-s3 s3tables=amazon-s3 s3vectors=amazon-s3
sagemaker=amazon-sagemaker savingsplans=aws-cost-management scheduler=amazon-eventbridge schemas=amazon-eventbridge
sdb=amazon-simpledb secretsmanager=aws-secrets-manager securityhub=aws-security-hub
securitylake=amazon-security-lake serverlessrepo=aws-lambda servicecatalog=aws-service-catalog
servicediscovery=aws-cloud-map ses=amazon-ses shield=aws-shield signer=aws-signer sms-voice=aws-end-user-messaging
snow-device-management=aws-snow-family snowball=aws-snow-family sns=amazon-sns sqs=amazon-sqs
ssm=aws-systems-manager ssm-contacts=aws-systems-manager ssm-guiconnect=aws-systems-manager
ssm-incidents=aws-systems-manager ssm-sap=aws-systems-manager ssmmessages=aws-systems-manager
sso=aws-iam-identity-center sso-directory=aws-iam-identity-center states=aws-step-functions
storagegateway=aws-storage-gateway sts=aws-iam swf=amazon-swf synthetics=amazon-cloudwatch textract=amazon-textract
timestream=amazon-timestream timestream-influxdb=amazon-timestream-influxdb transcribe=amazon-transcribe
transfer=aws-transfer-family translate=amazon-translate trustedadvisor=aws-trusted-advisor
verified-access=aws-verified-access verifiedpermissions=amazon-verified-permissions voiceid=amazon-connect
vpc-lattice=amazon-vpc-lattice waf=aws-waf waf-regional=aws-waf wafv2=aws-waf wickr=aws-wickr wisdom=amazon-connect
workdocs=amazon-workdocs workmail=amazon-workmail workspaces=amazon-workspaces workspaces-web=amazon-workspaces
xray=aws-x-ray
"""
"""Services as ARNs name them, with the product that stands for each."""


def product_at(host):
    found = shipped().match(*subject.parse(f"host:{host}"))
    return found.id if found else "-"


@pytest.mark.parametrize(("host", "product"), [line.split() for line in HOSTS.split("\n") if line])
def test_a_host_is_of_its_product_and_a_look_alike_of_none(host, product):
    assert product_at(host) == product


def test_every_service_of_an_arn_is_of_its_product():
    """The reader of settings turns an ARN into a host, with the region if the ARN tells one."""
    said = dict(pair.split("=") for pair in ARNS.split())
    regional = {service: product_at(f"{service}.eu-west-3.amazonaws.com") for service in said}
    without = {service: product_at(f"{service}.amazonaws.com") for service in said}

    assert regional == said
    assert without == said


@pytest.mark.parametrize("service", ["account", "resource-groups", "support", "tag", "a-service-of-tomorrow"])
def test_a_service_that_no_product_stands_for_is_of_the_platform(service):
    assert product_at(f"{service}.eu-west-3.amazonaws.com") == "aws"
