object Tasks { val greeting = "nothing to see here" }
