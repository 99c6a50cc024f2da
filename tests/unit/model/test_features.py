"""Features: declared, declared absent, undeclared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.model.features import Features, Standing, normal
from wireproof.model.judgement import unmet

GROUP = ("pool", "concurrent", "sequential")


def test_has_three_values() -> None:
    features = Features(["half-close", "!ipv6"])
    assert features.standing("half_close") is Standing.DECLARED
    assert features.standing("ip-v6") is Standing.UNDECLARED
    assert features.standing("ipv6") is Standing.ABSENT
    assert features.has(" half_close ")
    assert not features.has("ipv6")


def test_absence_outranks() -> None:
    assert Features(["a", "!a"]).standing("a") is Standing.ABSENT


def test_one_of_a_group_denies_the_others() -> None:
    features = Features(["concurrent"], [GROUP, ("byte", "line")])
    assert [features.standing(name) for name in GROUP] == [
        *(Standing.ABSENT, Standing.DECLARED, Standing.ABSENT)
    ]
    assert features.standing("byte") is Standing.UNDECLARED
    assert features.words() == ["concurrent", "!pool", "!sequential"]


@pytest.mark.parametrize(
    ("words", "wanted", "contradicted", "undeclared"),
    [
        (["a"], ["a"], [], []),
        (["!a"], ["a"], ["a"], []),
        ([], ["a"], [], ["a"]),
        (["a"], ["!a"], ["!a"], []),
        (["!a"], ["!a"], [], []),
        ([], ["!a"], [], ["!a"]),
        (["a", "!b"], ["a", "b", "c", "!b"], ["b"], ["c"]),
    ],
)
def test_tells_what_is_wanted_in_vain(
    words: list[str], wanted: list[str], contradicted: list[str], undeclared: list[str]
) -> None:
    assert unmet(Features(words), wanted) == (contradicted, undeclared)


@given(words=st.lists(st.from_regex(r"!?[a-c][-_]?[x-z]", fullmatch=True)))
def test_its_words_say_it_again(words: list[str]) -> None:
    features = Features(words, [("ax", "ay")])
    again = Features(features.words(), [("ax", "ay")])
    assert again.words() == features.words()
    for word in words:
        name = normal(word.lstrip("!"))
        assert again.standing(name) is features.standing(name) is not Standing.UNDECLARED
