<?php
/* Plugin Name: deep */
