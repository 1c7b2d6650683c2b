"""Models that are loaded and let go."""

from tests.session import Client


def states(client: Client, model: str) -> list[str]:
    return [heard["state"] for heard in client.heard if heard.address == "/model" and heard.values[0] == model]


def test_every_model_tells_its_state(person: Client) -> None:
    heard = person.ask("/models")
    assert [model.values[0] for model in heard] == ["vae", "tone", "odd", "broken", "absent"]
    tone = heard[1]
    assert (tone["state"], tone["rate"], tone["channels"], tone["longest"]) == ("ready", 48_000, 1, 60.0)


def test_a_model_is_loaded_and_let_go(person: Client) -> None:
    person.say("/model/load", "odd")
    while person.hear("/model", "odd")["state"] != "ready":
        continue
    person.say("/model/load", "odd")
    assert person.hear("/model", "odd")["state"] == "ready"
    person.say("/model/unload", "odd")
    while person.hear("/model", "odd")["state"] != "unloaded":
        continue
    assert states(person, "odd") == ["loading", "ready", "ready", "unloading", "unloaded"]


def test_a_subscriber_hears_what_becomes_of_a_model_once(person: Client, other: Client) -> None:
    other.say("/subscribe")
    other.hear("/subscribed")
    person.say("/model/load", "odd")
    while other.hear("/model", "odd")["state"] != "ready":
        continue
    other.say("/model/unload", "odd")
    while other.hear("/model", "odd")["state"] != "unloaded":
        continue
    assert states(other, "odd") == ["loading", "ready", "unloading", "unloaded"]


def test_a_model_at_work_is_kept(person: Client) -> None:
    person.say("/generate", "job", "model", "odd", "seconds", 60, "prompt", "slow")
    person.hear("/job/progress", "job")
    person.say("/model/unload", "odd")
    assert "odd is at work" in person.hear("/error", "/model/unload", "busy").values[2]
    person.say("/cancel", "job")
    person.hear("/job/cancelled", "job")
    assert states(person, "odd") == []


def test_a_model_that_breaks_its_contract_is_one_error_and_stays_out(person: Client) -> None:
    person.say("/model/load", "broken")
    error = person.hear("/error", "/model/load", "model")
    assert "broken gave 23999 frames" in error.values[2]
    assert states(person, "broken") == ["loading", "failed"]
    assert person.until_quiet() == []


def test_a_model_that_is_loading_when_its_job_is_cancelled(person: Client) -> None:
    person.say("/model/unload", "odd")
    person.say("/generate", "job", "model", "odd", "seconds", 0.1)
    person.say("/cancel", "job")
    person.hear("/job/cancelled", "job")
    person.say("/generate", "job", "model", "odd", "seconds", 0.1)
    person.hear("/job/done", "job")
