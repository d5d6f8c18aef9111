import pytest

from tests.live.serving import serve
from tests.live.world import World


@pytest.fixture
def world():
    """Ana and Ben talk; Cai likes, Dan reposts, Eva follows; Zoe is a stranger to Ana."""
    world = World()
    for name in ("ana", "ben", "cai", "dan", "eva", "zoe"):
        world.join(name)
    hello = world.post("ana", "hello?", ago=20)
    answer = world.post("ben", "hello", to=hello, ago=19)
    world.post("ana", "thanks", to=answer, ago=18)
    world.like("cai", hello)
    world.repost("dan", hello)
    world.follow("ana", "ben")
    world.follow("eva", "ana")
    world.post("ben", "and you?", mentions=["cai"], ago=5)
    world.post("zoe", "nobody hears me", ago=5)
    world.post("cai", "to zoe", mentions=["zoe"], ago=4)
    world.hello, world.answer_of_ben = hello, answer
    with serve(world) as world.server:
        yield world
