"""From the trees of several policies to one: what an overlay changes in the policy it builds on."""
