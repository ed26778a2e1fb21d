"""A result as one line of JSON in SQL: what follows the name of a record, in format 1.

The words are those of `explain.record_form`, written once; SQL fills the gaps. For DuckDB alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.json_text import MOST_BITS, Gaps, texts_of_bits
from relrules.batch.reasons import Absences, row_bits, rows_seen
from relrules.batch.said import Saying
from relrules.batch.told import Telling, number_text, unknown_facts, values_of
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import ROWS, labelled, masks, number_type
from relrules.check.interval import plain
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.program import advice_key
from relrules.explain import record_form as form
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.telling import Telling as Words

LINE = "line"
"""The column of lines."""


def line_after_name(telling: Telling, columns: Mapping[str, str], lang: str) -> Sql:
    """Return the JSON of a record from its name on, without its last brace.

    `columns` are those of facts and lists. Call it last: it asks for more records, those of which no
    statement tells what is provisional. Raises `NotInSqlError`.
    """
    policy = telling.results.program.policy
    if policy.lists:
        raise NotInSqlError("results of the records of a list are not told in lines yet")
    program, gaps = telling.results.program, Gaps()
    words = Words(program, evaluate(program, {}, None), lang, telling.seen)
    line = _Line(telling, columns, Saying(telling, words, columns), gaps)
    record = form.record_of(policy, None, line.parts())
    return gaps.filling(dumps(record).removeprefix(form.before(None)).removesuffix("}"))


@frozen
class _Line:
    telling: Telling
    columns: Mapping[str, str]
    saying: Saying
    gaps: Gaps

    @property
    def _policy(self) -> m.CheckedPolicy:
        return self.telling.results.program.policy

    def parts(self) -> form.Parts:
        """Return the parts of a record."""
        policy = self._policy
        return form.Parts(
            scores={
                name: self._number(name, number_type(of)) for name, of in policy.scores.items()
            },
            dimensions={
                name: form.dimension(self._number(name, number_type(of)), self._rows(name))
                for name, of in policy.dimensions.items()
            },
            grades={
                name: self._options(name, m.LevelType(of.scale))
                for name, of in policy.grades.items()
            },
            defines={
                name: self._define(name, of.value.type) for name, of in labelled(policy).items()
            },
            lists={},
            advice=self._advice(alerts=False),
            alerts=self._advice(alerts=True),
            unknown=self.gaps.names(
                [(when, n) for n, when in unknown_facts(self.telling, self.columns)]
            ),
            provisional=self.gaps.items(list(self._provisional())),
        )

    # ---- numbers and options ----------------------------------------------------------------------

    def _define(self, name: str, of: m.Type) -> Plain:
        return self._number(name, of) if isinstance(of, m.NumberType) else self._options(name, of)

    def _number(self, name: str, of: m.Type) -> dict[str, Plain]:
        if not isinstance(of, m.NumberType):
            raise AssertionError(of)
        limits = tuple(None if end is None else plain(end) for end in (of.low, of.high))
        if not self.telling.seen.result(name):
            return form.number(None, (None, None), (limits[0], limits[1]), "hidden")
        results = self.telling.results
        ends = results.ends[name]
        low, high = (results.put(number_text(end, ends)) for end in (ends.low, ends.high))
        same, none = tree.equal(ends.low, ends.high), tree.text("null")
        state = [(same, tree.text(dumps("decided")))]
        if self.telling.may_be_unanswered(name):
            state = [(tree.is_null(ends.low), tree.text(dumps("no answer"))), *state]
            low, high = (exp.Coalesce(this=end, expressions=[none.copy()]) for end in (low, high))
        value = self.gaps.put(tree.case([(same, low)], none))
        told = self.gaps.put(tree.case(state, tree.text(dumps("open"))))
        return form.number(
            value, (self.gaps.put(low), self.gaps.put(high)), (limits[0], limits[1]), told
        )

    def _rows(self, name: str) -> list[Plain]:
        """Return the numbers, from 1, of the rows that decide a dimension."""
        results, count = self.telling.results, len(self._policy.dimensions[name].rows)
        if not rows_seen(results, self.telling.seen, name):
            return []
        parts = [
            (
                results.put(row_bits(results, mask)),
                [str(row + 1) for row in range(mask.first, min(mask.first + ROWS, count))],
            )
            for mask in masks(self._policy)
            if mask.name == name
        ]
        return [self.gaps.put(texts_of_bits(parts))] if parts else []

    def _options(self, name: str, of: m.Type) -> Plain:
        values = [form.option(value) for value in values_of(of)]
        if not self.telling.seen.result(name):
            return form.options(None, [], "hidden")
        bits = self.telling.results.bits[name]
        told = self._few(bits, values) if len(values) <= MOST_BITS else self._many(bits, values)
        if self.telling.may_be_unanswered(name):
            none = tree.text(dumps(form.options(None, [], "no answer")))
            told = tree.case([(tree.is_null(bits), none)], told)
        return self.gaps.put(told)

    def _few(self, bits: Sql, values: Sequence[Plain]) -> Sql:
        """Return options that are looked up as a whole by their bits."""
        found = [""]
        for left in range(1, 1 << len(values)):
            possible = [value for at, value in enumerate(values) if left >> at & 1]
            is_open = len(possible) > 1
            told = form.options(
                None if is_open else possible[0], possible, "open" if is_open else "decided"
            )
            found.append(dumps(told))
        return tree.element([tree.text(text) for text in found], bits)

    def _many(self, bits: Sql, values: Sequence[Plain]) -> Sql:
        texts = [dumps(value) for value in values]
        is_one = [tree.equal(bits, tree.whole(1 << at)) for at in range(len(texts))]
        one = [(when, tree.text(text)) for when, text in zip(is_one, texts, strict=True)]
        decided = [(tree.any_of(is_one), tree.text(dumps("decided")))]
        told = form.options(
            self.gaps.put(tree.case(one, tree.text("null"))),
            [self.gaps.put(texts_of_bits([(bits, texts)]))],
            self.gaps.put(tree.case(decided, tree.text(dumps("open")))),
        )
        return self.gaps.filling(dumps(told))

    # ---- advice, what is provisional ----------------------------------------------------------------

    def _advice(self, *, alerts: bool) -> list[Plain]:
        results, found = self.telling.results, []
        for name, advice in self._policy.advice.items():
            if advice.alert is not alerts or not self.telling.seen.condition(advice.when):
                continue
            given, may = results.states(advice_key(name))
            state = tree.case([(given, tree.text("given"))], tree.text("possible"))
            told = form.advice(
                advice.id, None, self._quoted(state), self._quoted(self.saying.text(advice))
            )
            found.append((may, self.gaps.filling(dumps(told))))
        return self.gaps.items(found)

    def _quoted(self, of: Sql) -> str:
        mark = tree.text('"')
        return self.gaps.put(tree.put_together([mark, of, mark]))

    def _provisional(self) -> Iterator[tuple[Sql, Sql]]:
        absences = Absences(self.telling.results, self.telling.seen, self.columns)
        for name, when, bits in absences.told():
            facts = texts_of_bits([(bits, [dumps(fact) for fact in absences.noted])])
            yield when, self.gaps.filling(dumps(form.provisional(name, [self.gaps.put(facts)])))
