"""Get the text of a file, or say why that is not possible."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cjsim.language import number, text
from cjsim.scenarios.errors import MarketFileError, Problem, did_you_mean, listed, nearest

MAX_BYTES = 5_000_000  # a market file is some kilobytes; more is another kind of file


def read_text(path: Path, ready_made: Collection[str]) -> str:
    """Return the text of the file at `path`.

    Args:
        path: The file.
        ready_made: Names of the ready-made markets, one of which may have been meant.

    Raises:
        MarketFileError: There is no such file, or it cannot be read as text.
    """
    file = str(path)
    try:
        if path.is_dir():
            raise _refused(file, text("this is a folder: expected a TOML file. Name a file in it."))
        if not path.exists():
            raise _refused(file, _not_found(path, ready_made))
        if not path.is_file():
            raise _refused(
                file, text("this is not a file but a device or a pipe. Name a TOML file.")
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refused(file, _too_large(size))
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except PermissionError:
        message = text("there is no permission to read it. Change its permissions, or copy it.")
        raise _refused(file, message) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        cause = getattr(error, "strerror", None) or str(error)
        raise _refused(
            file, text("it cannot be read ({cause}). Name a TOML file.", {"cause": cause})
        ) from None
    if len(data) > MAX_BYTES:
        raise _refused(file, _too_large(len(data)))
    return _decoded(data, file)


def _refused(file: str, message: str, line: int = 0) -> MarketFileError:
    return MarketFileError([Problem(file, line, "", message)])


def _too_large(size: int) -> str:
    return text(
        "the file has {size} bytes; at most {max_bytes}. Is it a market "
        "file? Those are some kilobytes of TOML.",
        {"size": number(size), "max_bytes": number(MAX_BYTES)},
    )


def _not_found(path: Path, ready_made: Collection[str]) -> str:
    """Say that there is no such file, and name what is most like it."""
    is_name = not path.suffix and len(path.parts) == 1
    guess = did_you_mean(path.stem, ready_made)
    if not guess and path.parent.is_dir():
        near = [each.name for each in path.parent.glob("*.toml")]
        found = nearest(path.name, near) or nearest(f"{path.name}.toml", near)
        guess = text(' Did you mean "{parent}"?', {"parent": path.parent / found}) if found else ""
    what = (
        text("no ready-made market and no file has this name")
        if is_name
        else text("there is no such file")
    )
    return text(
        "{what}.{guess} Ready-made markets: {ready_made}.",
        {"what": what, "guess": guess, "ready_made": listed(ready_made)},
    )


def _decoded(data: bytes, file: str) -> str:
    """Return the bytes as text; refuse what is not UTF-8, naming the line."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = text("the file is saved as UTF-16. Save it as UTF-8.")
            raise _refused(file, message, line=1) from None
        line = data.count(b"\n", 0, error.start) + 1
        message = text(
            "the byte 0x{data} is not UTF-8. Save the file as UTF-8 (in an "
            "editor: Save with Encoding).",
            {"data": f"{data[error.start]:02x}"},
        )
        raise _refused(file, message, line) from None
