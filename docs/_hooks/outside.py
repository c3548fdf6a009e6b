"""Take into the site what lies beside docs/, and let links between them lead there.

On a disk and on a forge, docs/ and the folders beside it link to each other by relative paths.
In the site the pages of docs/ stand at the root, with the Markdown and pictures of the other
folders below their own names. Links are rewritten so; a link to a file that is no page of the
site (a script, a market file) becomes its words alone.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCS = "docs"
TAKEN = (
    "CHANGELOG.md", "CONTRIBUTING.md", "experiments/**/*.md", "experiments/**/*.png",
    "experiments/**/*.svg", "notebooks/**/*.md", "notebooks/**/*.png",
)  # fmt: skip
"""What is taken in, beside docs/."""
INSTEAD = {"README.md": "docs/README.md"}
"""The first page of the repository is the first page of the site."""
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)((?:\s+\"[^\"]*\")?)\)")
_CODE = re.compile(r"(^```.*?^```)", re.DOTALL | re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files beside docs/ to those of the site."""
    root = Path(config.config_file_path).parent
    for pattern in TAKEN:
        for path in sorted(root.glob(pattern)):
            if not any(part.startswith(".") for part in path.relative_to(root).parts):
                uri = path.relative_to(root).as_posix()
                files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Let the links of a page lead to pages of the site; code is left as it is."""
    root = Path(config.config_file_path).parent
    here = page.file.src_uri
    place = here if page.file.generated_by else f"{DOCS}/{here}"

    def linked(found: re.Match[str]) -> str:
        mark, words, target, title = found.groups()
        path, _, anchor = target.partition("#")
        if not path or "://" in path or path.startswith("mailto:"):
            return found.group()
        there = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        uri = _uri(root, INSTEAD.get(there, there))
        if files.get_file_from_path(uri) is None and (root / there).exists():
            return words
        relative = posixpath.relpath(uri, posixpath.dirname(here) or ".")
        return f"{mark}[{words}]({relative}{'#' + anchor if anchor else ''}{title})"

    parts = _CODE.split(markdown)  # text, code, text, code, ...
    parts[::2] = [_LINK.sub(linked, text) for text in parts[::2]]
    return "".join(parts)


def _uri(root: Path, there: str) -> str:
    """Return where a path of the repository stands in the site; a folder is its README.md."""
    if (root / there).is_dir():
        there = posixpath.join(there, "README.md")
    return there.removeprefix(f"{DOCS}/")
