"""Examples of the operations of CloudWatch Logs."""

from __future__ import annotations

import time

from conformance.account import GROUP, Example, last_hour, of

EXAMPLES = {
    "CreateLogGroup": Example(of(logGroupName="/made")),
    "CreateLogStream": Example(lambda a: {"logGroupName": a.group_made("/streams"), "logStreamName": "t"}),
    "DeleteLogGroup": Example(lambda a: {"logGroupName": a.group_made("/deleted")}),
    "PutRetentionPolicy": Example(lambda a: {"logGroupName": a.group_made("/kept"), "retentionInDays": 7}),
    "PutLogEvents": Example(
        lambda a: {
            "logGroupName": a.group_made("/written"),
            "logStreamName": "s",
            "logEvents": [{"timestamp": int(time.time() * 1000) - 1000, "message": "hello"}],
        },
        "nextSequenceToken",
    ),
    "DescribeLogGroups": Example(
        of(limit=5),
        "logGroups[].logGroupName logGroups[].arn logGroups[].logGroupArn logGroups[].creationTime"
        " logGroups[].storedBytes logGroups[].logGroupClass nextToken",
    ),
    "DescribeLogStreams": Example(
        of(logGroupName=GROUP, limit=2),
        "logStreams[].logStreamName logStreams[].arn logStreams[].creationTime"
        " logStreams[].firstEventTimestamp logStreams[].lastEventTimestamp logStreams[].storedBytes"
        " nextToken",
    ),
    "FilterLogEvents": Example(
        of(logGroupName=GROUP, limit=20),
        "events[].logStreamName events[].timestamp events[].message events[].ingestionTime events[].eventId"
        " nextToken",
    ),
    "GetLogEvents": Example(
        lambda a: {"logGroupName": GROUP, "logStreamName": a.stream},
        "events[].timestamp events[].message events[].ingestionTime nextForwardToken nextBackwardToken",
    ),
    "StartLiveTail": Example(
        of(logGroupIdentifiers=[f"arn:aws:logs:eu-west-1:123456789012:log-group:{GROUP}"]),
        "sessionStart.sessionId sessionStart.requestId sessionStart.logGroupIdentifiers[]",
    ),
    "StartQuery": Example(lambda a: last_hour(), "queryId"),
    "GetQueryResults": Example(
        lambda a: {"queryId": a.query()}, "results status statistics.recordsMatched queryLanguage"
    ),
    "GetLogRecord": Example(lambda a: {"logRecordPointer": a.record()}, "logRecord"),
    "StopQuery": Example(lambda a: {"queryId": a.query()}, "success"),
}
