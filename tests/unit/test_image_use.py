"""Where images run, by tag and by digest, and which tags have moved since a service was deployed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import ARN, NOW, ago, container, deployment, image, repository, service, task

from ecstui.model.ecr import PlatformImage
from ecstui.model.ecs import ContainerDefinition, TaskDefinition
from ecstui.model.image_use import Account, Use, Users, moved

REPO = repository("shop/web")
OLD, NEW, OTHER = (f"sha256:{letter * 64}" for letter in "abc")
WEB7 = f"{ARN}:task-definition/web:7"


def definition(image_: str, arn: str = WEB7) -> TaskDefinition:
    own = ContainerDefinition("web", image_, True, 0, None, None, None)
    return TaskDefinition(arn, "ACTIVE", "", "", "awsvpc", (own,))


def running(digest: str, name: str = f"{REPO.uri}:1", **given: Any) -> Any:
    return task(digest[7:20], containers=(container(image=name, image_digest=digest),), **given)


def uses(image_: Any, known: Account) -> tuple[Use, ...]:
    return Users(REPO.uri, known).of(image_)


def account(definition_: TaskDefinition | None = None, *tasks: Any, **given: Any) -> Account:
    known = {definition_.arn: definition_} if definition_ else {}
    return Account((service(),), known, {"prod": tasks}, **given)


def test_where_no_tag_is_written_latest_is_meant() -> None:
    (use,) = uses(image("latest", digest=OLD), account(definition(REPO.uri)))
    assert use.tags == ("latest",)
    assert uses(image("1", digest=OLD), account(definition(REPO.uri))) == ()


def test_a_service_that_names_the_tag_uses_the_image_even_if_no_task_runs_it() -> None:
    (use,) = uses(image("1", digest=OLD), account(definition(f"{REPO.uri}:1")))
    assert (use.place, use.running, use.tags, use.newest) == ("prod/web", 0, ("1",), True)
    assert use.definitions == ("web:7",)
    assert use.words == "no task runs it, by tag 1 in web:7"


def test_a_service_that_pins_the_digest_uses_it_whatever_its_tags() -> None:
    (use,) = uses(image(digest=OLD), account(definition(f"{REPO.uri}:1@{OLD}"), running(OLD)))
    assert (use.running, use.tags, use.pinned) == (1, (), True)


def test_what_runs_is_told_by_digest_though_its_tag_names_another_image_now() -> None:
    known = account(definition(f"{REPO.uri}:1"), running(OLD))
    (old,) = uses(image(digest=OLD), known)
    (new,) = uses(image("1", digest=NEW), known)
    assert (old.running, old.tags, old.words) == (1, (), "1 task")
    assert (new.running, new.tags) == (0, ("1",))


def test_the_same_digest_or_tag_in_another_repository_is_not_the_image() -> None:
    foreign = running(OLD, "elsewhere/web:1")
    assert uses(image("1", digest=OLD), account(definition("elsewhere/web:1"), foreign)) == ()


def test_stopped_tasks_run_nothing_and_tasks_of_their_own_are_named_by_their_revision() -> None:
    stopped = running(OLD, last_status="STOPPED")
    loose = replace(running(NEW), group="family:job")
    known = account(None, stopped, loose)
    assert uses(image(digest=OLD), known) == ()
    (use,) = uses(image(digest=NEW), known)
    assert (use.place, use.running) == ("prod/task of web:7", 1)


def test_a_task_that_has_a_platform_of_an_index_runs_the_index() -> None:
    index = image("1", digest=NEW)
    known = account(definition(f"{REPO.uri}:1"), running(OLD))
    (without,) = uses(index, known)
    (use,) = uses(replace(index, platforms=(PlatformImage("linux/arm64", OLD),)), known)
    assert (without.running, use.running) == (0, 1)


def test_an_older_revision_that_is_being_replaced_still_uses_its_image() -> None:
    six = f"{ARN}:task-definition/web:6"
    deployments = (deployment(), deployment(status="ACTIVE", task_definition=six))
    own = service(deployments=deployments)
    known = Account((own,), {six: definition(f"{REPO.uri}:0", six), WEB7: definition(f"{REPO.uri}:1")}, {})
    (use,) = uses(image("0", digest=OLD), known)
    assert (use.definitions, use.newest) == (("web:6",), False)


def test_what_was_not_read_is_said() -> None:
    known = Account((service(),), {}, {"prod": None, "batch": ()}, whole=False)
    assert known.gaps == (
        "not all services are read",
        "1 task definition not read",
        "tasks of prod not read",
    )
    assert account(definition("x")).gaps == ()


@given(st.lists(st.sampled_from([OLD, NEW, OTHER]), max_size=12))
def test_every_running_task_counts_for_one_image(digests: list[str]) -> None:
    tasks = [replace(running(digest), arn=f"{ARN}:task/prod/{n}") for n, digest in enumerate(digests)]
    known = account(definition(f"{REPO.uri}:1"), *tasks)
    found = [use.running for digest in (OLD, NEW, OTHER) for use in uses(image(digest=digest), known)]
    assert sum(found) == len(digests)


def test_a_tag_that_was_pushed_anew_since_the_deployment_is_told_with_its_age() -> None:
    pushed = image("main", digest=NEW, pushed_at=ago(minutes=12))
    (found,) = moved(
        service(), definition(f"{REPO.uri}:main"), [running(OLD)], {REPO.uri: (pushed, image(digest=OLD))}
    )
    assert (found.newer, found.running) == (True, OLD)
    assert found.words(NOW).startswith("newer image pushed 12m ago as main")


def test_an_older_image_tagged_again_is_another_not_a_newer_one() -> None:
    again = image("main", digest=NEW, pushed_at=ago(days=30))
    (found,) = moved(service(), definition(f"{REPO.uri}:main"), [running(OLD)], {REPO.uri: (again,)})
    assert not found.newer
    assert "another image (pushed 30d ago) is now main" in found.words(NOW)


@pytest.mark.parametrize(
    ("names", "digest", "pushed", "tasks"),
    [
        (f"{REPO.uri}:main", OLD, ago(days=9), [running(OLD)]),  # it runs
        (f"{REPO.uri}@{OLD}", NEW, ago(minutes=1), [running(OLD)]),  # pinned
        ("elsewhere/web:main", NEW, ago(minutes=1), [running(OLD)]),  # not of this registry
        (f"{REPO.uri}:main", NEW, ago(days=9), []),  # nothing runs, and nothing is newer
        (f"{REPO.uri}:gone", NEW, ago(minutes=1), [running(OLD)]),  # no such tag
    ],
)
def test_a_tag_that_has_not_moved_says_nothing(names: str, digest: str, pushed: Any, tasks: Any) -> None:
    known = {REPO.uri: (image("main", digest=digest, pushed_at=pushed),)}
    assert moved(service(), definition(names), tasks, known) == ()


def test_of_an_index_only_the_time_tells_that_its_tag_has_moved() -> None:
    kind = "application/vnd.oci.image.index.v1+json"
    old = image("main", digest=NEW, pushed_at=ago(days=9), media_type=kind)
    new = replace(old, pushed_at=ago(minutes=1))
    of = definition(f"{REPO.uri}:main")
    assert moved(service(), of, [running(OLD)], {REPO.uri: (old,)}) == ()
    assert moved(service(), of, [running(OLD)], {REPO.uri: (new,)})[0].newer
