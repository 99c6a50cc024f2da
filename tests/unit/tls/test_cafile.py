"""`--cafile`: who vouches for a server that somebody else has started."""

from __future__ import annotations

from pathlib import Path

import pytest

from wireproof.certificates import servers
from wireproof.errors import UnknownWords
from wireproof.targets.words import Declared, parse

ADDRESS = ["tls://127.0.0.1:9"]


def test_takes_an_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ca.pem").write_bytes(servers().root)
    (one,) = parse(ADDRESS, Declared(contract="tls", cafile="ca.pem"))
    assert one.cafile == str(tmp_path / "ca.pem")
    assert one.options[-2:] == ("--cafile", "ca.pem")


def test_needs_none() -> None:
    (one,) = parse(ADDRESS, Declared(contract="tls"))
    assert one.cafile == ""


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), ("no certificate\n", "holds no certificate")]
)
def test_names_a_file_that_is_no_authority(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UnknownWords, match=reason) as raised:
        parse(ADDRESS, Declared(contract="tls", cafile=str(path)))
    assert str(path) in str(raised.value)
    assert "Name a file in PEM" in str(raised.value)
