<?php
/**
 * Plugin Name: SEO
 * Version: v3.1.0
 */
