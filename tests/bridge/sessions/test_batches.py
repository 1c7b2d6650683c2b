"""Several variations of one job, sampled together as on a GPU, over OSC: whole takes whose recipes say so."""

from tests.session import Client


def test_takes_of_a_batch_are_recalled_alone_and_come_out_equal(person: Client) -> None:
    person.say("/generate", "rain", "model", "on-gpu", "seconds", 0.1, "count", 3, "seed", 5)
    takes = [person.hear("/job/take", "rain") for _ in range(3)]
    assert [take["seed"] for take in takes] == [5, 6, 7]
    assert person.hear("/job/done", "rain")["takes"] == 3
    for place, take in enumerate(takes, 1):
        job, number = f"again{place}", take["take"]
        person.say("/take/recall", job, "take", number)
        again = person.hear("/job/take", job)["take"]
        person.hear("/job/done", job)
        assert notes(person, job) == [
            f"The batch changed: take {place} of 3 then, alone now.",
            f"Sampled {4 + place}.",
            f"Take {again} equals take {number}, bit for bit.",
        ]


def notes(client: Client, job: str) -> list[str]:
    """What was said about a job, whose end has been heard."""
    return [str(heard["says"]) for heard in client.heard if heard.address == "/job/note" and heard.values[0] == job]
