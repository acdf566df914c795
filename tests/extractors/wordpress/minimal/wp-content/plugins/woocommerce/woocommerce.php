<?php
/**
 * Plugin Name: WooCommerce
 * Plugin URI: https://woocommerce.com/
 * Version: 8.6.1
 * Author: Automattic
 * License: GPLv3
 */
