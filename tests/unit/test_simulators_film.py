import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from infra.local.simulators.film.arguments import Placed, Shot, arguments
from infra.local.simulators.film.caption import drawable, wrapped
from infra.local.simulators.film.clip import Clip
from infra.local.simulators.film.look import look_of
from infra.local.simulators.film.still import ImageError, covering, open_image

CLIP = Clip(prompt="a fox", note="", width=832, height=480, duration_s=5)
SHOT = Shot(
    width=832,
    height=480,
    duration_s=5,
    sky=Path("sky.png"),
    still=None,
    last_still=None,
    layers=(Placed(Path("0.png"), "10*t", "5"),),
    chord_hz=(110, 220, 330),
)


def an_image(size: tuple[int, int] = (60, 40), kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(content, kind)
    return content.getvalue()


def test_the_same_prompt_has_the_same_look() -> None:
    assert look_of("a fox") == look_of("a fox")


def test_prompts_have_many_looks() -> None:
    looks = [look_of(f"thing number {n}") for n in range(60)]

    assert len({look.palette for look in looks}) == 60
    assert {look.scene for look in looks} == {"mountains", "sea", "city", "orbs"}


def test_words_choose_scene_weather_and_mood() -> None:
    look = look_of("A lighthouse in a storm")

    assert (look.scene, look.weather, look.mood) == ("sea", "rain", "storm")
    assert look.lighthouse


def test_equal_clips_have_equal_keys_and_others_do_not() -> None:
    others = [
        replace(CLIP, prompt="a cat"),
        replace(CLIP, duration_s=8),
        replace(CLIP, sound=False),
        replace(CLIP, first_image=b"1"),
        replace(CLIP, last_image=b"1"),
    ]

    assert replace(CLIP).key == CLIP.key
    assert len({clip.key for clip in [CLIP, *others]}) == 6


def test_ffmpeg_is_told_the_exact_number_of_frames() -> None:
    args = arguments(SHOT, Path("out.mp4"))

    assert args[args.index("-frames:v") + 1] == "120"
    assert args[args.index("-t") + 1] == "5"
    assert args[args.index("-movflags") + 1] == "+faststart"
    assert args[-1] == "out.mp4"


def test_layers_are_chained_in_order_over_the_sky() -> None:
    graph = _graph(replace(SHOT, layers=(*SHOT.layers, Placed(Path("1.png"), "0", "t"))))

    assert "[base][1]overlay=x='10*t':y='5'[o1]" in graph
    assert "[o1][2]overlay=x='0':y='t'[o2]" in graph
    assert "[o2]format=yuv420p,setsar=1[picture]" in graph


def test_a_silent_shot_has_no_sound_graph() -> None:
    args = arguments(replace(SHOT, chord_hz=None), Path("out.mp4"))

    assert "[sound]" not in " ".join(args)


def test_an_image_is_filmed_by_a_moving_camera_and_fades_to_the_last_one() -> None:
    still = replace(SHOT, sky=None, still=Path("a.png"), last_still=Path("b.png"))
    graph = _graph(still)

    assert graph.count("zoompan") == 2
    assert "[base][2]overlay" in graph


def test_long_prompts_end_in_dots() -> None:
    lines = wrapped("many words " * 50, columns=20).split("\n")

    assert len(lines) == 3
    assert lines[-1].endswith("...")
    assert wrapped("", columns=20) == " "


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fox\x00\x07 runs", "fox runs"),
        ("Größe — naïve", "Grosse - naive"),
        ("a 🦊 runs", "a runs"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_prompts_are_spelled_with_the_letters_there_are(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_a_prompt_in_another_script_is_shown_as_its_hash() -> None:
    assert drawable("日本の城").startswith("prompt #")
    assert drawable("日本の城") != drawable("富士山の")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_images_are_opened_and_cut_to_shape(kind: str) -> None:
    assert covering(open_image(an_image(kind=kind)), 30, 30).size == (30, 30)


@pytest.mark.parametrize("content", [b"", b"<svg/>", an_image()[:40], an_image(kind="GIF")])
def test_what_is_no_image_is_refused(content: bytes) -> None:
    with pytest.raises(ImageError):
        open_image(content)


def _graph(shot: Shot) -> str:
    args = arguments(shot, Path("out.mp4"))
    return args[args.index("-filter_complex") + 1]
