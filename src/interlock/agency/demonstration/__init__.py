"""The demonstration world: real, published facts with their sources, and a few invented parties that act.

`facts` reads the typed files, `hardware` takes the chips from the shipped catalogue and works out what
clusters could do, `people` makes the accounts, `placements` puts single chips into clusters, and `world`
loads it all into an empty register.
"""
