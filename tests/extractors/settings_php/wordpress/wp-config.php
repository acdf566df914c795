<?php
define( 'DB_HOST', 'db.company.example' );
define('DB_PASSWORD', 's3cr3t');
define('AS3CF_ENDPOINT', 'https://s3.fr-par.scw.cloud');
define('SMTP_HOST', getenv('SMTP_HOST'));
define('OPENAI_API_KEY', "x");
$table_prefix = 'wp_';
