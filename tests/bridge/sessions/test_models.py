"""Models that are loaded and let go."""

from tests.session import Client


def states(client: Client, model: str) -> list[str]:
    return [heard["state"] for heard in client.heard if heard.address == "/model" and heard.values[0] == model]


def test_every_model_tells_its_state(person: Client) -> None:
    heard = person.ask("/models")
    assert [model.values[0] for model in heard] == ["ember", "vae", "tone", "odd", "broken", "absent", "on-gpu"]
    tone = heard[2]
    assert (tone["state"], tone["rate"], tone["channels"], tone["longest"]) == ("ready", 48_000, 1, 60.0)


def hear_state(client: Client, model: str, state: str) -> None:
    """Wait until a model is in a state."""
    while client.hear("/model", model)["state"] != state:
        continue


def test_a_model_is_loaded_and_let_go(person: Client) -> None:
    person.say("/model/unload", "odd")
    hear_state(person, "odd", "unloaded")
    before = len(states(person, "odd"))
    person.say("/model/load", "odd")
    hear_state(person, "odd", "ready")
    person.say("/model/load", "odd")
    assert person.hear("/model", "odd")["state"] == "ready"
    person.say("/model/unload", "odd")
    hear_state(person, "odd", "unloaded")
    assert states(person, "odd")[before:] == ["loading", "ready", "ready", "unloading", "unloaded"]


def test_a_subscriber_hears_what_becomes_of_a_model_once(person: Client, other: Client) -> None:
    person.say("/model/unload", "odd")
    hear_state(person, "odd", "unloaded")
    other.say("/subscribe")
    other.hear("/subscribed")
    person.say("/model/load", "odd")
    hear_state(other, "odd", "ready")
    other.say("/model/unload", "odd")
    hear_state(other, "odd", "unloaded")
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
