import * as aws from "@pulumi/aws";
import * as azure from "@pulumi/azure-native";
import * as gcp from "@pulumi/gcp";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { aws_sqs as sqs, Stack } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as other from "./aws";

const a = new aws.s3.Bucket("a");
const b = new azure.storage.StorageAccount("b");
const c = new gcp.storage.Bucket("c");
const d = new Bucket(this, "d");
const e = new sqs.Queue(this, "e");
const f = new lambda.Function(this, "f");
const g = new other.s3.Bucket("g");
// new aws.ec2.Instance("h");
const i = new Map();
