<?php /* Plugin Name: Classic */
// nothing
