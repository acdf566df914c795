
something else