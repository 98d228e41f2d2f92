import pytest

from infra.local.demo import video_name


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a lighthouse in a storm", "a-lighthouse-in-a-storm-abcdefgh.mp4"),
        ("Über/../..\\etc: Café!", "uber-etc-cafe-abcdefgh.mp4"),
        ("灯台", "video-abcdefgh.mp4"),
        ("", "video-abcdefgh.mp4"),
        ("[slow:20] sea", "slow-20-sea-abcdefgh.mp4"),
        ("x" * 200, f"{'x' * 48}-abcdefgh.mp4"),
        (f"{'x' * 47} y", f"{'x' * 47}-abcdefgh.mp4"),
    ],
)
def test_a_video_is_named_after_its_prompt(prompt: str, name: str) -> None:
    assert video_name(prompt, "abcdefghijklmnop") == name
