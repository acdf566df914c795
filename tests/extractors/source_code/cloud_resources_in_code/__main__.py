import pulumi
import pulumi_aws as aws
import pulumiverse_scaleway as scaleway
from aws_cdk import aws_s3 as s3
from pulumi_gcp import storage

a = aws.s3.Bucket("a")
b = storage.Bucket("b")
c = s3.Bucket(self, "c")
# d = aws.ec2.Instance("d")
e = aws.get_region()
