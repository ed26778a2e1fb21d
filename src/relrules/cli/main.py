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
    "FILE is CSV, JSON (an array of objects) or NDJSON; `-` reads standard input. "
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
            "--today", metavar="DATE", callback=_day, help="Day to count from: a date, or `now`."
        ),
        click.option(
            "--lang", type=click.Choice(["en", "zh"]), help="Language; default: the policy's own."
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
@encoding_option
def test(policies: tuple[str, ...], encoding: str) -> int:
    """Run the examples of policies, and test their laws."""
    from relrules.cli.commands.test import test_policies

    return test_policies(policies, encoding)


@relrules.command(epilog=f"{POLICY_HELP} {FILE_HELP}")
@record_options
@click.option(
    "-o", "--output", "out", metavar="OUT",
    help="Write to this file, whole or not at all.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "ndjson", "csv"]),
    help="Default: what OUT is called, else table.",
)  # fmt: skip
@click.option(
    "--rejects", metavar="FILE",
    help="Put bad rows here and score the rest.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
def score(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: str,
    file: str,
    id_column: str | None,
    today: dt.date | None,
    lang: str | None,
    encoding: str,
    policy_encoding: str,
    out: str | None,
    form: str | None,
    rejects: str | None,
    *,
    strict: bool,
) -> int:
    """Score every record of a file.

    A bad row stops the run before anything is written, unless --rejects says where it goes.
    """
    from relrules.cli.commands.score import score_file
    from relrules.cli.scoring import Input

    source = Input(policy, policy_encoding, file, encoding, id_column, today, lang)
    return score_file(source, out, form, rejects, strict=strict)


@relrules.command(epilog=f"{POLICY_HELP} {FILE_HELP}")
@record_options
@click.option("--only", multiple=True, metavar="ID", help="Explain this record; may be repeated.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text",
    help="Default: text.",
)  # fmt: skip
def explain(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: str,
    file: str,
    id_column: str | None,
    today: dt.date | None,
    lang: str | None,
    encoding: str,
    policy_encoding: str,
    only: tuple[str, ...],
    form: str,
) -> int:
    """Explain records in prose: verdict, reasons, open questions."""
    from relrules.cli.commands.explain import explain_file
    from relrules.cli.scoring import Input

    source = Input(policy, policy_encoding, file, encoding, id_column, today, lang)
    return explain_file(source, only, form)


@relrules.command(epilog="`-` reads standard input and writes standard output.")
@policies_argument
@click.option("--check", "only_check", is_flag=True, help="Change nothing; list what would change.")
@click.option("--fix", is_flag=True, help="Also mend the mistakes that have one sure remedy.")
@click.option(
    "--keywords", type=click.Choice(["en", "zh"]), help="Rewrite all keywords in this language."
)
@encoding_option
def fmt(
    policies: tuple[str, ...], keywords: str | None, encoding: str, *, only_check: bool, fix: bool
) -> int:
    """Bring policies into their canonical form."""
    from relrules.cli.commands.fmt import format_policies

    return format_policies(policies, keywords, encoding, only_check=only_check, fix=fix)


@relrules.command(epilog="The copy stands in this folder; a file that exists is never overwritten.")
@click.argument("name")
@click.option("--as", "new_name", metavar="NEWNAME", help="Give the copy a name of its own.")
def copy(name: str, new_name: str | None) -> int:
    """Copy a shipped policy into this folder, to tune it."""
    from relrules.cli.commands.copy import copy_policy

    return copy_policy(name, new_name)
