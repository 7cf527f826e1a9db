"""Examples of the operations of ECR."""

from __future__ import annotations

from conformance.account import Example, of, under

REPOSITORY = "repositoryArn repositoryName repositoryUri registryId createdAt imageTagMutability"
MANIFEST = (
    '{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",'
    ' "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7,'
    ' "digest": "sha256:%s"},'
    ' "layers": []}'
) % ("0" * 64)
POLICY = (
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed",'
    '"countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}'
)

EXAMPLES = {
    "DescribeRepositories": Example(of(maxResults=3), under("repositories[]", REPOSITORY) + " nextToken"),
    "DescribeImages": Example(
        of(repositoryName="shop/web"),
        "imageDetails[].imageDigest imageDetails[].imageSizeInBytes imageDetails[].imagePushedAt"
        " imageDetails[].repositoryName imageDetails[].registryId imageDetails[?].imageTags[]"
        " imageDetails[].imageManifestMediaType imageDetails[?].imageScanStatus.status"
        " imageDetails[?].imageScanFindingsSummary.findingSeverityCounts",
    ),
    "ListImages": Example(of(repositoryName="shop/web"), "imageIds[].imageDigest imageIds[?].imageTag"),
    "BatchGetImage": Example(
        lambda a: {"repositoryName": a.repository, "imageIds": [a.image, {"imageTag": "no-such-tag"}]},
        "images[].imageManifest images[].imageManifestMediaType images[].imageId.imageDigest"
        " failures[].failureCode failures[].failureReason",
    ),
    "BatchDeleteImage": Example(
        of(repositoryName="shop/web", imageIds=[{"imageTag": "no-such-tag"}]),
        "imageIds failures[].failureCode",
    ),
    "CreateRepository": Example(of(repositoryName="made"), under("repository", REPOSITORY)),
    "DeleteRepository": Example(
        lambda a: {"repositoryName": a.repository_made("deleted")}, under("repository", REPOSITORY)
    ),
    "DescribeImageScanFindings": Example(
        lambda a: {"repositoryName": a.repository, "imageId": a.image},
        "registryId repositoryName imageId.imageDigest imageScanStatus.status"
        " imageScanFindings.findingSeverityCounts",
    ),
    "GetAuthorizationToken": Example(
        of(),
        "authorizationData[].authorizationToken authorizationData[].expiresAt"
        " authorizationData[].proxyEndpoint",
    ),
    "GetLifecyclePolicy": Example(
        of(repositoryName="shop/web"), "registryId repositoryName lifecyclePolicyText"
    ),
    "PutLifecyclePolicy": Example(
        lambda a: {"repositoryName": a.repository_made("kept"), "lifecyclePolicyText": POLICY},
        "registryId repositoryName lifecyclePolicyText",
    ),
    "DeleteLifecyclePolicy": Example(
        lambda a: {"repositoryName": a.repository_made("unkept", lifecycle=POLICY)},
        "registryId repositoryName lifecyclePolicyText",
    ),
    "StartLifecyclePolicyPreview": Example(
        lambda a: {"repositoryName": a.repository_made("previewed"), "lifecyclePolicyText": POLICY},
        "registryId repositoryName lifecyclePolicyText status",
    ),
    "GetLifecyclePolicyPreview": Example(
        lambda a: {"repositoryName": a.repository_made("foreseen", preview=POLICY)},
        "registryId repositoryName lifecyclePolicyText status",
    ),
    "GetRegistryScanningConfiguration": Example(of(), "registryId scanningConfiguration.scanType"),
    "DescribeRegistry": Example(of(), "registryId replicationConfiguration.rules"),
    "DescribePullThroughCacheRules": Example(of(), "pullThroughCacheRules"),
    "ListTagsForResource": Example(
        lambda a: {
            "resourceArn": a.ask("ecr", "DescribeRepositories")["repositories"][0]["repositoryArn"],
        },
        "tags",
    ),
    "PutImage": Example(
        lambda a: {
            "repositoryName": a.repository_made("pushed"),
            "imageManifest": MANIFEST,
            "imageTag": "v1",
        },
        "image.imageId.imageDigest image.imageId.imageTag image.repositoryName",
    ),
    "PutImageTagMutability": Example(
        lambda a: {"repositoryName": a.repository_made("immutable"), "imageTagMutability": "IMMUTABLE"},
        "registryId repositoryName imageTagMutability",
    ),
    "StartImageScan": Example(
        lambda a: {"repositoryName": a.repository, "imageId": a.rescanned},
        "repositoryName imageId.imageDigest imageScanStatus.status",
    ),
}
