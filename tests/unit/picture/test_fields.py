"""One field has many names, and a name belongs to one field."""

from __future__ import annotations

from headroom_sdk.picture.fields import field_at, other_names
from headroom_sdk.picture.terms import words


def test_the_names_of_a_field_know_each_other():
    assert ("ruckgeld",) in other_names(("change",)) and ("change",) in other_names(("ruckgeld",))
    assert other_names(("coffee",)) == ()


def test_the_longest_name_is_taken():
    assert field_at(("the", "vat", "id", "please"), 1) == ("vat", "id")
    assert field_at(("the", "vat", "please"), 1) == ("vat",)
    assert field_at(("please",), 0) is None


def test_every_name_is_written_as_words_are_read():
    from headroom_sdk.picture.fields import _fields

    assert [name for name in _fields() if tuple(words(" ".join(name))) != name] == []
