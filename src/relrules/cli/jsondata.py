"""Reading JSON and NDJSON, with numbers exactly as written, and writing values back so."""

from __future__ import annotations

import decimal
import json
import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from attrs import frozen

from relrules.cli.records import FileText, Kind, Record, Records
from relrules.diagnostics.words import quoted

Value = None | bool | int | Decimal | str | list["Value"] | dict[str, "Value"]
SURROGATE = re.compile("[\ud800-\udfff]")
ESCAPED = "\\u"
SCALARS = frozenset({bool, int, str, Decimal, type(None)})
MOST_SHOWN = 40


@frozen
class _Refused:
    """What stands where a value is refused, until it is known in which record that is."""

    reason: str


def read_json(file: FileText) -> Records:
    """Return the records of JSON: an array of objects, or one object. Raises `CommandError`."""
    if not file.text.strip():
        raise file.error("the file is empty")
    try:
        data = _parsed(file, file.text)
    except json.JSONDecodeError as error:
        hint = ""
        if error.msg == "Extra data":
            hint = "; for one object a line, call the file .ndjson"
        raise file.error(
            f"line {error.lineno} is no JSON: {_wrong(error)} in column {error.colno}{hint}"
        ) from error
    if isinstance(data, list):
        items: list[Any] = data
    elif isinstance(data, dict | _Refused):
        items = [data]
    else:
        raise file.error(f"records are an array of objects, or one object, not {_kind(data)}")
    if not items:
        raise file.error("the array is empty: there are no records")
    records = tuple(_record(file, n, None, item) for n, item in enumerate(items, 1))
    return Records(file.name, Kind.JSON, _titles(records), records, encoding=file.encoding)


def read_ndjson(file: FileText) -> Records:
    """Return the records of NDJSON: one object a line. Raises `CommandError`."""
    # Only a line feed ends a record: JSON texts may hold other marks that Python takes for ends.
    records = tuple(records_of(file, file.text.split("\n")))
    return Records(file.name, Kind.NDJSON, _titles(records), records, encoding=file.encoding)


def records_of(
    file: FileText, lines: Iterable[str], numbers: Collection[int] | None = None
) -> Iterator[Record]:
    """Yield the records of the lines of NDJSON, or those with some `numbers`, from 1.

    Raises `CommandError`, also where there are none.
    """
    number = 0
    for line, text in enumerate(lines, 1):
        if not text.strip():
            continue
        number += 1
        if numbers is not None and number not in numbers:
            continue
        try:
            data = _parsed(file, text)
        except json.JSONDecodeError as error:
            raise file.error(
                f"line {line} is no JSON: {_wrong(error)} in column {error.colno}"
            ) from error
        yield _record(file, number, line, data, may_have_halves=ESCAPED in text)
    if not number:
        raise file.error("the file is empty")


def looks_like(text: str) -> Kind | None:
    """Return which of the two a text is, or `None` where it is neither."""
    start = text.lstrip()
    if start.startswith("["):
        return Kind.JSON
    if not start.startswith("{"):
        return None
    first, _, rest = start.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return Kind.JSON
    return Kind.NDJSON if rest.strip() else Kind.JSON


def json_list(text: str) -> list[object] | str:
    """Return the list that a cell holds as JSON, or why it holds none.

    >>> json_list('[{"size": 1.50}]'), json_list("[1,")
    ([{'size': Decimal('1.50')}], 'a value is missing at character 4')
    """
    try:
        data = _loaded(text)
    except json.JSONDecodeError as error:
        return f"{_wrong(error)} at character {error.pos + 1}"
    except RecursionError:
        return "it is nested too deep to be read"
    if not isinstance(data, list):
        return f"it is {_kind(data)}"
    return next(_refusals(data), data)


def json_value_of(text: str) -> object:
    """Return a value from JSON that a program wrote, with numbers as written."""
    data: object = _loaded(text)
    return data


def json_text(value: object) -> str:
    """Return a value that was read here as JSON again, its numbers as they were.

    >>> json_text({"a": [Decimal("1.50"), None, "客户"]})
    '{"a": [1.50, null, "客户"]}'
    """
    match value:
        case dict():
            pairs = (f"{json_text(str(k))}: {json_text(v)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(json_text(item) for item in value)}]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


# ---- parsing ----------------------------------------------------------------------------------


def _parsed(file: FileText, text: str) -> Any:  # noqa: ANN401 - outside data enters here
    try:
        return _loaded(text)
    except RecursionError as error:
        raise file.error("the JSON is nested too deep to be read") from error


def _loaded(text: str) -> Any:  # noqa: ANN401 - outside data enters here
    return _DECODER.decode(text)


def _decimal(text: str) -> Decimal | _Refused:
    try:
        return Decimal(text)
    except decimal.InvalidOperation:
        return _Refused(f"{text[:MOST_SHOWN]} is too large a number")


def _whole(text: str) -> int | _Refused:
    try:
        return int(text)
    except ValueError:
        return _Refused(f"{text[:MOST_SHOWN]}… is too large a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    twice = next(key for at, key in enumerate(keys) if key in keys[:at])
    return _Refused(f"the key {quoted(twice)} stands twice in one object")


# Made once: a file may have millions of lines.
_DECODER = json.JSONDecoder(
    parse_float=_decimal,
    parse_int=_whole,
    parse_constant=lambda word: _Refused(f"{word} is no number; leave out what is unknown"),
    object_pairs_hook=_object,
)


def _record(
    file: FileText, number: int, line: int | None, data: object, *, may_have_halves: bool = True
) -> Record:
    """Return a record; half a character can only be in a text that has escapes."""
    # Most records are flat, and nothing is wrong with them: this is asked of each of many.
    if (
        not may_have_halves
        and isinstance(data, dict)
        and SCALARS.issuperset(map(type, data.values()))
    ):
        return Record(number, line, data)
    place = f"record {number}" if line is None else f"line {line}"
    for reason in _refusals(data):
        raise file.error(f"{place}: {reason}")
    if not isinstance(data, dict):
        raise file.error(f"{place}: a record is an object, not {_kind(data)}")
    return Record(number, line, data)


def _refusals(data: object) -> Iterator[str]:
    """Yield what is wrong anywhere inside a value."""
    match data:
        case _Refused(reason):
            yield reason
        case str() if SURROGATE.search(data):
            yield "a text holds half a character (a lone surrogate)"
        case list():
            for item in data:
                yield from _refusals(item)
        case dict():
            for key, value in data.items():
                yield from _refusals(key)
                yield from _refusals(value)
        case _:
            return


def _titles(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for record in records for key in record.cells))


def _kind(data: object) -> str:
    match data:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | Decimal():
            return "a number"
        case str():
            return "a text"
        case list():
            return "an array"
        case _:
            return "an object"


def _wrong(error: json.JSONDecodeError) -> str:
    """Return what is wrong in words that do not come from Python."""
    found = {
        "Extra data": "something follows the value",
        "Expecting value": "a value is missing",
        "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
        "Expecting ':' delimiter": "a colon is missing",
        "Expecting ',' delimiter": "a comma is missing",
        "Illegal trailing comma before end of object": "a comma stands before the closing brace",
        "Illegal trailing comma before end of array": "a comma stands before the closing bracket",
        "Unterminated string starting at": "a text is not closed that begins",
    }
    return found.get(error.msg, "a text is not written as JSON wants it")
