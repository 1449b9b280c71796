"""Many runs: designs, jobs, executors, stores."""
