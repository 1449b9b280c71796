"""Many runs: one job, one executor seam, one store, and the designs of what varies.

For carrying runs out and keeping what they give. Not for what a question makes of them: that is in
`sim.questions`. `jobs` counts runs and reads told ones, `executors` says where, `store` what a
result folder guarantees; a sweep keeps blocks (`sweep_store`), a study stages (`stages`).
"""

__all__: tuple[str, ...] = ()
