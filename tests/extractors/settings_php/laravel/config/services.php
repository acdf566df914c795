<?php

return [
    'mailgun' => [
        'domain' => env('MAILGUN_DOMAIN'),
        'secret' => env('MAILGUN_SECRET'),
        'endpoint' => env('MAILGUN_ENDPOINT', 'api.eu.mailgun.net'),
    ],
    'ses' => [
        'key' => env('AWS_ACCESS_KEY_ID'),
        'region' => env('AWS_DEFAULT_REGION', 'us-east-1'),
    ],
    'stripe' => ['secret' => env('STRIPE_SECRET')],
    # 'postmark' => env('POSTMARK_TOKEN'),
    'github' => ['redirect' => 'https://github.com/login/oauth/never'],
];
