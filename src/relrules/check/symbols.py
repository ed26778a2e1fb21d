"""What is declared, and what a name or label means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, field, frozen

from relrules.check.model import Kind
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.syntax import nodes as n
from relrules.syntax.names import key

TODAY = "today"
TODAY_NAMES = (TODAY, "今天")
VALUE_KEYWORDS = ("FACT", "DEFINE", "DIMENSION", "SCORE", "GRADE", "QUESTIONNAIRE")
GROUP_KEYWORDS = ("LIST", "SCALE", "QUESTIONNAIRE")
KIND_WORDS = {
    Kind.FACT: "a fact",
    Kind.DEFINE: "a define",
    Kind.DIMENSION: "a dimension",
    Kind.SCORE: "a score",
    Kind.GRADE: "a grade",
    Kind.TODAY: "the day of the evaluation",
}
ValueNode = n.Fact | n.Define | n.Dimension | n.Score | n.Grade | n.Questionnaire


@frozen
class Symbol:
    """Something that has a value: what it is, and where it is declared.

    `node` is `None` for what is declared elsewhere; an item of a questionnaire has that.
    `list_name` is the list whose records have it.
    """

    kind: Kind
    id: str
    heading: n.Heading | None
    node: ValueNode | None
    list_name: str | None = None

    @property
    def key(self) -> str:
        """Return what the policy keeps it under."""
        return self.id if self.list_name is None else f"{self.list_name}.{self.id}"


@frozen
class Unreadable:
    """A name that stands in a broken line: it may mean anything, and is not complained about."""


@frozen
class PartOf:
    """A part of a questionnaire."""

    questionnaire: n.Questionnaire
    part: n.ItemPart


@frozen
class Foreign:
    """A list or scale of a policy that is used."""

    heading: n.Heading


GroupNode = n.List | n.Scale | n.Questionnaire | PartOf | Foreign


@define
class Groups:
    """What has a name and no value: lists, scales, questionnaires or their parts."""

    nodes: dict[str, GroupNode] = field(factory=dict)
    labels: dict[str, list[str]] = field(factory=dict)
    texts: list[str] = field(factory=list)

    def add(self, heading: n.Heading, node: GroupNode) -> None:
        """Add one under its name and labels."""
        self.nodes[heading.name.key] = node
        self.texts.append(heading.name.text)
        for text in label_keys(heading):
            self.labels.setdefault(text, []).append(heading.name.key)

    def find(self, name: n.Name) -> str | Sequence[str] | None:
        """Return the name that a name or label means, or the several that it may mean."""
        if name.key in self.nodes:
            return name.key
        labelled = self.labels.get(name.key, [])
        return labelled[0] if len(labelled) == 1 else (labelled or None)


@define
class Symbols:
    """All names of a policy, or of a list's records: these are found first, then those around."""

    values: dict[str, Symbol] = field(factory=dict)
    labels: dict[str, list[Symbol]] = field(factory=dict)
    advice: dict[str, n.Advice] = field(factory=dict)
    advice_labels: dict[str, list[str]] = field(factory=dict)
    lists: Groups = field(factory=Groups)
    scales: Groups = field(factory=Groups)
    questionnaires: Groups = field(factory=Groups)
    members: dict[str, Symbols] = field(factory=dict)
    unreadable: set[str] = field(factory=set)
    unreadable_advice: set[str] = field(factory=set)
    unreadable_groups: set[str] = field(factory=set)
    around: Symbols | None = None
    list_name: str | None = None

    def find(self, name: n.Name) -> Symbol | Unreadable | Sequence[Symbol] | None:
        """Return what a name means: a symbol, several where a label is ambiguous, or nothing."""
        if name.key in self.values:
            return self.values[name.key]
        if name.key in self.unreadable or not name.key:
            return Unreadable()
        labelled = self.labels.get(name.key, [])
        if len(labelled) == 1:
            return labelled[0]
        if labelled:
            return labelled
        if self.around is not None:
            return self.around.find(name)
        if name.key in TODAY_NAMES:
            return Symbol(Kind.TODAY, TODAY, None, None)
        return None

    def find_advice(self, name: n.Name) -> str | Unreadable | Sequence[str] | None:
        """Return the advice or alert that a name means."""
        if name.key in self.advice:
            return name.key
        if name.key in self.unreadable_advice:
            return Unreadable()
        labelled = self.advice_labels.get(name.key, [])
        return labelled[0] if len(labelled) == 1 else (labelled or None)

    def inside(self, name: str) -> Symbols:
        """Return the names inside a list's records, and around them these."""
        members = self.top.members[name]
        return Symbols(
            values=members.values,
            labels=members.labels,
            unreadable=members.unreadable,
            around=self,
            list_name=name,
        )

    @property
    def top(self) -> Symbols:
        """Return the names of the policy."""
        return self if self.around is None else self.around.top

    def all_values(self) -> list[Symbol]:
        """Return everything that has a value, that of records included, in the file's order."""
        own = [*self.values.values()]
        return own + [s for members in self.members.values() for s in members.values.values()]

    def spellings(self) -> list[str]:
        """Return every name and label a value has, for suggestions; names come first."""
        own = [s.heading.name.text for s in self.values.values() if s.heading]
        own += [labels_text(s) for found in self.labels.values() for s in found[:1]]
        return own if self.around is None else own + self.around.spellings()


def labels_text(symbol: Symbol) -> str:
    """Return the first label of a symbol, or its name."""
    label = symbol.heading.label if symbol.heading else None
    return label.parts[0].text if label and label.parts else symbol.id


def collect(declarations: Sequence[n.Declaration]) -> tuple[Symbols, list[Diagnostic]]:
    """Return all names of a policy, and the names that are declared twice."""
    collecting = _Collecting(Symbols())
    for node in declarations:
        collecting.add(node)
    return collecting.symbols, collecting.found


@define
class _Collecting:
    symbols: Symbols
    list_name: str | None = None
    found: list[Diagnostic] = field(factory=list)
    firsts: dict[str, n.Name] = field(factory=dict)
    advice_firsts: dict[str, n.Name] = field(factory=dict)
    law_firsts: dict[str, n.Name] = field(factory=dict)

    def add(self, node: n.Declaration) -> None:
        """Add what a declaration declares."""
        symbols = self.symbols
        match node:
            case n.Fact(headings=headings):
                for heading in headings:
                    self._value(heading, node)
            case n.Define() | n.Dimension() | n.Score() | n.Grade():
                self._value(node.heading, node)
            case n.List(heading=heading):
                if self._is_new(self.firsts, heading.name):
                    symbols.lists.add(heading, node)
                    symbols.members[heading.name.key] = self._members(node)
            case n.Scale(heading=heading):
                # A scale and a fact may share a name: they never stand in the same place.
                if self._is_new_group(symbols.scales, heading):
                    symbols.scales.add(heading, node)
            case n.Questionnaire():
                self._questionnaire(node)
            case n.Advice(heading=heading):
                if self._is_new(self.advice_firsts, heading.name):
                    symbols.advice[heading.name.key] = node
                    for text in label_keys(heading):
                        symbols.advice_labels.setdefault(text, []).append(heading.name.key)
            case n.Ensure(heading=heading):
                self._is_new(self.law_firsts, heading.name)
            case n.Stub():
                self._stub(node)
            case n.Policy() | n.Use() | n.Example() | n.Change() | n.ChangeRow() | n.Remove():
                pass

    def _value(self, heading: n.Heading, node: ValueNode) -> None:
        name = heading.name
        if name.key in TODAY_NAMES:
            self.found.append(say_syntax.reserved_name(name.span))
            return
        if not self._is_new(self.firsts, name):
            return
        kind = Kind.FACT if isinstance(node, n.Questionnaire) else KINDS[type(node)]
        symbol = Symbol(kind, name.key, heading, node, self.list_name)
        self.symbols.values[name.key] = symbol
        for text in label_keys(heading):
            self.symbols.labels.setdefault(text, []).append(symbol)

    def _members(self, node: n.List) -> Symbols:
        """Return the names of a list's records; they may be names of the policy too."""
        inner = _Collecting(Symbols(around=self.symbols), node.heading.name.key)
        for member in node.members:
            inner.add(member)
        self.found += inner.found
        return inner.symbols

    def _questionnaire(self, node: n.Questionnaire) -> None:
        groups = self.symbols.questionnaires
        if self._is_new_group(groups, node.heading):
            groups.add(node.heading, node)
        for item in node.items:
            for heading in item.headings:
                self._value(heading, node)
        for part in node.parts:
            if self._is_new_group(groups, part.heading):
                groups.add(part.heading, PartOf(node, part))

    def _stub(self, node: n.Stub) -> None:
        keys = {name.key for name in node.names}
        # A line that begins with no declaration at all may have been meant as any.
        if node.keyword in ("ADVICE", "ALERT", ""):
            self.symbols.unreadable_advice |= keys
        if node.keyword in VALUE_KEYWORDS or not node.keyword:
            self.symbols.unreadable |= keys
        if node.keyword in GROUP_KEYWORDS or not node.keyword:
            self.symbols.unreadable_groups |= keys

    def _is_new(self, firsts: dict[str, n.Name], name: n.Name) -> bool:
        first = firsts.setdefault(name.key, name)
        if first is not name:
            self.found.append(say.duplicate_name(name.span, first.span))
        return first is name

    def _is_new_group(self, groups: Groups, heading: n.Heading) -> bool:
        first = groups.nodes.get(heading.name.key)
        if first is None:
            return True
        earlier = first.part.heading if isinstance(first, PartOf) else first.heading
        self.found.append(say.duplicate_name(heading.name.span, earlier.name.span))
        return False


def label_keys(heading: n.Heading) -> list[str]:
    """Return what a heading's labels are looked up by, without its name."""
    if heading.label is None:
        return []
    keys = dict.fromkeys(key(part.text) for part in heading.label.parts)
    return [text for text in keys if text != heading.name.key]


KINDS: Mapping[type, Kind] = {
    n.Fact: Kind.FACT,
    n.Define: Kind.DEFINE,
    n.Dimension: Kind.DIMENSION,
    n.Score: Kind.SCORE,
    n.Grade: Kind.GRADE,
}
