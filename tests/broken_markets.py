"""Ways to break a market file, each with what the reader must say and on which line."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SMALL_FILE = Path(__file__).parent / "markets" / "small.toml"
SMALL = SMALL_FILE.read_text("utf-8")


@dataclass(frozen=True)
class Broken:
    """A broken file (text, bytes, or a function that makes its path in a folder).

    One problem must hold all of `says`, and stand on the line that holds `at` (None: a file
    that cannot be read has no line).
    """

    name: str
    source: str | bytes | Callable[[Path], Path]
    says: tuple[str, ...]
    at: str | None


def change(*pairs: tuple[str, str]) -> str:
    """Return the small market with each text, found exactly once, put in another's place."""
    text = SMALL
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} is {text.count(old)} times in the small market")
        text = text.replace(old, new)
    return text


def without(header: str) -> str:
    """Return the small market without a table: from its header to the next header."""
    begin = SMALL.index(header)
    end = SMALL.find("\n[", begin)
    return SMALL[:begin] + (SMALL[end + 1 :] if end >= 0 else "")


def keys(new: str, header: str) -> str:
    """Return the small market with lines added right beneath a header."""
    return change((header + "\n", f"{header}\n{new}\n"))


def before(text: str) -> str:
    """Return the small market with text put before its first table."""
    return change(('source = "assumption"\n\n[scenario]', f"{text}\n[scenario]"))


def intervention(body: str) -> str:
    return keys(f"odd = {{ {body} }}", "[interventions]")


def event(body: str) -> str:
    return keys(f"odd = {{ {body} }}", "[events]")


def _missing(folder: Path) -> Path:
    (folder / "coffee.toml").write_text(SMALL, "utf-8")
    return folder / "cofee.toml"


def _folder(folder: Path) -> Path:
    return folder


def _huge(folder: Path) -> Path:
    path = folder / "huge.toml"
    with path.open("wb") as stream:
        stream.truncate(5_000_001)
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "pipe.toml"
    os.mkfifo(path)
    return path


def _endless_name(folder: Path) -> Path:
    return folder / ("x" * 5000)


def _zero_byte(folder: Path) -> Path:
    return folder / "mar\0ket.toml"


FILES = [
    Broken("not found", _missing, ("no such file", "Did you mean", "coffee.toml"), None),
    Broken("a folder", _folder, ("a folder", "expected a TOML file"), None),
    Broken("a pipe", _pipe, ("a device or a pipe",), None),
    Broken("too large", _huge, ("5,000,001 bytes", "at most 5,000,000"), None),
    Broken("a name without end", _endless_name, ("cannot be read",), None),
    Broken("a zero byte in the name", _zero_byte, ("",), None),
    Broken("empty", "", ("the file is empty",), ""),
    Broken("blank", " \n\n# nothing\n", ("the file is empty",), ""),
    Broken("utf-16", SMALL.encode("utf-16"), ("UTF-16", "Save it as UTF-8"), ""),
    Broken(
        "latin-1",
        SMALL.replace("Coffee club", "Café").encode("latin-1"),
        ("0xe9", "not UTF-8"),
        "name = ",
    ),
    Broken("binary", bytes(range(256)), ("",), ""),
    Broken("zero bytes", b"\0" * 100, ("not TOML",), ""),
]

SYNTAX = [
    Broken("no equals", change(("people = 2_000", "people 2_000")), ("not TOML",), "people 2_000"),
    Broken("colon", change(("people = 2_000", "people: 2_000")), ("key = value",), "people: 2_000"),
    Broken("no value", change(("days = 60", "days =")), ("A value is missing",), "days ="),
    Broken("no quotes", change(('"USD"', "USD")), ("Put text in quotes",), "currency"),
    Broken("curly quotes", change(('"USD"', "“USD”")), ("straight quotes",), "currency"),
    Broken(
        "percent", change(("\nshare = 0.4\n", "\nshare = 40 %\n")), ("as 0.12",), "share = 40 %"
    ),
    Broken(
        "decimal comma",
        change(("\nshare = 0.4\n", "\nshare = 0,4\n")),
        ("with a dot",),
        "share = 0,4",
    ),
    Broken(
        "dots between thousands",
        change(("people = 2_000", "people = 2.000.000")),
        ("4_200_000",),
        "people =",
    ),
    Broken(
        "commas between thousands",
        change(("people = 2_000", "people = 2,000,000")),
        ("4_200_000",),
        "people =",
    ),
    Broken("a unit", change(("days = 60", "days = 60 days")), ("number alone",), "days = 60 days"),
    Broken("no zero", change(("days = 60", "days = .5")), ("0.5",), "days = .5"),
    Broken("leading zero", change(("days = 60", "days = 060")), ("leading zeros",), "days = 060"),
    Broken(
        "a date by slashes",
        change(("start = 2027-01-04", "start = 4/1/2027")),
        ("2027-01-31",),
        "start = 4/1",
    ),
    Broken(
        "no such day",
        change(("start = 2027-01-04", "start = 2027-02-30")),
        ("dates that exist",),
        "start = 2027-02-30",
    ),
    Broken("True", change(("is_ours = true", "is_ours = True")), ("true or false",), "is_ours"),
    Broken("None", change(("days = 60", "days = None")), ("Leave the key out",), "days = None"),
    Broken(
        "an open header", change(("[brands.club]", "[brands.club")), ("with ]",), "[brands.club"
    ),
    Broken("an open string", change(('"USD"', '"USD')), ("not TOML",), "currency"),
    Broken(
        "an open array",
        change(('budget_neutral = ["swap"]', 'budget_neutral = ["swap"')),
        ("not TOML",),
        "budget_",
    ),
    Broken("an open long string", SMALL + 'note = """no end', ("not TOML",), "note ="),
    Broken("a backslash", change(('"Coffee club"', r'"C:\coffee"')), ("backslash",), "name ="),
    Broken("half a line", SMALL + "[kp", ("not TOML",), "[kp"),
    Broken("a bare word far away", SMALL + "\n\n\noops", ("not TOML", "key = value"), "oops"),
    Broken("a bare word", SMALL + "oops\n", ("not TOML", "key = value"), "oops"),
    Broken(
        "key twice",
        change(("days = 60", "days = 60\ndays = 70")),
        ("scenario.days", "written twice"),
        "days = 70",
    ),
    Broken(
        "table twice",
        SMALL + "[kpis]\n",
        ('"kpis" is written twice', "first on line"),
        None,
    ),
    Broken(
        "key and table",
        change(("[brands.club]", "[scenario.days]\nx = 1\n[brands.club]")),
        ("twice",),
        "[scenario.days]",
    ),
    Broken(
        "key twice in braces",
        change(("{ share = 0.5, patience_hours = 12 }", "{ share = 0.5, share = 0.5 }")),
        ("twice",),
        "phone =",
    ),
    Broken("deep list", SMALL + "deep = " + "[" * 5000, ("nested too deeply",), "deep = "),
    Broken("deep tables", SMALL + "deep = " + "{a=" * 5000, ("nested too deeply",), "deep = "),
    Broken("deep keys", SMALL + ".".join("a" * 900) + " = 1", ("nested too deeply",), "a.a.a"),
    Broken("an endless number", change(("seed = 11", "seed = " + "9" * 5000)), ("18 dig",), "seed"),
    Broken("a huge number", change(("seed = 11", "seed = " + "9" * 400)), ("400 digits",), "seed"),
    Broken("a huge hex number", change(("seed = 11", "seed = 0x" + "f" * 9999)), ("18",), "seed"),
]

VALUES = [
    Broken("text for a number", change(("days = 60", 'days = "60"')), ('"60"', "Write 60"), "days"),
    Broken(
        "percent in quotes",
        change(("\nshare = 0.4\n", '\nshare = "40 %"\n')),
        ("from 0 to 1", "Write 0.4 without quotes"),
        'share = "40 %"',
    ),
    Broken(
        "unit in quotes",
        change(("reference_price = 120", 'reference_price = "120 USD"')),
        ("number alone", "key's name"),
        "reference_price",
    ),
    Broken(
        "percent as a number",
        change(("known_share = 0.6", "known_share = 60")),
        ("from 0 to 1", "For 60 % write 0.6"),
        "known_share = 60",
    ),
    Broken("nan", change(("staff = 2", "staff = nan")), ("the number nan",), "staff = nan"),
    Broken("inf", change(("price = 118", "price = inf")), ("the number inf",), "price = inf"),
    Broken("overflow", change(("price = 118", "price = 1e999")), ("number inf",), "price = 1e999"),
    Broken("negative", change(("staff = 2", "staff = -2")), ("-2", "0 or more"), "staff = -2"),
    Broken("half a person", change(("staff = 2", "staff = 2.5")), ("whole number",), "staff = 2.5"),
    Broken("a truth", change(("staff = 2", "staff = true")), ("found true", "number"), "staff ="),
    Broken("a list", change(("staff = 2", "staff = [2]")), ("a list of 1", "number"), "staff ="),
    Broken("a date", change(("staff = 2", "staff = 2027-01-01")), ("the date",), "staff ="),
    Broken("zero days", change(("days = 60", "days = 0")), ("from 1 to 10,000",), "days = 0"),
    Broken(
        "low above value",
        change(("value = 4.0, low = 3.5", "value = 4.0, low = 4.2")),
        ("not between", "low <= value <= high"),
        "need_per_year",
    ),
    Broken(
        "low alone",
        change(("value = 4.0, low = 3.5, high = 4.5", "value = 4.0, low = 3.5")),
        ("both `low` and `high`",),
        "need_per_year",
    ),
    Broken(
        "a range without a value",
        change(("{ value = 0.10 }", "{ low = 0.1, high = 0.2 }")),
        ("needs `value`",),
        "failure_per_year",
    ),
    Broken(
        "an odd part of a number",
        change(("{ value = 0.10 }", "{ value = 0.1, sd = 0.2 }")),
        ("unknown key 'sd'", "low, high"),
        "failure_per_year",
    ),
    Broken(
        "an empty source",
        change(("{ value = 0.10 }", '{ value = 0.1, source = " " }')),
        ("`source` is text",),
        "failure_per_year",
    ),
    Broken("number for text", change(('"Coffee club"', "7")), ("text in quotes", '"7"'), "name ="),
    Broken(
        "text for a list",
        change(('budget_neutral = ["swap"]', 'budget_neutral = "swap"')),
        ("a list of texts", '["swap"]'),
        "budget_neutral",
    ),
    Broken(
        "text for a truth",
        change(("is_ours = true", 'is_ours = "yes"')),
        ("true or false", "Write true"),
        "is_ours",
    ),
    Broken(
        "text for a date",
        change(("start = 2027-01-04", 'start = "2027-01-04"')),
        ("without quotes",),
        'start = "',
    ),
    Broken(
        "a date with a time",
        change(("start = 2027-01-04", "start = 2027-01-04T08:00:00")),
        ("date with a time", "Write 2027-01-04"),
        "start = 2027-01-04T",
    ),
    Broken(
        "number in a list of texts",
        change(('    "ease", # how', "    3, # how")),
        ("the number 3", "text in quotes"),
        "3, # how",
    ),
    Broken("small currency", change(('"USD"', '"usd"')), ("three capital letters",), "currency"),
    Broken("a word of a set", change(('"purchase"', '"purchases"')), ("Did you",), "kind ="),
    Broken("an odd moment", change(('"search"', '"always "')), ("one of", "contact"), "pages ="),
    Broken(
        "an odd network", change(('"small_world"', '"smallworld"')), ("small_world",), "network ="
    ),
    Broken(
        "an odd stage", change(('"awareness", "use"', '"awarenes"')), ('"awareness"',), "quick_news"
    ),
    Broken(
        "an odd switch",
        change(("{ media = true,", "{ media = 1,")),
        ("true or false", "Write true"),
        "switches",
    ),
    Broken("table for a number", keys("[support.staff]", "[support]"), ("staff",), "[support.st"),
    Broken(
        "number for a table", change(("[channels]", "[channels]\nodd = 3")), ("a table",), "odd = 3"
    ),
]

KEYS = [
    Broken(
        "misspelt key",
        change(('channel = "social"', 'chanel = "social"')),
        ('unknown key "chanel"', 'Did you mean "channel"', "change_share"),
        "chanel",
    ),
    Broken(
        "missing key",
        change(('channel = "social"\n', "")),
        ('"channel" is missing', "text in quotes"),
        "[interventions.less_social]",
    ),
    Broken(
        "unknown section",
        SMALL + "[suport]\nstaff = 2\n",
        ('unknown section "suport"', 'Did you mean "support"'),
        "[suport]",
    ),
    Broken("key of no section", before("peeple = 3"), ('section "peeple"', "Allowed"), "peeple"),
    Broken(
        "key of another table",
        change(("staff = 2", "staff = 2\nneed_per_year = 3")),
        ('unknown key "need_per_year"',),
        "need_per_year = 3",
    ),
    Broken(
        "missing section product",
        without("[product]"),
        ('section "product" is missing', "[product]", "reference_price"),
        "",
    ),
    Broken(
        "missing section sales",
        change(
            ("[sales.website]", "[events.x]"),
            ("[sales.store]", "[events.y]"),
            ("[sales.kiosk]", "[events.z]"),
        ),
        ('"sales" is missing', "[sales.NAME]"),
        "",
    ),
    Broken(
        "missing setting",
        change(("people = 2_000\n", "")),
        ('"people" is missing', "whole number"),
        "[scenario]",
    ),
    Broken("no brand", "[brands]\n", ("no brands", "[brands.NAME]"), "[brands]"),
    Broken(
        "too many brands",
        SMALL
        + "".join(
            f"[brands.b{i}]\nprice = 1\nattributes = {{ taste = 0, ease = 0, service = 0 }}\n"
            "customer_share = 0\n"
            for i in range(11)
        ),
        ("14 brands; at most 12",),
        "[brands.club]",
    ),
    Broken(
        "too many attributes",
        change(('    "taste",', '    "a", "b", "c", "d", "e", "f", "taste",')),
        ("9 attributes; at most 8",),
        "attributes = [",
    ),
    Broken(
        "a name with letters of another alphabet",
        change(("[brands.roaster]", '[brands."Điện Máy"]')),
        ("cannot be used", 'Write e.g. "Dien_May"'),
        "Điện",
    ),
    Broken(
        "a name that is too long",
        change(("[plans]", "[plans]\n" + "x" * 41 + " = []")),
        ("at most 40 signs",),
        "xxxx",
    ),
    Broken(
        "unknown type of event",
        change(('type = "season"', 'type = "seson"')),
        ('"seson"', 'Did you mean "season"', "viral_review"),
        'type = "seson"',
    ),
    Broken(
        "unknown type of intervention",
        change(('type = "discount"', 'type = "rebate"')),
        ('"rebate"', "Types:", "discount"),
        "sale =",
    ),
    Broken("no type", change(('type = "season"\n', "")), ('"type" is missing',), "[events.fair]"),
    Broken(
        "type that is a number", change(('type = "season"', "type = 3")), ("number 3",), "type = 3"
    ),
    Broken("an event that is no table", keys("odd = 3", "[events]"), ("a table",), "odd = 3"),
    Broken("plans of plans", keys("odd = { a = [] }", "[plans]"), ("a list of texts",), "odd ="),
    Broken("a list of tables", SMALL + "[[kpis.odd]]\na = 1\n", ('key "odd"',), "[[kpis.odd]]"),
    Broken(
        "an odd key in a table in braces",
        change(("email = { share = 0.5,", "email = { share = 0.5, hours = 2,")),
        ('unknown key "hours"', "patience_hours"),
        "email = ",
    ),
]

MARKETS = [
    Broken(
        "shares beyond 1",
        change(("\nshare = 0.4\n", "\nshare = 0.5\n")),
        ("make 1.1 (0.6 + 0.5)", "must make 1", "Take 0.1"),
        "[segments.regulars]",
    ),
    Broken(
        "tastes below 1",
        change(("{ taste = 0.5, ease = 0.3,", "{ taste = 0.5, ease = 0.2,")),
        ("0.9", "Add 0.1"),
        "tastes = {",
    ),
    Broken(
        "taste of nothing",
        change(("{ taste = 0.5, ease = 0.3,", "{ taste = 0.5, eas = 0.3,")),
        ('"eas" is not among', 'Did you mean "ease"'),
        "tastes = {",
    ),
    Broken(
        "brand without an attribute",
        change(("{ taste = 0.65, ease = 0.65, service = 0.55 }", "{ taste = 0.65, ease = 0.65 }")),
        ("service is missing", "Add service"),
        "taste = 0.65",
    ),
    Broken(
        "brand with another attribute",
        change(("{ taste = 0.65,", "{ smell = 0.1, taste = 0.65,")),
        ('"smell" is not among',),
        "taste = 0.65",
    ),
    Broken(
        "claim of nothing", change(("{ taste = 0.75 }", "{ tast = 0.75 }")), ("taste",), "claim"
    ),
    Broken("no brand is ours", change(("is_ours = true\n", "")), ("no brand is ours",), "[brands."),
    Broken(
        "two brands are ours",
        change(("price = 122", "price = 122\nis_ours = true")),
        ("two brands are ours", "exactly one"),
        "is_ours = true",
    ),
    Broken(
        "customers beyond 1",
        change(("customer_share = 0.4", "customer_share = 0.8")),
        ("1.1", "1 at most"),
        "[brands.club]",
    ),
    Broken(
        "tie shares",
        change(("share = 0.2\nhear_share = 0.3", "share = 0.3\nhear_share = 0.3")),
        ("family, friend and colleague make 1.1",),
        "[peers.ties.family]",
    ),
    Broken(
        "ways to the desk",
        change(("email = { share = 0.5", "email = { share = 0.4")),
        ("0.9 (0.5 + 0.4)", "Add 0.1"),
        "[support.channels]",
    ),
    Broken(
        "a way with an odd name",
        change(("email = { share = 0.5", '"e-mail" = { share = 0.5')),
        ("cannot be used", "e_mail"),
        '"e-mail"',
    ),
    Broken(
        "closes before it opens",
        change(("open_hour = 9", "open_hour = 18")),
        ("opens at hour 18", "closes at hour 17"),
        "close_hour",
    ),
    Broken(
        "hours whose ranges cross",
        change(("close_hour = 17", "close_hour = { value = 17, low = 8, high = 18 }")),
        ("closes at hour 8", "ranges"),
        "close_hour",
    ),
    Broken(
        "contacts that end first",
        change(("contacts_to_hour = 20", "contacts_to_hour = 8")),
        ("contacts begin at hour 8",),
        "contacts_to_hour",
    ),
    Broken(
        "more customers than people",
        change(("customers = 1_000", "customers = 3_000")),
        ("3,000 simulated customers for 2,000 people", "customers = 2000"),
        "customers = 3_000",
    ),
    Broken(
        "beyond the calendar",
        change(("start = 2027-01-04", "start = 9999-12-01")),
        ("year 9999",),
        "days = 60",
    ),
    Broken(
        "a range of days",
        change(("days = 60", "days = { value = 60, low = 50, high = 70 }")),
        ("a setting of the study", "Write 60"),
        "days = {",
    ),
    Broken(
        "a usual price of 0",
        change(("reference_price = 120", "reference_price = 0")),
        ("above 0",),
        "reference_price",
    ),
    Broken("an attribute twice", change(('"service",\n]', '"ease",\n]')), ("twice",), '"ease",\n'),
    Broken(
        "an attribute that is no name",
        change(('    "service",', '    "good service",')),
        ("cannot be used", "good_service"),
        '"good service"',
    ),
    Broken(
        "a channel for nobody",
        change(('segments = ["regulars"], reach', 'segments = ["regular"], reach')),
        ('"regular" is not in [segments]', 'Did you mean "regulars"'),
        "pages =",
    ),
    Broken(
        "more media than there is room for",
        keys(
            "\n".join(
                f'v{i} = {{ type = "viral_review", start = 2027-02-10, brand = "club", '
                "reach_people = 3, tone = 1 }"
                for i in range(40)
            ),
            "[events]",
        ),
        ("51 media", "at most 32"),
        "[events]",
    ),
]

EVENTS = [
    Broken(
        "event before the run",
        change(("start = 2027-02-01", "start = 2026-02-01")),
        ("before the run begins (2027-01-04)",),
        "start = 2026-02-01",
    ),
    Broken(
        "event after the run",
        change(("start = 2027-02-10, brand", "start = 2027-03-05, brand")),
        ("after the run ends (2027-03-04)", "scenario.days = 61"),
        "slating",
    ),
    Broken(
        "event that never happens",
        change(("per_year = 2.0, lasts_days", "lasts_days")),
        ("never happens",),
        "page_down",
    ),
    Broken(
        "event about no brand",
        change(('brand = "club", reach', 'brand = "clubb", reach')),
        ('"clubb" is not in [brands]', '"club"'),
        "slating",
    ),
    Broken(
        "our own price cut",
        change(('brand = "roaster"', 'brand = "club"')),
        ("our own brand", "roaster"),
        "rival_sale",
    ),
    Broken(
        "stock of no shop", change(('sales = "store"', 'sales = "shop"')), ("[sales]",), "beans"
    ),
    Broken(
        "no such page", change(('1, sales = "website"', '1, sales = "app"')), ("[sales]",), "down"
    ),
    Broken(
        "the same worry twice",
        event('type = "personal_time", per_year = 1'),
        ("already described by", "one table for each kind"),
        "no_time",
    ),
    Broken(
        "event on no path",
        change(('path = "sales.website.delivery_days"', 'path = "sales.website.delivery"')),
        ("no number has this path", "sales.website.delivery_days"),
        "slow_post",
    ),
    Broken(
        "event that moves nothing", change((", by = 2.0 }", " }")), ("exactly one of",), "slow_p"
    ),
    Broken(
        "event that moves another",
        change(('path = "sales.website.delivery_days"', 'path = "events.fair.need_times"')),
        ("cannot move during a run",),
        "slow_post",
    ),
    Broken(
        "price cut by too much",
        change(("change_share = -0.1 }", "change_share = -1.2 }")),
        ("-1.2", "-1 or more"),
        "rival_sale",
    ),
    Broken("tone too loud", change(("tone = -1.5", "tone = -3")), ("from -2 to 2",), "slating"),
]

INTERVENTIONS = [
    Broken(
        "starts after the run",
        change(("start = 2027-01-11, ramp", "start = 2028-01-11, ramp")),
        ("after the run ends",),
        "better_pages",
    ),
    Broken(
        "ends before it starts",
        change(("end = 2027-02-14", "end = 2027-01-14")),
        ("before it starts on 2027-01-18",),
        "sale =",
    ),
    Broken(
        "ends after the run", change(("end = 2027-02-14", "end = 2027-12-14")), ("after",), "sale"
    ),
    Broken(
        "for nobody",
        change(('segments = ["guests"], cost', 'segments = ["ghosts"], cost')),
        ('"ghosts" is not in [segments]',),
        "shop_nearer",
    ),
    Broken(
        "lever on no path",
        change(('"journey.search.findability", by', '"journey.serch.findability", by')),
        ("no number has this path", 'Did you mean "journey.search.findability"'),
        "better_pages",
    ),
    Broken(
        "lever on a table",
        change(('"journey.search.findability", by', '"journey.search", by')),
        ("this is a table", "journey.search.days"),
        "better_pages",
    ),
    Broken(
        "lever on text",
        change(('"journey.search.findability", by', '"peers.network", by')),
        ("not a number",),
        "better_pages",
    ),
    Broken(
        "lever on what is fixed",
        change(('"journey.search.findability", by', '"segments.guests.share", by')),
        ("cannot move during a run", "population"),
        "better_pages",
    ),
    Broken(
        "lever on the study",
        change(('"journey.search.findability", by', '"scenario.days", by')),
        ("cannot move during a run", "setting of the study"),
        "better_pages",
    ),
    Broken(
        "lever with two changes",
        change(("by = 0.1, one_off_cost", "by = 0.1, to = 0.5, one_off_cost")),
        ("to and by are written", "exactly one"),
        "better_pages",
    ),
    Broken(
        "lever beyond the bounds",
        change(("by = 0.1, one_off_cost", "by = 0.4, one_off_cost")),
        ("from 0.7 to 1.1", "from 0 to 1"),
        "better_pages",
    ),
    Broken(
        "lever on the desk for some",
        intervention('type = "lever", path = "support.staff", by = 1, segments = ["guests"]'),
        ("the same for everyone", "Remove segments"),
        "odd = ",
    ),
    Broken(
        "lever on a rival for some",
        intervention(
            'type = "lever", path = "brands.roaster.price", times = 1.1, '
            'segments = ["guests"], cost = "free"'
        ),
        ("the same for everyone",),
        "odd = ",
    ),
    Broken(
        "lever on a segment for a segment",
        intervention(
            'type = "lever", path = "segments.guests.talk_times", to = 2, '
            'segments = ["guests"], cost = "free"'
        ),
        ("already names its segment",),
        "odd = ",
    ),
    Broken(
        "media for some",
        change(("change_share = -0.2", 'change_share = -0.2\nsegments = ["guests"]')),
        ("works for everyone",),
        'segments = ["guests"]\n',
    ),
    Broken(
        "no cost",
        change((", by = 0.1, one_off_cost = 500", ", by = 0.1")),
        ("it has no cost", 'cost = "free"'),
        "better_pages",
    ),
    Broken(
        "contacts without a cost",
        change(
            (
                'cost_per_contact = { value = 0.5, source = "price list of the post" }',
                "cost_per_contact = 0",
            ),
            (", cost_per_month = 50 }", " }"),
        ),
        ("it has no cost", "cost_per_contact to [channels.letters]"),
        "greetings =",
    ),
    Broken(
        "free and not free",
        change(("reward = 10, cost_per_month = 20", 'reward = 10, cost = "free"')),
        ('cost = "free", but it costs 10 to each side',),
        "bring_a_friend",
    ),
    Broken(
        "an odd price", change(('cost = "free"', 'cost = "none"')), ('expected "free"',), "shop_"
    ),
    Broken(
        "contacts through no channel",
        change(
            (
                '"contact", start = 2027-01-18, end = 2027-02-17, channel = "letters"',
                '"contact", start = 2027-01-18, end = 2027-02-17, channel = "leters"',
            )
        ),
        ('"leters" is not in [channels]', '"letters"'),
        "quick_news",
    ),
    Broken(
        "contacts through an advertisement",
        change(
            (
                'type = "winback", start = 2027-01-18, channel = "letters"',
                'type = "winback", start = 2027-01-18, channel = "social"',
            )
        ),
        ('of moment "always"', "letters"),
        "come_back",
    ),
    Broken(
        "contacts for nobody",
        change(("max_days_in_stage = 200", "max_days_in_stage = 1")),
        ("nobody fits",),
        "greetings",
    ),
    Broken(
        "an odd reason",
        change(('["price", "dissatisfied"]', '["price", "boredom"]')),
        ("no reason of leaving", "too_hard"),
        "come_back",
    ),
    Broken(
        "media of no channel",
        change(('channel = "social"', 'channel = "sozial"')),
        ('"sozial" is not in [channels]',),
        'channel = "sozial"',
    ),
    Broken(
        "checkout of no shop",
        change(('sales = "website", steps', 'sales = "web", steps')),
        ("[sales]", '"website"'),
        "short_form",
    ),
    Broken(
        "a checkout that changes nothing",
        change(("steps = 3, payment_failure_share = 0.01, ", "")),
        ("it changes nothing",),
        "short_form",
    ),
    Broken(
        "a desk that changes nothing",
        intervention('type = "support_capacity", cost = "free"'),
        ("it changes nothing",),
        "odd =",
    ),
    Broken(
        "fewer than no staff",
        change(("add_staff = 1", "add_staff = -3")),
        ("2 to -1",),
        "add_staff",
    ),
    Broken(
        "a desk that closes first",
        change(("add_staff = 1", "add_staff = 1\nopen_hour = 20")),
        ("open at hour 20 and close at hour 17",),
        "open_hour = 20",
    ),
    Broken(
        "too many solved",
        change(("add_first_contact_resolution = 0.05", "add_first_contact_resolution = 0.5")),
        ("from 0.68 to 1.18",),
        "add_first",
    ),
    Broken(
        "too many programmes",
        keys(
            "\n".join(f'c{i} = {{ type = "contact", channel = "letters" }}' for i in range(11)),
            "[interventions]",
        ),
        ("programmes of contacts; at most 16",),
        "stay =",
    ),
    Broken(
        "plan of nothing",
        change(('swap = ["one_more", "less_social"]', 'swap = ["one_mor", "less_social"]')),
        ('"one_mor" is not in [interventions]', 'Did you mean "one_more"'),
        "swap =",
    ),
    Broken(
        "plan in several lines", change(('    "sale",', '    "sail",')), ('"sail"',), '    "sail",'
    ),
    Broken(
        "twice in a plan",
        change(('swap = ["one_more", "less_social"]', 'swap = ["one_more", "one_more"]')),
        ("listed twice",),
        "swap =",
    ),
    Broken(
        "a baseline that does", change(("keep = []", 'keep = ["sale"]')), ("baseline",), "keep ="
    ),
    Broken(
        "a way to explore of another kind",
        change(('explore = "sample", per_day', 'explore = "walk", per_day')),
        (
            '"walk" is of kind "virtual_tour"',
            'demo works on "demo" or "store_visit"',
            "Name one of: visit, sample.",
        ),
        "try_it =",
    ),
    Broken(
        "neutral plan that is not",
        change(('budget_neutral = ["swap"]', 'budget_neutral = ["swop"]')),
        ('"swop" is not in [plans]', '"swap"'),
        "budget_neutral",
    ),
    Broken(
        "a plan compared that is not",
        change(('compare = ["keep", "swap", "easier"]', 'compare = ["keep", "swop"]')),
        ('"swop" is not in [plans]', '"swap"'),
        "compare =",
    ),
    Broken(
        "a plan compared with itself",
        change(('compare = ["keep", "swap", "easier"]', 'compare = ["keep", "keep"]')),
        ('"keep" is listed twice',),
        "compare =",
    ),
    Broken(
        "a desk that is not there",
        without("[support]")
        .replace("[support.channels]", "[events.a]")
        .replace("[support.kinds]", "[events.b]"),
        ("no [support] section",),
        "[interventions.one_more]",
    ),
]

BROKEN = [*FILES, *SYNTAX, *VALUES, *KEYS, *MARKETS, *EVENTS, *INTERVENTIONS]
