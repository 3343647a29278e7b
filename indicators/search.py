"""Finding indicators of the library by any two characters, or by the initials of their pinyin.

Most Chinese words have two characters, which neither a b-tree nor a trigram index finds. So every entry is indexed by
its characters and pairs of characters: in a tsvector column on PostgreSQL, in a full-text table (FTS5) on SQLite. What
is longer than a pair is checked against the text itself afterwards. Written when an entry is saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from indicators.template import fold_label

LONGEST = 40  # characters of a query
SPELLINGS, READINGS = 16, 2  # of one name's initials, of one character
_WORD = re.compile(r"[^\W_]+")
_PAIR = 2
# Both name the table of LibraryIndicator; see migration 0002.
ENTRIES, GRAMS = "indicators_libraryindicator", "indicators_librarygrams"


def words_of(text: str) -> list[str]:
    """The words of a text: runs of letters, digits and characters, width and case folded."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def folded(text: str) -> str:
    """A name without blanks, punctuation, width and case: two spellings of one indicator are the same."""
    return "".join(words_of(text))


def category_key(level2: str) -> str:
    """A level 2 as all forms know it: 数量 on one form is 数量指标 on another."""
    return fold_label(level2).removesuffix("指标")


def initials_of(name: str) -> list[str]:
    """The first letters of a name's pinyin, as they are typed: gyyccc for 公益演出场次.

    Characters with several readings give several spellings, the likeliest first: 长度 is cd and zd.
    """
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 - its dictionaries take 30 MB; reading needs none

    text = folded(name)
    likely = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="default"))
    spelt = [likely]
    for place, character in enumerate(text[: len(likely)]):
        readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="default")[0][:READINGS]
        spelt += [f"{likely[:place]}{letter}{likely[place + 1 :]}" for letter in readings]
    return list(dict.fromkeys(filter(None, spelt)))[:SPELLINGS]


def grams_of(text: str, category: str) -> list[str]:
    """Every character and every pair of neighbours of the words, and the category, as tokens without quotes."""
    grams = {word[start : start + size] for word in text.split() for size in (1, _PAIR) for start in range(len(word))}
    return sorted({_token(gram) for gram in grams} | {_category_token(category)})


def _token(gram: str) -> str:
    return gram.encode("utf-16-be").hex()


def _category_token(category: str) -> str:
    return f"c{_token(category)}"


def store(entries: Sequence[tuple[int, str, str]]) -> None:
    """Index entries anew: (key, words separated by blanks, category key) each."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"UPDATE {ENTRIES} SET grams = array_to_tsvector(%s) WHERE id = %s"  # noqa: S608 - names of ours
            cursor.executemany(sql, [(grams_of(text, category), pk) for pk, text, category in entries])
        else:
            sql = f"INSERT OR REPLACE INTO {GRAMS} (rowid, grams) VALUES (%s, %s)"  # noqa: S608 - a name of ours
            cursor.executemany(sql, [(pk, " ".join(grams_of(text, category))) for pk, text, category in entries])


def remove(pk: int) -> None:
    """Take a deleted entry out of the index."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {GRAMS} WHERE rowid = %s", [pk])  # noqa: S608 - a name of ours


def condition(text: str, category: str = "") -> Q:
    """The entries that have every word of `text` in name, keywords, field of work or initials; all for a blank text.

    With a category's key only those of it: the index itself knows the category, which keeps common words fast.
    """
    words = words_of(text[:LONGEST])
    of_category = Q(category=category) if category else Q()
    if not words:
        return of_category
    tokens = {_token(gram) for gram in _needed(words)} | ({_category_token(category)} if category else set())
    wanted = Q(pk__in=_with_all(sorted(tokens)))
    for word in words:
        if len(word) > _PAIR:
            wanted &= Q(haystack__contains=word)
    return wanted


def _needed(words: Iterable[str]) -> set[str]:
    """What an entry must have: pairs, and a single character only where a word is no more than one."""
    return {word[start : start + _PAIR] for word in words for start in range(max(len(word) - 1, 1))}


def _with_all(tokens: Sequence[str]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT id FROM {ENTRIES} WHERE grams @@ %s::tsquery", [" & ".join(tokens)])  # noqa: S608, S611
    return RawSQL(f"SELECT rowid FROM {GRAMS} WHERE {GRAMS} MATCH %s", [" AND ".join(tokens)])  # noqa: S608, S611
