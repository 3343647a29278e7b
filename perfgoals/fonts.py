"""Asks fontconfig, the library behind every PDF, which fonts of this machine hold Chinese."""

from __future__ import annotations

import ctypes
from contextlib import suppress

LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")


class _FontSet(ctypes.Structure):
    """FcFontSet of fontconfig.h; the patterns themselves are not read here."""

    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p))


def count_fonts(pattern: str = ":lang=zh-cn") -> int | None:
    """Return how many fonts fit a fontconfig pattern, as `fc-list` would; None without fontconfig.

    The command itself is not asked: it comes in a package that a bare server need not have.
    """
    fontconfig = _load()
    if fontconfig is None:
        return None
    wanted = fontconfig.FcNameParse(pattern.encode())
    fields = fontconfig.FcObjectSetCreate()
    fontconfig.FcObjectSetAdd(fields, b"family")
    found = fontconfig.FcFontList(None, wanted, fields)
    if not found:
        return 0
    count = int(found.contents.nfont)
    fontconfig.FcFontSetDestroy(found)
    fontconfig.FcObjectSetDestroy(fields)
    fontconfig.FcPatternDestroy(wanted)
    return count


def _load() -> ctypes.CDLL | None:
    """Return fontconfig with its functions declared, or None where it is not installed."""
    for name in LIBRARIES:
        with suppress(OSError):
            library = ctypes.CDLL(name)
            pointer = ctypes.c_void_p
            library.FcNameParse.argtypes, library.FcNameParse.restype = [ctypes.c_char_p], pointer
            library.FcObjectSetCreate.restype = pointer
            library.FcObjectSetAdd.argtypes = [pointer, ctypes.c_char_p]
            library.FcFontList.argtypes = [pointer, pointer, pointer]
            library.FcFontList.restype = ctypes.POINTER(_FontSet)
            library.FcFontSetDestroy.argtypes = [ctypes.POINTER(_FontSet)]
            library.FcObjectSetDestroy.argtypes = [pointer]
            library.FcPatternDestroy.argtypes = [pointer]
            return library
    return None
