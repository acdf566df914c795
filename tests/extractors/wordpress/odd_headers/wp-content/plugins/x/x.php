<?php
/*
Plugin Name:
Plugin Name: Late
Version: https://user:secret@host.example/
*/
