#!/usr/bin/env python3
"""Writes behind each lax case of validation_cases.txt what pydantic 1.10 (Debian's python3-pydantic) makes of it.

    validation_cases.py            writes the file
    validation_cases.py --check    fails where the file does not say what pydantic 1 does

pydantic 2, whose behaviour the cases are, is in no Debian release that we build on. What 1 and 2 agree on is confirmed by running 1; what they
do not agree on is listed with 1's answer, so that each difference is one that somebody looked at. Without pydantic 1 the script does nothing.
"""
import datetime
import decimal
import enum
import json
import pathlib
import sys
import typing
import uuid

try:
    import pydantic
except ImportError:
    print("python3-pydantic is not installed: nothing was checked")
    sys.exit(77)
if not pydantic.VERSION.startswith("1."):
    print("pydantic", pydantic.VERSION, "is not the pydantic 1 that the file speaks of")
    sys.exit(77)


class Colour(enum.Enum):
    red = "red"
    green = "green"
    blue = "blue"


INT = dict(ge=-(2**31), le=2**31 - 1)
Field = pydantic.Field
TYPES = {
    "bool": (bool, Field(...)),
    "int": (int, Field(..., **INT)),
    "int16": (int, Field(..., ge=-(2**15), le=2**15 - 1)),
    "uint16": (int, Field(..., ge=0, le=2**16 - 1)),
    "uint32": (int, Field(..., ge=0, le=2**32 - 1)),
    "int64": (int, Field(..., ge=-(2**63), le=2**63 - 1)),
    "uint64": (int, Field(..., ge=0, le=2**64 - 1)),
    "float": (float, Field(...)),
    "str": (str, Field(...)),
    "decimal": (decimal.Decimal, Field(...)),
    "date": (datetime.date, Field(...)),
    "datetime": (datetime.datetime, Field(...)),
    "time": (datetime.time, Field(...)),
    "timedelta": (datetime.timedelta, Field(...)),
    "uuid": (uuid.UUID, Field(...)),
    "enum": (Colour, Field(...)),
    "literal": (typing.Literal["cat"], Field(...)),
    "optional_int": (typing.Optional[int], Field(..., **INT)),
    "list_int": (typing.List[int], Field(...)),
    "dict_int": (typing.Dict[str, int], Field(...)),
    "int_ge_0": (int, Field(..., ge=0)),
    "int_gt_0": (int, Field(..., gt=0)),
    "int_le_10": (int, Field(..., le=10)),
    "int_lt_10": (int, Field(..., lt=10)),
    "int_multiple_of_5": (int, Field(..., multiple_of=5)),
    "int_between": (int, Field(..., gt=0, lt=10, multiple_of=2)),
    "float_ge_half": (float, Field(..., ge=0.5)),
    "float_gt_0": (float, Field(..., gt=0)),
    "float_lt_big": (float, Field(..., lt=1e21)),
    "float_multiple_of_tenth": (float, Field(..., multiple_of=0.1)),
    "decimal_ge_half": (decimal.Decimal, Field(..., ge=0.5)),
    "decimal_multiple_of_half": (decimal.Decimal, Field(..., multiple_of=decimal.Decimal("0.5"))),
    "decimal_4_2": (decimal.Decimal, Field(..., max_digits=4, decimal_places=2)),
    "decimal_1_digit": (decimal.Decimal, Field(..., max_digits=1)),
    "str_1_3": (str, Field(..., min_length=1, max_length=3)),
    "str_2_": (str, Field(..., min_length=2)),
    "str_pattern": (str, Field(..., regex="[0-9]")),
    "str_anchored": (str, Field(..., regex="^a.c$")),
    "list_1_2": (typing.List[int], Field(..., min_items=1, max_items=2)),
    "optional_ge_0": (typing.Optional[int], Field(..., ge=0)),
}
MARK = "  # v1: "


def duration(value):
    """As our isoformat(Interval)."""
    micros = value // datetime.timedelta(microseconds=1)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    days, micros = divmod(micros, 86400 * 10**6)
    hours, micros = divmod(micros, 3600 * 10**6)
    minutes, micros = divmod(micros, 60 * 10**6)
    seconds, micros = divmod(micros, 10**6)
    text = sign + "P" + (f"{days}D" if days else "")
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or micros:
        clock += f"{seconds}" + (f".{micros:06}".rstrip("0") if micros else "") + "S"
    if clock or not days:
        text += "T" + (clock or "0S")
    return text


def shown(value):
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    return value


def pydantic_1(model, text):
    """The value as JSON, or None where it is refused."""
    try:
        return json.dumps(shown(model.parse_raw('{"v": ' + text + "}").v))
    except (pydantic.ValidationError, OverflowError, ValueError):
        return None


def main():
    path = pathlib.Path(__file__).with_name("validation_cases.txt")
    models = {name: pydantic.create_model(name, v=one) for name, one in TYPES.items()}
    heading, out, count, same = "", [], 0, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split(MARK)[0].rstrip()
        if line.startswith("[") and " => " not in line:
            heading = line[1:-1]
        name, _, mode = heading.partition(" ")
        if " => " in line and not line.startswith("#") and mode == "lax" and name in models:
            given, _, expected = line.partition(" => ")
            found = pydantic_1(models[name], given)
            count += 1
            refused = expected.startswith("! ")
            if found is None:
                agrees, says = refused, "refused"
            else:
                agrees, says = not refused and json.dumps(json.loads(expected)) == found, found
            same += agrees
            line += MARK + ("same" if agrees else says)
        out.append(line)
    text = "\n".join(out) + "\n"
    if "--check" in sys.argv[1:]:
        if text != path.read_text(encoding="utf-8"):
            sys.exit("validation_cases.txt does not say what pydantic 1 does; run tests/model/validation_cases.py and look at the difference")
    else:
        path.write_text(text, encoding="utf-8")
    print(f"{count} lax cases, {same} of them the same in pydantic {pydantic.VERSION}")


main()
