<?php

return [
    'disks' => [
        's3' => [
            'key' => env('AWS_ACCESS_KEY_ID'),
            'endpoint' => env('AWS_ENDPOINT', 'https://s3.eu-west-3.amazonaws.com'),
        ],
        'archive' => ['endpoint' => 'https://s3.gra.io.cloud.ovh.net'],
        'other' => ['endpoint' => 'https://your-account.r2.cloudflarestorage.com'],
    ],
];
