println("nothing declared")
