<?php
$CONFIG = array('mail_smtphost' => 'smtp.mail.example');
