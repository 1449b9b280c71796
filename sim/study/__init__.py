"""Many runs: carried out in processes, gathered, and stored."""
