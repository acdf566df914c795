<?php
echo "Plugin Name: not a header";
