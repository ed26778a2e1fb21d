"""What advice says, as text in SQL: with values in place of its placeholders. For DuckDB alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations

from attrs import frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import scale_of, size
from relrules.batch.json_text import GAP, MOST_BITS, inner_text
from relrules.batch.results import Ends
from relrules.batch.told import Telling, number_text, values_of
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.evaluate.possible import Among
from relrules.explain.messages import parts_with_texts, unknown_text
from relrules.explain.phrases import Phrase, listed, put_together
from relrules.explain.telling import Telling as Words
from relrules.explain.telling import name_of
from relrules.explain.values import UNANSWERED, ends_text, possible_text, value_text, with_unit
from relrules.syntax.limits import MOST_DIGITS

SIDE_BY_SIDE = "two values stand side by side in a text of advice"


@frozen
class _Place:
    """Where a value stands in a text: between what the author wrote before and after it.

    In Chinese the spaces beside a value hang on the value, and are told with it.
    """

    before: str
    after: str
    lang: str

    def fitted(self, text: str) -> str:
        """Return a text that stands here, as it stands in JSON."""
        if self.lang != "zh":
            return inner_text(text)
        left, right = self.before.rstrip(" "), self.after.lstrip(" ")
        whole = put_together([self.before, text, self.after], self.lang)
        return inner_text(whole[len(left) : len(whole) - len(right)])

    def sql(self, text: str, *filled: Sql) -> Sql:
        """Return a text that stands here, its gaps filled."""
        pieces: list[Sql] = []
        for at, piece in enumerate(self.fitted(text).split(GAP)):
            pieces += [filled[at - 1]] if at else []
            pieces.append(tree.text(piece))
        return tree.put_together(pieces)


@frozen
class Saying:
    """Writes texts; `words` tells of a record of which nothing is known, `columns` are those of facts."""

    telling: Telling
    words: Words
    columns: Mapping[str, str]

    @property
    def lang(self) -> str:
        """Return the language of the reader."""
        return self.words.lang

    def text(self, advice: m.Advice) -> Sql:
        """Return what advice says, as it stands in JSON. Raises `NotInSqlError`."""
        if advice.say is None:
            return tree.text(inner_text(advice.label.in_language(self.lang)))
        parts = list(parts_with_texts(advice.say, self.lang))
        if self.lang == "zh":
            _refuse_side_by_side([part for part, _, _ in parts])
        pieces = []
        for at, (part, before, after) in enumerate(parts):
            if isinstance(part, str):
                pieces.append(tree.text(inner_text(self._own(part, at, len(parts)))))
            else:
                pieces.append(self._part(part, _Place(before, after, self.lang)))
        return tree.put_together(pieces)

    def _own(self, text: str, at: int, count: int) -> str:
        """Return what the author wrote, in Chinese without the spaces beside values."""
        if self.lang != "zh":
            return text
        text = text.lstrip(" ") if at else text
        return text.rstrip(" ") if at + 1 < count else text

    def _part(self, part: m.Ref | m.Missing, place: _Place) -> Sql:
        if isinstance(part, m.Missing):
            return self._missing(part, place)
        if not self.telling.seen.is_clear(part):
            return place.sql(self.words.say(Phrase.CONFIDENTIAL_HERE))
        unknown = place.sql(unknown_text(self.words, part, place.before, place.after))
        if part.list is not None:
            return unknown
        if part.kind is m.Kind.TODAY:
            raise NotInSqlError("a text of advice tells the day")
        is_fact = part.kind is m.Kind.FACT
        return self._fact(part, unknown, place) if is_fact else self._result(part, unknown, place)

    # ---- facts ----------------------------------------------------------------------------------

    def _fact(self, ref: m.Ref, unknown: Sql, place: _Place) -> Sql:
        results = self.telling.results
        known = self._known(results.facts[ref.name], ref.type, place)
        if ref.key in results.program.static.defaults:
            return known
        return tree.case([(self._is_unknown(ref), unknown)], known)

    def _is_unknown(self, ref: m.Ref) -> Sql:
        return tree.is_null(tree.column(self.columns[ref.name]))

    def _known(self, value: Sql, of: m.Type, place: _Place) -> Sql:
        match of:
            case m.NumberType(low=low, high=high):
                limits = [10**MOST_DIGITS if end is None else size(end) for end in (low, high)]
                ends = Ends(value, value, scale_of(of), max(limits) * scale_of(of))
                return place.sql(with_unit(GAP, of, self.lang), number_text(value, ends))
            case m.DateType():
                return place.sql(GAP, tree.cast(value.copy(), "VARCHAR"))
            case m.TextType():
                raise NotInSqlError("a text of advice tells a text of the record")
            case _:
                texts = [place.fitted(value_text(each, of, self.lang)) for each in values_of(of)]
                return tree.element([tree.text(text) for text in texts], value.copy())

    def _missing(self, part: m.Missing, place: _Place) -> Sql:
        """Return which items of a questionnaire are not answered."""
        items = [item for item in part.items if self.telling.seen.fact(item.name)]
        names = [name_of(self.words, item.name) for item in items]
        left, right = self._around(names, place)
        found = [
            tree.case([(self._is_unknown(item), tree.text(inner_text(name)))], tree.NULL.copy())
            for item, name in zip(items, names, strict=True)
        ]
        some = tree.opposite(tree.is_null(exp.column("x")))
        every = self.telling.results.put(tree.filtered(exp.Array(expressions=found), "x", some))
        count, last = tree.length(every), _of_list("list_extract", every, tree.whole(-1))
        rest = _of_list("list_slice", every, tree.whole(1), tree.whole(-2))
        comma, joint = (tree.text(phrase.say(self.lang)) for phrase in (Phrase.LISTED, Phrase.AND))
        several = tree.put_together([_of_list("array_to_string", rest, comma), joint, last])
        told = tree.case([(tree.equal(count, tree.whole(1)), last)], several)
        none = place.sql(self.words.say(Phrase.NONE_MISSING))
        told = tree.put_together([tree.text(left), told, tree.text(right)])
        return tree.case([(tree.equal(count, tree.whole(0)), none)], told)

    def _around(self, names: Sequence[str], place: _Place) -> tuple[str, str]:
        """Return what stands before and after names, whatever they are. Raises `NotInSqlError`."""
        joints = [phrase.say(self.lang) for phrase in (Phrase.LISTED, Phrase.AND)]
        around = {
            (fitted[: fitted.index(own)], fitted[fitted.index(own) + len(own) :])
            for name in names
            for fitted, own in [(place.fitted(name), inner_text(name))]
        }
        is_plain = all(
            listed([one, other, one], self.lang) == f"{one}{joints[0]}{other}{joints[1]}{one}"
            and listed([one, other], self.lang) == f"{one}{joints[1]}{other}"
            for one, other in permutations(names, 2)
        )
        if len(around) != 1 or not is_plain:
            raise NotInSqlError("names in a text of advice are set apart in several ways")
        return around.pop()

    # ---- results --------------------------------------------------------------------------------

    def _result(self, ref: m.Ref, unknown: Sql, place: _Place) -> Sql:
        results, of = self.telling.results, ref.type
        if ref.key in results.ends and isinstance(of, m.NumberType):
            return self._between(results.ends[ref.key], of, unknown, place)
        if ref.key in results.bits and len(values_of(of)) <= MOST_BITS:
            texts = self._options(of, unknown, place)
            found = tree.element(texts, results.bits[ref.key].copy())
            none = place.sql(UNANSWERED[self.lang])
            return exp.Coalesce(this=found, expressions=[none])
        raise NotInSqlError(f"a text of advice tells `{ref.key}`, which has too many values")

    def _options(self, of: m.Type, unknown: Sql, place: _Place) -> list[Sql]:
        """Return what is said by the bits of the options that are left; of all, that nothing is known."""
        values = values_of(of)
        every = (1 << len(values)) - 1
        found: list[Sql] = [tree.text("")]
        for bits in range(1, every + 1):
            left = frozenset(value for at, value in enumerate(values) if bits >> at & 1)
            told = tree.text(place.fitted(possible_text(Among(left), of, self.lang)))
            found.append(unknown.copy() if bits == every and len(values) > 1 else told)
        return found

    def _between(self, ends: Ends, of: m.NumberType, unknown: Sql, place: _Place) -> Sql:
        """Return a number, or what it can still be."""
        low, high = number_text(ends.low, ends), number_text(ends.high, ends)
        one = place.sql(with_unit(GAP, of, self.lang), low)
        rows = [
            (tree.is_null(ends.low), place.sql(UNANSWERED[self.lang])),
            (tree.equal(ends.low, ends.high), one),
        ]
        if of.low is not None and of.high is not None and ends.over is None:
            least, most = of.low * ends.scale, of.high * ends.scale
            if least == int(least) and most == int(most):
                is_low = tree.equal(ends.low, tree.whole(int(least)))
                is_high = tree.equal(ends.high, tree.whole(int(most)))
                rows.append((tree.all_of([is_low, is_high]), unknown))
        return tree.case(rows, place.sql(ends_text(GAP, GAP, of, self.lang), low, high))


def _refuse_side_by_side(parts: Sequence[str | m.Ref | m.Missing]) -> None:
    """Raise `NotInSqlError` where it hangs on two values what stands between them."""
    if any(
        not isinstance(one, str) and not isinstance(other, str) for one, other in pairwise(parts)
    ):
        raise NotInSqlError(SIDE_BY_SIDE)
    if any(isinstance(part, str) and not part.strip(" ") for part in parts[1:-1]):
        raise NotInSqlError(SIDE_BY_SIDE)


def _of_list(function: str, *arguments: Sql) -> Sql:
    return exp.Anonymous(this=function, expressions=[each.copy() for each in arguments])
