<?php
// 'dbhost' => 'commented.example',
$CONFIG = array (
  'trusted_domains' => array ('cloud.company.example', 'nextcloud.azurewebsites.net'),
  'dbhost' => 'db.company.example:3306',
  'dbpassword' => 's3cr3t',
  'mail_smtphost' => 'smtp.sendgrid.net',
  'objectstore' => array (
    'class' => '\\OC\\Files\\ObjectStore\\S3',
    'arguments' => [
      'bucket' => 'files',
      'hostname' => 's3.gra.io.cloud.ovh.net',
      'region' => 'gra',
      'secret' => 'not//a remark',
    ],
  ),
  /* 'x' => 'https://api.openai.com' */
  'overwrite.cli.url' => 'https://cloud.company.example',
  'appstoreurl' => 'https://apps.nextcloud.com/api/v1',
);
$CONFIG['redis']['host'] = 'cache.company.example';
