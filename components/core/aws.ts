/**
 * The services of AWS that the components use. The whole of @pulumi/aws has three hundred modules more, which would
 * cost every start of a program 0.3 s.
 */
export * as acm from "@pulumi/aws/acm";
export * as backup from "@pulumi/aws/backup";
export * as budgets from "@pulumi/aws/budgets";
export * as chatbot from "@pulumi/aws/chatbot";
export * as cloudtrail from "@pulumi/aws/cloudtrail";
export * as cloudwatch from "@pulumi/aws/cloudwatch";
export * as ec2 from "@pulumi/aws/ec2";
export * as ecr from "@pulumi/aws/ecr";
export * as eks from "@pulumi/aws/eks";
export * as elasticache from "@pulumi/aws/elasticache";
export * as iam from "@pulumi/aws/iam";
export * as kms from "@pulumi/aws/kms";
export * as lb from "@pulumi/aws/lb";
export * as opensearch from "@pulumi/aws/opensearch";
export * as rds from "@pulumi/aws/rds";
export * as s3 from "@pulumi/aws/s3";
export * as secretsmanager from "@pulumi/aws/secretsmanager";
export * as sns from "@pulumi/aws/sns";
export * as vpc from "@pulumi/aws/vpc";
export { Provider } from "@pulumi/aws/provider";
export type { Region, types } from "@pulumi/aws";
