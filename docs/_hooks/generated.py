"""Fill in what is declared in the code: keys of the market file, commands, KPIs.

A page asks for it by a line `<!-- generated: NAME -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]  # this tree, not one installed

from market_file import market_file  # noqa: E402  # a neighbour of this hook

_MARK = re.compile(r"^<!-- generated: ([a-z ]+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Put what is generated in the place of its mark."""

    def filled(mark: re.Match[str]) -> str:
        name = mark.group(1)
        if name == "names not listed":
            return names_not_listed(markdown)
        if name not in _MADE:
            raise PluginError(f"nothing is generated under the name {name!r}: {', '.join(_MADE)}")
        return _MADE[name]()

    return _MARK.sub(filled, markdown)


def names_not_listed(page: str) -> str:
    """Return the public names that a page does not have yet, so that none is ever missing."""
    import cjsim

    listed = set(re.findall(r"^::: cjsim\.([\w.]+)", page, re.MULTILINE))
    rooms = {name.partition(".")[0] for name in listed if "." in name}
    left = [name for name in cjsim.__all__ if name not in listed | rooms]
    return "\n\n".join(["## More", *(f"::: cjsim.{name}" for name in left)]) if left else ""


def kpis() -> str:
    """Return the table of KPIs."""
    import cjsim
    from cjsim.language import speaking, text

    def vietnamese(name: str) -> str:
        with speaking("vi"):
            return text(name)

    lines = ["| KPI | in Vietnamese | unit | better | definition |", "|---|---|---|---|---|"]
    lines += [
        f"| `{kpi.name}` | {vietnamese(kpi.name)} | {kpi.unit} | {kpi.better or ''} "
        f"| {cell(kpi.definition)} |"
        for kpi in cjsim.KPIS
    ]
    return "\n".join(lines)


def commands() -> str:
    """Return what each command is for, its arguments and its options."""
    from typer.main import get_command

    from cjsim.cli import app

    return "\n\n".join(_command(get_command(app), "cjsim", None))


def _command(command: Any, path: str, parent: Any) -> list[str]:
    """Return the paragraphs of a command, then those of the commands below it."""
    context = command.context_class(command, info_name=path.rsplit(maxsplit=1)[-1], parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    words = [f"## `{path}`" if parent is not None else "## Before any command"]
    words += [f"```text\n{path} {usage}\n```", (command.help or "").strip()]
    records = [
        each.get_help_record(context) for each in command.get_params(context) if each.name != "help"
    ]
    rows = [f"| `{record[0]}` | {cell(record[1])} |" for record in records if record is not None]
    if rows:
        words.append("\n".join(["| argument or option | what it is |", "|---|---|", *rows]))
    for name, below in getattr(command, "commands", {}).items():
        words += _command(below, f"{path} {name}", context)
    return [word for word in words if word]


def cell(words: str) -> str:
    """Return words as they may stand in a cell of a table."""
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


_MADE = {"market file": market_file, "commands": commands, "kpis": kpis}
