print "ConanFile"
