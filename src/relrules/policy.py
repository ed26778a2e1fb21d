"""A policy as programs use it: what it is, what it says of records, what it wants to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import index
from pathlib import Path
from typing import Any, Literal, SupportsIndex

from attrs import field, frozen

from relrules.answers import Answers, answers_of
from relrules.arguments import audiences, form_of, language_of, text_or_none
from relrules.check.columns import mask_titles
from relrules.check.model import CheckedPolicy
from relrules.contract.content import content_hash
from relrules.contract.schema import facts_schema
from relrules.contract.shape import list_names
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.words import listed, quoted
from relrules.errors import ArgumentError, FactsError
from relrules.evaluate.evaluate import Program, evaluate
from relrules.evaluate.facts import read_facts, read_today
from relrules.evaluate.fields import Record
from relrules.explain.row_texts import DecidingRow, deciding_rows_of
from relrules.many import BadRecord, evaluate_each, refuse_one_record
from relrules.result import Result, result_of
from relrules.source import Source

FactsForm = Literal["python", "json", "text"]


@frozen(slots=False, repr=False)
class Policy:
    """A checked policy. It does not change, and can be pickled and shared between threads.

    `warnings` holds what its check found that is no error; `others` the further texts the policy
    is made of, in the order in which they were read. `files` are the files that its texts were read
    from, its own first: none for a text that was handed in or came from a resolver.
    """

    program: Program
    source: Source
    warnings: tuple[Diagnostic, ...]
    others: tuple[Source, ...] = field(default=(), kw_only=True)
    files: tuple[Path, ...] = field(default=(), kw_only=True)

    def __repr__(self) -> str:
        return f"<Policy {self.name} {self.version}>"

    @property
    def checked(self) -> CheckedPolicy:
        """Return the typed declarations."""
        return self.program.policy

    @property
    def name(self) -> str:
        """Return the name the policy gives itself."""
        return self.checked.id

    @property
    def version(self) -> str:
        """Return the version the policy states, `0` where it states none."""
        return self.checked.version

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the names of the facts, in the policy's order."""
        return tuple(self.checked.facts)

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the names of the lists in data, in the policy's order."""
        return list_names(self.checked)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Return the names that the policy uses in `confidential to`, in its order."""
        return audiences(self.checked)

    @cached_property
    def _answers(self) -> Answers:
        return answers_of(self.program)

    def __getstate__(self) -> dict[str, object]:
        """Leave the compiled functions behind: a copy makes its own."""
        return {name: value for name, value in self.__dict__.items() if name != "_answers"}

    @cached_property
    def hash(self) -> str:
        """Return the SHA-256 of the policy's words, as 64 hexadecimal digits.

        Two policies with the same hash give the same results. Comments, layout, the language of the
        keywords and examples do not count.
        """
        return content_hash((self.source, *self.others))

    def evaluate(
        self,
        facts: Record,
        today: dt.date | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the word of the record
        form: FactsForm = "python",
    ) -> Result:
        """Return what the policy says of a record.

        `facts` is a mapping from names, labels or aliases of facts to their values, or an object of
        an attrs class, a dataclass or a pydantic model whose fields are called so; a missing key
        and `None` mean that a fact is not known. `today` is the day to count from; there is no
        clock. `id` is what the record is called. `form` tells where the values come from: `python`
        values, `json` (dates as ISO texts) or `text` (everything as text, as from CSV). Raises
        `FactsError` with every problem of the record, and `ArgumentError` for another argument of
        the wrong kind.
        """
        if (
            form == "python"
            and (id is None or type(id) is str)
            and (today is None or type(today) is dt.date)
        ):
            # What is plain to see is read at once; all else is looked at, with its problems, below.
            answers = self._answers
            captured = answers.capture(facts)
            if captured is not None:
                return result_of(answers, captured, today, id)
        text_or_none(id, "id")
        reading = read_facts(self.checked, facts, form_of(form))
        day, problems = read_today(today)
        problems = (*problems, *reading.problems)
        if problems:
            raise FactsError(problems)
        outcome = evaluate(self.program, reading.facts, day, reading.counts)
        return Result(self.program, outcome, id)

    def evaluate_many(
        self,
        records: Iterable[object],
        today: dt.date | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the word of the record
        form: FactsForm = "python",
    ) -> Iterator[Result | BadRecord]:
        """Yield, for each record in order, its result or the `BadRecord` that tells why it has none.

        Lazy: a record is read when its result is asked for, and a bad one stops nothing. `id` is
        the key, or the field, under which each record has its name; it is no fact unless a fact is
        called so. `today` and `form` are those of `evaluate` and hold for all. What they share is
        refused at once: raises `FactsError` for `today`, and `ArgumentError` for the others.
        """
        refuse_one_record(records)
        text_or_none(id, "id")
        day, problems = read_today(today)
        if problems:
            raise FactsError(problems)
        return evaluate_each(self.program, records, day, id, form_of(form), self._answers)

    def score_table(
        self,
        data: Any,  # noqa: ANN401 - a table of a library that need not be there
        today: dt.date | None = None,
        *,
        columns: Sequence[str] | None = None,
        reasons: bool = False,
    ) -> Any:  # noqa: ANN401 - the kind it was given
        """Return the results of every row of a table, in its order, as a table of the same kind.

        `data` is a table of pandas, Polars or Arrow, or a relation of DuckDB; needs the extra `batch`.
        Its columns are facts as in CSV; those that are none are carried along, as `total (input)` where
        a result is called so. The results follow under the titles that `relrules score` gives them in
        CSV: numbers as whole numbers or decimals, and nothing where a number is open or hidden. With
        `reasons` further columns follow: the rows of each dimension and grade that apply or may apply,
        see `rows`, and which results are `provisional`. `columns` chooses some of all these, in that
        order.

        A DataFrame of Spark, with the extra `spark`, is scored by Spark itself, when it is read: rows
        are in no order, and a row with a value that its fact cannot have raises nothing: it has no
        results, and `problems`, a column after all others, names the facts.

        Raises `FactsError` for rows that do not fit, each with its number, from 0, and `ArgumentError`
        for what is no such table and for columns that are not there.
        """
        from relrules.tables import score_table  # noqa: PLC0415 - few programs have tables

        day, problems = read_today(today)
        if problems:
            raise FactsError(problems)
        return score_table(self.program, data, day, columns, reasons=reasons)

    def rows(self, lang: str | None = None) -> tuple[DecidingRow, ...]:
        """Return the rows of dimensions and grades, each with the bit that stands for it.

        The bits are those of the columns that `score_table(…, reasons=True)` adds: of a dimension
        or grade `price` one called `price_rows`, with a bit for each of its first 62 rows, then
        `price_rows_2`. A bit is set where the row applies or may apply; the column is null where
        that would tell what is confidential. `lang` is the language of texts, by default the
        policy's own. Raises `ArgumentError` for a language that policies do not know.
        """
        return tuple(deciding_rows_of(self.program, language_of(self.checked, lang)))

    def rows_in(
        self, column: str, mask: SupportsIndex, lang: str | None = None
    ) -> tuple[DecidingRow, ...]:
        """Return the rows whose bits are set in a column of `score_table(…, reasons=True)`.

        Raises `ArgumentError` for a column that has no such bits, for bits that no row has, and for
        a language that policies do not know.
        """
        rows = [row for row in self.rows(lang) if row.column == column]
        if not rows:
            known = listed([quoted(title) for title in mask_titles(self.checked)])
            raise ArgumentError(f"no column {quoted(column)} tells of rows; these do: {known}")
        try:
            # Tables give whole numbers of their own types.
            bits = index(mask)
        except TypeError:
            bits = -1
        if not 0 <= bits < 1 << len(rows):
            raise ArgumentError(f"{quoted(column)} has {len(rows)} bits, and so no value {mask!r}")
        return tuple(row for row in rows if bits >> row.bit & 1)

    def facts_schema(self, lang: str | None = None) -> dict[str, object]:
        """Return the JSON Schema (2020-12) of a record's facts, as plain data.

        What fits it is read by `evaluate(…, form="json")`. `lang` is the language of titles and
        descriptions; by default, and where a text is not translated, the policy's own. Raises
        `ArgumentError` for a language that policies do not know.
        """
        return facts_schema(self.checked, language_of(self.checked, lang), self.hash)
