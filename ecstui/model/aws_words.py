"""The constants of AWS's APIs in the words of a sentence. Pure."""

from __future__ import annotations

import re

_BETWEEN_WORDS = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_GUARDS = {"MONITORING": "watching", "MONITORING_COMPLETE": "done watching"}
_STRATEGIES = {"BLUE_GREEN": "blue/green"}
_CONTROLLERS = {"CODE_DEPLOY": "CodeDeploy"}


def in_words(constant: str) -> str:
    """ROLLBACK_IN_PROGRESS and InProgress as "rollback in progress" and "in progress"."""
    return _BETWEEN_WORDS.sub(" ", constant).lower()


def guard_words(status: str) -> str:
    """How the circuit breaker or the alarms of a deployment stand: "watching", "triggered"."""
    return _GUARDS.get(status, in_words(status))


def strategy_name(strategy: str) -> str:
    """A deployment strategy: "rolling", "blue/green"."""
    return _STRATEGIES.get(strategy, in_words(strategy))


def controller_words(controller: str) -> str:
    """Who deploys a service: "ECS", "CodeDeploy", "external"."""
    return controller if controller == "ECS" else _CONTROLLERS.get(controller, in_words(controller))
