<?php
$k = getenv('SENTRY_DSN');
// getenv('MAILGUN_API_KEY')
$m = env('MAILGUN_SECRET');
