"""The data dictionary, the files and the loaders agree."""

import hashlib
import json

import pandas as pd
import pytest

from crmlib import course_root
from crmlib.datasets import real
from crmlib.datasets.help_site import TABLES as HELP_TABLES
from crmlib.datasets.help_site import load_help_site
from crmlib.datasets.source import TABLES as SOURCE_TABLES
from crmlib.datasets.source import load_source
from crmlib.datasets.tea_shop import load_tea_shop

FOLDER = course_root() / "datasets"
PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
FILES = PACKAGE["resources"]
TABLES = [*FILES, *PACKAGE["documented_tables"]["tables"]]
ABOUT = {"README.md", "datapackage.json", "GPL-3.txt"}


def named(entries: list[dict]) -> dict:
    """Parametrize over entries of the dictionary, with their names as ids."""
    return {"argvalues": entries, "ids": [entry["name"] for entry in entries]}


def load(table: dict) -> pd.DataFrame:
    """Return the table that an entry of the dictionary describes."""
    if table["loader"] == "load_source":
        return load_source(table["name"].removeprefix("source_"))
    if table["loader"] == "load_help_site":
        return load_help_site(table["name"].removeprefix("help_"))
    if table["loader"] == "load_tea_shop":
        return load_tea_shop()
    return getattr(real, table["loader"])()


def field_type(column: pd.Series) -> str:
    """Return the dictionary's word for a column's type."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return "datetime"
    if column.dtype.kind == "M" and (column != column.dt.normalize()).any():
        return "datetime"
    kinds = {"b": "boolean", "i": "integer", "f": "number", "M": "date"}
    return kinds.get(getattr(column.dtype, "kind", "O"), "string")


def test_every_file_is_described_and_every_description_has_a_file():
    present = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert present - ABOUT == {file["path"] for file in FILES}


def test_every_loader_is_described_and_every_description_has_a_loader():
    loaders = [name for name in real.__all__ if name.startswith("load_")]
    described = [table["loader"] for table in TABLES]
    assert sorted(described) == sorted(
        [
            *loaders,
            "load_tea_shop",
            *["load_source"] * len(SOURCE_TABLES),
            *["load_help_site"] * len(HELP_TABLES),
        ]
    )


def test_files_weigh_less_than_5_mb_together():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 5e6


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: path.name)
def test_files_are_utf_8_with_lf_and_a_last_line_end(path):
    text = path.read_bytes()
    assert text.decode("utf-8").endswith("\n")
    assert b"\r" not in text and not text.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("file", **named(FILES))
def test_checksum_and_size_match(file):
    content = (FOLDER / file["path"]).read_bytes()
    assert file["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert file["bytes"] == len(content)


@pytest.mark.parametrize("file", **named(FILES))
def test_the_header_of_a_file_is_the_described_one(file):
    with (FOLDER / file["path"]).open(encoding="utf-8") as lines:
        header = lines.readline().rstrip("\n").split(",")
    assert header == [field["name"] for field in file["schema"]["fields"]]


@pytest.mark.parametrize("file", **named(FILES))
def test_every_file_names_its_licence_and_source(file):
    assert all(licence["name"] and licence["path"] for licence in file["licenses"])
    assert all(source["title"] for source in file["sources"])


@pytest.mark.parametrize("table", **named(TABLES))
def test_columns_types_and_rows_are_what_the_loader_returns(table):
    loaded = load(table)
    described = {field["name"]: field["type"] for field in table["schema"]["fields"]}
    assert {name: field_type(loaded[name]) for name in loaded} == described
    assert list(loaded) == list(described)
    assert len(loaded) == table["rows"]


@pytest.mark.parametrize("table", **named(TABLES))
def test_columns_miss_values_only_where_the_dictionary_says_so(table):
    loaded = load(table)
    for field in table["schema"]["fields"]:
        required = field.get("constraints", {}).get("required", False)
        assert required == loaded[field["name"]].notna().all(), field["name"]


@pytest.mark.parametrize("table", **named(TABLES))
def test_enumerated_values_are_those_of_the_table_in_order(table):
    loaded = load(table)
    for field in table["schema"]["fields"]:
        if values := field.get("constraints", {}).get("enum"):
            column = loaded[field["name"]]
            assert sorted(column.dropna().unique()) == sorted(values)
            if isinstance(column.dtype, pd.CategoricalDtype):
                assert list(column.cat.categories) == values


@pytest.mark.parametrize("table", **named(TABLES))
def test_measures_have_a_unit_and_every_column_a_description(table):
    for field in table["schema"]["fields"]:
        is_measure = field["type"] in {"integer", "number"} and not field["name"].endswith(
            ("_id", "_upc")
        )
        assert field["description"].endswith(".")
        assert not is_measure or field["unit"], field["name"]
