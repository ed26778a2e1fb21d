"""Hypothesis strategies: well-typed policies as text, and facts for them.

`scope` holds what a policy under construction has declared, `values` the types and their values,
`words` and `layout` how a policy is written down, `names` what things are called. `terms`,
`conditions`, `levels` and `several` have what stands in expressions; `fact_types`, `lists`,
`questionnaires`, `defines`, `dimensions` (with `blocks` and `caps`), `scores`, `grades` and
`advices` what is declared. `policies` puts them together, `facts` gives records for a policy,
`claims` compares an outcome with a complete record, `coverage` counts which constructs were met.

To add a construct: write a function decorated with `@construct`, and add it to the tuple that its
kind is drawn from. Its meaning goes beside its words, as a function of a record, so that the laws
can compare the engines with it: it raises `NoAnswerError` where the rubric declines to answer, and
`UndecidedError` where it takes a fact that is not known.
"""
