"""Elastic Load Balancing: load balancers, target groups and the health of their targets."""
