"""Reading labelled texts: what is said, what nobody said, and mistakes with their mend."""

import gzip
import hashlib
import json
import math
from pathlib import Path

import pytest

from pagewarden.evaluation.rows import label_matrix, read_file, read_files
from pagewarden.exceptions import ConfigurationError, InvalidRow
from pagewarden.moderation.taxonomy import CATEGORIES

GOOD = {"text": "The ferry leaves at nine.", "toxicity": 0, "threat": 1, "hate": None}


def _write(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_labels_are_read_and_the_rest_is_unknown(tmp_path: Path) -> None:
    """1, 0, null and a missing key; other keys mean nothing."""
    record = GOOD | {"licence": "ours", "source": "harbour", "group": ["sailors", "bakers"]}
    row, plain = read_file(_write(tmp_path / "rows.jsonl", record, {"text": ""})).rows
    labels = dict(zip(CATEGORIES, row.labels, strict=True))
    assert (labels["toxicity"], labels["threat"]) == (0, 1)
    assert math.isnan(labels["hate"])
    assert math.isnan(labels["sexual"])
    assert row.groups == {"sailors", "bakers"}
    assert row.source == "harbour"
    assert (plain.groups, plain.source) == (frozenset(), None)
    assert label_matrix([row, plain]).shape == (2, 8)


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    """Whatever its name; the hash is of the file as it lies."""
    packed = gzip.compress(json.dumps(GOOD | {"group": "sailors"}).encode())
    path = tmp_path / "rows.jsonl"
    path.write_bytes(packed)
    found = read_file(path)
    assert found.rows[0].groups == {"sailors"}
    assert found.sha256 == hashlib.sha256(packed).hexdigest()


def test_blank_lines_and_byte_order_marks_are_nothing(tmp_path: Path) -> None:
    """Files from Windows are read, too."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert len(read_file(path).rows) == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"toxic\n", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not an object"),
        (b'{"txet": "a"}', 'no string "text"'),
        (b'{"text": 5}', 'no string "text"'),
        (b'{"text": "\xff"}', "UTF-8"),
        (b'{"text": "a", "toxcity": 1}', 'Did you mean "toxicity"'),
        (b'{"text": "a", "self-harm": 1}', 'Did you mean "self_harm"'),
        (b'{"text": "a", "hate": 0.7}', "hate is 0.7. Write 1, 0, or null"),
        (b'{"text": "a", "hate": true}', "hate is true. Write 1, 0, or null"),
        (b'{"text": "a", "hate": NaN}', "hate is NaN. Write 1, 0, or null"),
        (b'{"text": "a", "hate": [1]}', "hate is [1]. Write 1, 0, or null"),
        (b'{"text": "a", "group": 3}', "group is 3. Write a name"),
        (b'{"text": "a", "group": "\\u001b[2J"}', "Write a name"),
    ],
    ids=str,
)
def test_a_mistake_names_file_line_and_mend(line: bytes, complaint: str, tmp_path: Path) -> None:
    """One sentence, from which the line can be put right."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + line)
    with pytest.raises(InvalidRow) as caught:
        read_file(path)
    assert f"{path}, line 2: " in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"", "no rows"), (b"\n\n", "no rows"), (b"\x1f\x8b\x08broken", "broken gzip")],
)
def test_a_useless_file_is_named(content: bytes, complaint: str, tmp_path: Path) -> None:
    """Empty or broken: said before anything is scored."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=complaint):
        read_file(path)


def test_a_cut_download_is_a_broken_file(tmp_path: Path) -> None:
    """Half a gzip file is no shorter file."""
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode() * 50)[:-9])
    with pytest.raises(ConfigurationError, match="broken gzip"):
        read_file(path)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_what_cannot_be_opened_is_named(name: str, tmp_path: Path) -> None:
    """A missing file, a folder."""
    with pytest.raises(ConfigurationError, match="Give a file"):
        read_file(tmp_path / name)


def test_no_file_counts_double(tmp_path: Path) -> None:
    """The same file twice is a slip, by whatever name."""
    path = _write(tmp_path / "rows.jsonl", GOOD)
    with pytest.raises(ConfigurationError, match="named twice"):
        read_files([path, tmp_path / ".." / tmp_path.name / "rows.jsonl"])
