"""Hypothesis strategies: well-typed policies as text, and facts for them.

`scope` holds what a policy under construction has declared, `values` the types and their values,
`words` and `layout` how a policy is written down, `names` what things are called; `terms`,
`conditions` and `declarations` have one strategy function a construct. `policies` puts them
together, `facts` gives records for a policy, `coverage` counts which constructs were met.

To add a construct: write a function decorated with `@construct`, and add it to the tuple that its
kind is drawn from. Its meaning goes beside its words, as a function of a complete record, so that
the laws can compare the engines with it.
"""
