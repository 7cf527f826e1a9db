"""Examples of the operations of CloudWatch."""

from __future__ import annotations

import time
from typing import Any

from conformance.account import Example, of

NAMES = [{"Name": "ClusterName", "Value": "production"}, {"Name": "ServiceName", "Value": "web"}]
CPU = {"Namespace": "AWS/ECS", "MetricName": "CPUUtilization", "Dimensions": NAMES}
AVERAGE = {"Metric": CPU, "Period": 60, "Stat": "Average"}


def last_half_hour() -> dict[str, Any]:
    """The bounds of a period in which the account lived."""
    now = time.time()
    return {"StartTime": now - 1800, "EndTime": now}


EXAMPLES = {
    "GetMetricData": Example(
        lambda a: {
            "MetricDataQueries": [
                {"Id": "cpu", "MetricStat": {"Metric": CPU, "Period": 60, "Stat": "Average"}}
            ],
            **last_half_hour(),
        },
        "MetricDataResults[].Id MetricDataResults[].Label MetricDataResults[].Timestamps[]"
        " MetricDataResults[].Values[] MetricDataResults[].StatusCode",
    ),
    "DescribeAlarms": Example(
        of(),
        "MetricAlarms[].AlarmName MetricAlarms[].AlarmArn MetricAlarms[].StateValue"
        " MetricAlarms[].StateReason MetricAlarms[].StateUpdatedTimestamp MetricAlarms[].MetricName",
    ),
    "ListMetrics": Example(
        of(Namespace="AWS/ECS"), "Metrics[].Namespace Metrics[].MetricName Metrics[].Dimensions[].Name"
    ),
    "GetMetricStatistics": Example(
        lambda a: {**CPU, **last_half_hour(), "Period": 60, "Statistics": ["Average", "Maximum"]},
        "Label Datapoints[].Timestamp Datapoints[].Average Datapoints[].Maximum Datapoints[].Unit",
    ),
    "DescribeAlarmHistory": Example(
        of(),
        "AlarmHistoryItems[].AlarmName AlarmHistoryItems[].Timestamp AlarmHistoryItems[].HistoryItemType"
        " AlarmHistoryItems[].HistorySummary",
    ),
}
