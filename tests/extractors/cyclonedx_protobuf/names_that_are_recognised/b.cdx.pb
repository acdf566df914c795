
1.6*$BleftJ1.0.0‚pkg:npm/left@1.0.0