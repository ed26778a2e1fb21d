"""The commands and their options.

Only click is imported here: `--help` is to come at once. What a command does, and with it the
engine, is imported when the command runs.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

import click

from relrules.cli.streams import CommandError, NoReaderError, fail, report, set_up

FINE, FINDINGS, WRONG_USE, MISTAKE_OF_OURS = 0, 1, 2, 70
# What a shell reports for a program that the signal ended.
INTERRUPTED, NO_READER = 128 + 2, 128 + 13
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

F = TypeVar("F", bound=Callable[..., object])


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process.

    Exit codes: 0 fine, 1 findings, 2 wrong use; 130 interrupted, 141 nobody reads on.
    """
    set_up()
    code = run(arguments)
    if code == NO_READER:
        # Python would complain once more while it closes the stream.
        sys.stdout = None
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; nothing the user does wrong is raised."""
    try:
        found = relrules.main(arguments, prog_name="relrules", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        report(asked.format_message())
        return WRONG_USE
    except click.UsageError as error:
        fail(_usage(error))
        return WRONG_USE
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except CommandError as error:
        fail(error.message)
        return error.code
    except NoReaderError:
        return NO_READER
    except Exception:  # noqa: BLE001 - what is left is our mistake, and must not pass for findings
        import traceback

        traceback.print_exc()
        fail("this is a mistake in relrules, not in your files: please report it with the above")
        return MISTAKE_OF_OURS
    return found if isinstance(found, int) else FINE


def _usage(error: click.UsageError) -> str:
    """Return a mistake of use as a line, with the command whose help says more."""
    message = error.format_message().rstrip(".").replace(". Did you mean", "; did you mean")
    message = message.replace(". Choose from:\n\t", "; it is one of ").replace(",\n\t", ", ")
    path = error.ctx.command_path if error.ctx else "relrules"
    return f"{message[:1].lower()}{message[1:]}\nsee `{path} --help`"


# ---- options that several commands share ----------------------------------------------------


def _day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """Read `--today`; this is the only place that looks at the clock."""
    if value is None:
        return None
    if value.strip().casefold() == "now":
        return dt.date.today()  # noqa: DTZ011 - the day where the user is
    try:
        if DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise click.BadParameter(f"{value!r} is no day: write 2026-01-31, or `now`")


def _one_line(text: str) -> str:
    return " ".join(text.split())


POLICY_HELP = "POLICY is a file, or the name of a shipped policy (see `relrules list`)."
FILE_HELP = (
    "FILE is CSV, Excel (.xlsx), Parquet, JSON (an array of objects) or NDJSON; `-` reads standard input. "
    "A column is a fact if its title is the fact's name, its label in any language or an alias; "
    "other columns are carried through."
)


def policies_argument(command: F) -> F:
    """Add POLICY…."""
    return click.argument("policies", nargs=-1, required=True, metavar="POLICY...")(command)


def record_options(command: F) -> F:
    """Add what `score` and `explain` share: POLICY, FILE and how FILE is read."""
    options: list[Callable[[F], F]] = [
        click.argument("policy"),
        click.argument("file"),
        click.option("--id", "id_column", metavar="COLUMN", help="Column that names a record."),
        click.option(
            "--sheet",
            metavar="NAME",
            help="Worksheet of FILE, by name or number; default: the first.",
        ),
        click.option(
            "--list",
            "lists",
            multiple=True,
            metavar="NAME=FILE",
            help="Rows of the list NAME are in a file of their own; may be repeated.",
        ),
        click.option(
            "--on",
            "ons",
            multiple=True,
            metavar="COLUMN",
            help="Column that joins the rows of --list to their record; HERE=THERE where titles differ.",
        ),
        click.option(
            "--today", metavar="DATE", callback=_day, help="Day to count from: a date, or `now`."
        ),
        click.option(
            "--lang", type=click.Choice(["en", "zh"]), help="Language; default: the policy's own."
        ),
        click.option(
            "--audience",
            multiple=True,
            metavar="NAME",
            help="Who reads the output, as the policy calls them in `confidential to`; may be "
            "repeated. Default: nobody in particular, and what is confidential is hidden.",
        ),
        click.option("--encoding", default="utf-8", metavar="NAME", help="Encoding of FILE."),
        click.option(
            "--policy-encoding", default="utf-8", metavar="NAME", help="Encoding of the policy."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def encoding_option(command: F) -> F:
    """Add `--encoding` for policies."""
    return click.option(
        "--encoding", default="utf-8", metavar="NAME", help="Encoding of the policies."
    )(command)


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's order
    if asked:
        from relrules import __version__

        click.echo(f"relrules {__version__}")
        context.exit()


# ---- the commands -----------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version and exit.",
)  # fmt: skip
def relrules() -> None:
    """Score records with a policy that people can read, and say why.

    Try: relrules score customer_relationship accounts.csv --id account
    """


@relrules.command("list")
def list_() -> int:
    """List the policies that come with relrules."""
    from relrules.cli.commands.list import list_policies

    return list_policies()


@relrules.command(epilog=POLICY_HELP)
@policies_argument
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
    help="How mistakes are shown; default: text.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@encoding_option
def check(policies: tuple[str, ...], form: str, encoding: str, *, strict: bool) -> int:
    """Find the mistakes in policies."""
    from relrules.cli.commands.check import check_policies

    return check_policies(policies, form, encoding, strict=strict)


@relrules.command(epilog=POLICY_HELP)
@policies_argument
@click.option(
    "--update", "rewrite", is_flag=True,
    help="Rewrite the expectations that fail to what the policy says now; shows each.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="With --update: do not ask.")
@encoding_option
def test(policies: tuple[str, ...], encoding: str, *, rewrite: bool, yes: bool) -> int:
    """Run the examples of policies, and test their laws."""
    from relrules.cli.commands.test import test_policies

    if yes and not rewrite:
        raise click.UsageError("--yes answers --update: say both")
    return test_policies(policies, encoding, rewrite=rewrite, yes=yes)


@relrules.command(epilog=POLICY_HELP)
@policies_argument
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "examples"]), default="text",
    help="`examples` writes only what is to be pasted; default: text.",
)  # fmt: skip
@click.option(
    "--fail-under", "least", type=click.FloatRange(0, 100), default=100, metavar="PERCENT",
    help="Exit 1 if less is reached; default: 100.",
)  # fmt: skip
@encoding_option
def coverage(policies: tuple[str, ...], form: str, least: float, encoding: str) -> int:
    """Find the rows, grades and advice that no example reaches. Examples are suggested for them."""
    from relrules.cli.commands.coverage import cover_policies

    return cover_policies(policies, form, encoding, least)


@relrules.command(epilog=f"{POLICY_HELP} {FILE_HELP}")
@record_options
@click.option(
    "-o", "--output", "out", metavar="OUT",
    help="Write to this file, whole or not at all.",
)  # fmt: skip
@click.option(
    "--format", "form",
    type=click.Choice(["table", "json", "ndjson", "csv", "xlsx", "parquet", "markdown"]),
    help="Default: what OUT is called, else table.",
)  # fmt: skip
@click.option(
    "--keep", multiple=True, metavar="COLUMN",
    help="Carry this column of FILE along; may be repeated; `all` for every one. "
    "Default: those that are no facts.",
)  # fmt: skip
@click.option(
    "--reasons", is_flag=True,
    help="Add columns to CSV, Excel and Parquet: which rows decide, as bits, and what is "
    "provisional. `relrules rows` says what the bits mean.",
)  # fmt: skip
@click.option(
    "--rejects", metavar="FILE",
    help="Put bad rows here, in the form its name says, and score the rest.",
)  # fmt: skip
@click.option(
    "--against", metavar="OLD",
    help="Tell who moves, and why, since this policy: a file, a shipped name, or REV:path in git.",
)  # fmt: skip
@click.option("--all", "all_", is_flag=True, help="With --against: name every record.")
@click.option(
    "--engine", type=click.Choice(["auto", "interpreter", "compiled", "duckdb"]), default="auto",
    help="What works the results out, which are the same: `duckdb` for millions of rows, else one "
    "record after another. Default: auto, by size and format.",
)  # fmt: skip
@click.option(
    "--ordered", is_flag=True,
    help="Keep the order of the rows, which DuckDB may change where it works on many at a time.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
def score(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: str,
    file: str,
    id_column: str | None,
    sheet: str | None,
    lists: tuple[str, ...],
    ons: tuple[str, ...],
    today: dt.date | None,
    lang: str | None,
    audience: tuple[str, ...],
    encoding: str,
    policy_encoding: str,
    out: str | None,
    form: str | None,
    keep: tuple[str, ...],
    rejects: str | None,
    against: str | None,
    engine: str,
    *,
    reasons: bool,
    all_: bool,
    ordered: bool,
    strict: bool,
) -> int:
    """Score every record of a file.

    A bad row stops the run before anything is written, unless --rejects says where it goes. With
    --against it is part of what is told, and stops nothing.
    """
    from relrules.cli.commands.score import Wanted as Asked
    from relrules.cli.commands.score import score_file
    from relrules.cli.joined import list_sources
    from relrules.cli.scoring import Input

    source = Input(
        policy, policy_encoding, file, encoding, id_column, today, lang,
        sheet, list_sources(lists, ons), keep, audience, reasons,
    )  # fmt: skip
    if against is not None:
        from relrules.cli.against import Wanted, compare_file

        if keep or reasons:
            option = "--keep" if keep else "--reasons"
            raise click.UsageError(f"{option} is for results, not for a comparison: leave it out")
        if engine == "duckdb":
            raise click.UsageError(
                "a comparison is worked out record by record: leave out --engine"
            )
        return compare_file(source, Wanted(against, out, form, rejects, all_, strict))
    if all_ or form == "markdown":
        option = "--all" if all_ else "--format markdown"
        raise click.UsageError(f"{option} is for a comparison: say --against OLD too")
    return score_file(source, Asked(out, form, rejects, engine, ordered, strict))


@relrules.command(epilog=f"{POLICY_HELP} {FILE_HELP}")
@record_options
@click.option("--only", multiple=True, metavar="ID", help="Explain this record; may be repeated.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json", "html"]), default="text",
    help="Default: text.",
)  # fmt: skip
@click.option(
    "--in-full", is_flag=True,
    help="Tell everything of the policies it uses, and every assumption; JSON always does.",
)  # fmt: skip
def explain(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: str,
    file: str,
    id_column: str | None,
    sheet: str | None,
    lists: tuple[str, ...],
    ons: tuple[str, ...],
    today: dt.date | None,
    lang: str | None,
    audience: tuple[str, ...],
    encoding: str,
    policy_encoding: str,
    only: tuple[str, ...],
    form: str,
    in_full: bool,  # noqa: FBT001 - click passes it by name
) -> int:
    """Explain records in prose: verdict, reasons, open questions."""
    from relrules.cli.commands.explain import explain_file
    from relrules.cli.joined import list_sources
    from relrules.cli.scoring import Input

    source = Input(
        policy, policy_encoding, file, encoding, id_column, today, lang,
        sheet, list_sources(lists, ons), audience=audience,
    )  # fmt: skip
    return explain_file(source, only, form, in_full=in_full)


@relrules.command(epilog="`-` reads standard input and writes standard output.")
@policies_argument
@click.option("--check", "only_check", is_flag=True, help="Change nothing; list what would change.")
@click.option("--fix", is_flag=True, help="Also mend the mistakes that have one sure remedy.")
@click.option(
    "--keywords", type=click.Choice(["en", "zh"]), help="Rewrite all keywords in this language."
)
@click.option(
    "--labels",
    type=click.Choice(["en", "zh"]),
    help="Call everything by its label in this language; declarations keep their names.",
)
@encoding_option
def fmt(  # noqa: PLR0913 - one parameter an option
    policies: tuple[str, ...],
    keywords: str | None,
    labels: str | None,
    encoding: str,
    *,
    only_check: bool,
    fix: bool,
) -> int:
    """Bring policies into their canonical form."""
    from relrules.cli.commands.fmt import Form, format_policies

    form = Form(keywords=keywords, labels=labels, fix=fix, only_check=only_check)
    return format_policies(policies, form, encoding)


@relrules.command(epilog="The copy stands in this folder; a file that exists is never overwritten.")
@click.argument("name")
@click.option("--as", "new_name", metavar="NEWNAME", help="Give the copy a name of its own.")
def copy(name: str, new_name: str | None) -> int:
    """Copy a shipped policy into this folder, to tune it."""
    from relrules.cli.commands.copy import copy_policy

    return copy_policy(name, new_name)


def _contract_options(command: F) -> F:
    """Add what `schema` and `types` share."""
    command = encoding_option(command)
    command = click.option(
        "--lang", metavar="LANG", help="Language of labels; default: the policy's own."
    )(command)
    return click.argument("policy")(command)


@relrules.command(epilog=POLICY_HELP)
@_contract_options
def schema(policy: str, lang: str | None, encoding: str) -> int:
    """Write the JSON Schema of a record's facts. Services and forms can use it."""
    from relrules.cli.commands.schema import write_schema

    return write_schema(policy, lang, encoding)


@relrules.command(epilog=POLICY_HELP)
@_contract_options
def types(policy: str, lang: str | None, encoding: str) -> int:
    """Write a Python module with the types of a record's facts. Type checkers read it."""
    from relrules.cli.commands.types import write_types

    return write_types(policy, lang, encoding)


@relrules.command(epilog=POLICY_HELP)
@click.argument("policy")
@encoding_option
def rows(policy: str, encoding: str) -> int:
    """Write what the bits of `--reasons` mean as a table. Databases join it."""
    from relrules.cli.commands.rows import write_rows

    return write_rows(policy, encoding)


def _day_or_now(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> dt.date | str | None:
    """Read `--today` of a statement, which looks at the clock itself when it runs."""
    if value is not None and value.strip().casefold() == "now":
        return "now"
    return _day(context, parameter, value)


@relrules.command(epilog=POLICY_HELP)
@click.argument("policy")
@click.option(
    "--dialect", required=True,
    type=click.Choice(["duckdb", "postgres", "spark", "snowflake", "bigquery", "trino"]),
    help="Of which database. The first three are tested, the others only written.",
)  # fmt: skip
@click.option(
    "--from", "relation", default="records", metavar="NAME",
    help="The table, as the database writes it; with --dbt a model, or a source and its table "
    "as SOURCE.TABLE. Default: records.",
)  # fmt: skip
@click.option("--id", "id_column", metavar="COLUMN", help="Column that names a record.")
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="Carry this column along; may be repeated."
)
@click.option(
    "--column", "columns", multiple=True, metavar="FACT=COLUMN",
    help="The column of a fact; may be repeated. Default: the fact's name. LIST.FACT is one in the "
    "table of a --list.",
)  # fmt: skip
@click.option(
    "--list", "lists", multiple=True, metavar="LIST=TABLE",
    help="The records of LIST are rows of a table of their own; may be repeated.",
)  # fmt: skip
@click.option(
    "--on", "ons", multiple=True, metavar="COLUMN",
    help="Column that joins the rows of --list to theirs; HERE=THERE where names differ.",
)  # fmt: skip
@click.option(
    "--order", "orders", multiple=True, metavar="LIST=COLUMN",
    help="Column of the table that the records of LIST are in the order of.",
)  # fmt: skip
@click.option(
    "--known", multiple=True, metavar="LIST=COLUMN",
    help="Column, of yes and no, that says whether the records of LIST are known. Default: they are.",
)  # fmt: skip
@click.option(
    "--unknown", multiple=True, metavar="FACT",
    help="No column has this fact; may be repeated.",
)  # fmt: skip
@click.option(
    "--today", metavar="DATE", callback=_day_or_now,
    help="Day to count from: a date, or `now` for the day on which the statement runs.",
)  # fmt: skip
@click.option(
    "--bad", type=click.Choice(["problems", "leave-out"]), default="problems",
    help="A row with a value that its fact cannot have: told in the column `problems`, or left out.",
)  # fmt: skip
@click.option(
    "--reasons", is_flag=True,
    help="Add columns: which rows decide, as bits, and what is provisional. `relrules rows` says "
    "what the bits mean.",
)  # fmt: skip
@click.option("--dbt", is_flag=True, help="Write a model of dbt.")
@encoding_option
def sql(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: str,
    dialect: str,
    relation: str,
    id_column: str | None,
    keep: tuple[str, ...],
    columns: tuple[str, ...],
    lists: tuple[str, ...],
    ons: tuple[str, ...],
    orders: tuple[str, ...],
    known: tuple[str, ...],
    unknown: tuple[str, ...],
    today: dt.date | str | None,
    bad: str,
    encoding: str,
    *,
    reasons: bool,
    dbt: bool,
) -> int:
    """Write a policy as one SELECT for a database or warehouse."""
    from relrules.cli.commands.sql import Asked, write_sql

    kept = (*([] if id_column is None else [id_column]), *keep)
    asked = Asked(
        dialect,
        relation,
        kept,
        columns,
        unknown,
        today,
        bad,
        dbt,
        lists,
        ons,
        orders,
        known,
        reasons,
    )
    return write_sql(policy, encoding, asked)
