<?php
/*
Plugin Name: ÿþA
Version: 1.0 beta
License: see https://user:secret@host.example/x
*/
