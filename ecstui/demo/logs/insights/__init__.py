"""Logs Insights: the part of its query language that people type, and queries that take their time."""
