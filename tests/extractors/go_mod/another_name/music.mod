M.K. not ours
