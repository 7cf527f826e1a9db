"""The operations of ECS, a file for each kind of resource."""
