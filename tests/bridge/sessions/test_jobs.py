from tests.session import Client


def test_a_take_from_words(client: Client) -> None:
    client.say("/generate", "kick", "seconds", 0.5, "seed", 7, "prompt", "440", "hertz")
    assert client.hear("/job/queued", "kick")["ahead"] == 0
    started = client.hear("/job/started", "kick")
    assert (started["model"], started["seed"]) == ("tone", 7)
    client.hear("/job/progress", "kick")
    take = client.hear("/job/take", "kick")
    assert client.hear("/job/done", "kick")["takes"] == 1
