"""The operations of CloudWatch."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ecstui.demo.cloudwatch.statistics import STATISTICS, series_of, statistic
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.cloudwatch.alarm import Alarm, Turn
    from ecstui.demo.world import World

QUERIES, POINTS = 500, 100_800
PLAIN = ("CPUUtilization", "MemoryUtilization")
RESERVED = ("CPUReservation", "MemoryReservation")
INSIGHTS = (
    "RunningTaskCount",
    "DesiredTaskCount",
    "PendingTaskCount",
    "DeploymentCount",
    "CpuUtilized",
    "CpuReserved",
    "MemoryUtilized",
    "MemoryReserved",
)


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)


def _checked(params: dict[str, Any], period: int) -> tuple[float, float]:
    start, end = params["StartTime"], params["EndTime"]
    if start >= end:
        raise AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.")
    if period < 1 or (period > 30 and period % 60):
        raise AwsError("ValidationError", "Period must be 1, 5, 10, 30 or a multiple of 60.")
    return start, end


@serves("cloudwatch", "GetMetricData")
def get_metric_data(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Values of up to 500 metrics, newest first unless asked otherwise."""
    queries = params["MetricDataQueries"]
    if not 1 <= len(queries) <= QUERIES:
        raise AwsError(
            "ValidationError", f"The collection MetricDataQueries must not have a size > {QUERIES}."
        )
    oldest_first = params.get("ScanBy", "TimestampDescending") == "TimestampAscending"
    results, points = [], 0
    for query in queries:
        if "MetricStat" not in query:
            raise AwsError("ValidationError", f"Error in expression '{query['Id']}': not supported here.")
        wanted = query["MetricStat"]
        start, end = _checked(params, wanted["Period"])
        series = series_of(wanted["Metric"])
        percent = series.unit == "Percent"
        found = series.points(world, start, end, wanted["Period"])
        values = [(at, statistic(wanted["Stat"], each, percent)) for at, each in found]
        points += len(values)
        values = values if oldest_first else values[::-1]
        if not query.get("ReturnData", True):
            continue
        results.append(
            {
                "Id": query["Id"],
                "Label": query.get("Label") or series.name,
                "Timestamps": [at for at, _ in values],
                "Values": [value for _, value in values],
                "StatusCode": "Complete",
            }
        )
    if points > POINTS:
        raise AwsError("ValidationError", f"You have requested more than {POINTS} datapoints.")
    return {"MetricDataResults": results, "Messages": []}


@serves("cloudwatch", "GetMetricStatistics")
def get_metric_statistics(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Statistics of one metric."""
    start, end = _checked(params, params["Period"])
    names, further = params.get("Statistics", []), params.get("ExtendedStatistics", [])
    if not names and not further:
        raise AwsError("MissingParameter", "Must specify either Statistics or ExtendedStatistics")
    if unknown := [name for name in names if name not in STATISTICS]:
        raise _invalid(f"Value {unknown} at 'statistics' failed to satisfy constraint")
    if (end - start) / params["Period"] > 1440:
        raise AwsError(
            "InvalidParameterCombination",
            f"You have requested up to {int((end - start) / params['Period'])} datapoints, which exceeds the "
            "limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the "
            "time range.",
        )
    series = series_of(params)
    percent = series.unit == "Percent"
    points = []
    for at, values in series.points(world, start, end, params["Period"]):
        point: dict[str, Any] = {name: statistic(name, values, percent) for name in names}
        if further:
            point["ExtendedStatistics"] = {name: statistic(name, values, percent) for name in further}
        points.append({"Timestamp": at, "Unit": series.unit, **point})
    return {"Label": params["MetricName"], "Datapoints": points}


@serves("cloudwatch", "ListMetrics")
def list_metrics(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Which metrics there are, 500 a page."""
    wanted = [(each["Name"], each.get("Value")) for each in params.get("Dimensions", ())]
    found = [
        metric
        for metric in _metrics(world)
        if params.get("Namespace") in (None, metric["Namespace"])
        and params.get("MetricName") in (None, metric["MetricName"])
        and all(_has(metric, name, value) for name, value in wanted)
    ]
    shown, more = page(found, {**params, "Size": 500}, "NextToken", "Size", 500, 500)
    return {"Metrics": list(shown), **more}


def _has(metric: dict[str, Any], name: str, value: str | None) -> bool:
    return any(each["Name"] == name and value in (None, each["Value"]) for each in metric["Dimensions"])


def _metrics(world: World) -> list[dict[str, Any]]:
    rows: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
    for cluster in world.ecs.clusters.values():
        whole = (("ClusterName", cluster.name),)
        insights = any(s["value"] in ("enabled", "enhanced") for s in cluster.settings)
        rows += [("AWS/ECS", name, whole) for name in PLAIN + (RESERVED if cluster.instances else ())]
        for service in cluster.services:
            one = (("ServiceName", service), *whole)
            rows += [("AWS/ECS", name, one) for name in PLAIN]
            rows += [("ECS/ContainerInsights", name, one) for name in INSIGHTS if insights]
    return [
        {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions],
        }
        for namespace, name, dimensions in rows
    ]


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AlarmDescription": alarm.description,
        "AlarmConfigurationUpdatedTimestamp": alarm.created_at,
        "ActionsEnabled": True,
        "OKActions": [],
        "AlarmActions": list(alarm.actions),
        "InsufficientDataActions": [],
        "StateValue": alarm.state,
        "StateReason": alarm.reason,
        "StateReasonData": alarm.data,
        "StateUpdatedTimestamp": alarm.since,
        "StateTransitionedTimestamp": alarm.since,
        "MetricName": alarm.metric,
        "Namespace": "AWS/ECS",
        "Statistic": "Average",
        "Dimensions": [
            {"Name": "ServiceName", "Value": alarm.service},
            {"Name": "ClusterName", "Value": alarm.cluster},
        ],
        "Period": 60,
        "Unit": "Percent",
        "EvaluationPeriods": alarm.periods,
        "Threshold": alarm.threshold,
        "ComparisonOperator": alarm.comparison,
    }


@serves("cloudwatch", "DescribeAlarms")
def describe_alarms(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Alarms by name, 50 a page."""
    names = params.get("AlarmNames")
    if names is not None and "AlarmNamePrefix" in params:
        raise AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot both be specified.")
    found = [
        alarm
        for name, alarm in sorted(world.cloudwatch.alarms.items())
        if (names is None or name in names)
        and name.startswith(params.get("AlarmNamePrefix", ""))
        and params.get("StateValue") in (None, alarm.state)
        and any(each.startswith(params.get("ActionPrefix", "")) for each in alarm.actions or [""])
        and "MetricAlarm" in params.get("AlarmTypes", ["MetricAlarm"])
    ]
    shown, more = page(found, params, "NextToken", "MaxRecords", 50, 100, key=lambda alarm: alarm.name)
    return {"MetricAlarms": [_alarm(alarm) for alarm in shown], "CompositeAlarms": [], **more}


@serves("cloudwatch", "DescribeAlarmHistory")
def describe_alarm_history(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """How the states of alarms changed, newest first unless asked otherwise."""
    if params.get("HistoryItemType", "StateUpdate") != "StateUpdate":
        return {"AlarmHistoryItems": []}
    found = [
        turn
        for turn in world.cloudwatch.turns
        if params.get("AlarmName") in (None, turn.alarm)
        and params.get("StartDate", 0.0) <= turn.at <= params.get("EndDate", world.now)
    ]
    if params.get("ScanBy", "TimestampDescending") == "TimestampDescending":
        found.reverse()
    shown, more = page(found, params, "NextToken", "MaxRecords", 50, 100)
    return {"AlarmHistoryItems": [_item(turn) for turn in shown], **more}


def _item(turn: Turn) -> dict[str, Any]:
    data = {
        "version": "1.0",
        "oldState": {"stateValue": turn.before},
        "newState": {
            "stateValue": turn.after,
            "stateReason": turn.reason,
            "stateReasonData": json.loads(turn.data)
            | {"queryDate": f"{datetime.fromtimestamp(turn.at, UTC):%FT%TZ}"},
        },
    }
    return {
        "AlarmName": turn.alarm,
        "AlarmType": "MetricAlarm",
        "Timestamp": turn.at,
        "HistoryItemType": "StateUpdate",
        "HistorySummary": f"Alarm updated from {turn.before} to {turn.after}",
        "HistoryData": json.dumps(data),
    }
