"""CloudWatch Logs: what containers say."""
