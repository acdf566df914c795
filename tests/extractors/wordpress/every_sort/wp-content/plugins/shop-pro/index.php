<?php
/*
Plugin Name: Shop Pro
Version: 2.0
Update URI: https://updates.acme.example/shop?key=secret
*/
