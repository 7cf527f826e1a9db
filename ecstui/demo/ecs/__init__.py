"""Amazon ECS: clusters, services and tasks that live."""
