"""Declarations: what each line is read as, and what of it may be a name after all."""

from __future__ import annotations

import pytest

from relrules.source import Source
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse
from syntax.shapes import parsed, shape, told

SHAPES = [
    # ---- policy, use
    (
        ('policy north "North" based on customer_relationship\n'
        '  version "2.1"  effective from 2026-01-01  review by 2027-01-01'),
        ('Policy(heading=Heading(name=north, label="North"), version="2.1", '
        "base=customer_relationship, effective_from=2026-01-01, review_by=2027-01-01)"),
    ),
    ("use trust_ladder", "Use(name=trust_ladder)"),
    ("use a\n  show alerts, advice, win", "Use(name=a, shown=[alerts, advice, win])"),
    ("引用 甲\n  显示 警示, 建议", "Use(name=甲, shown=[alerts, advice])"),
    # ---- scale
    ("scale s\n  a < b\n  < c", "Scale(heading=s, options=[a, b, c])"),
    ('scale s\n  a\n  b\n  assume "x"', 'Scale(heading=s, options=[a, b], assumptions=["x"])'),
    (
        'scale s\n  de "Germany"\n  fr "France" fr "la France"',
        ('Scale(heading=s, options=[Option(name=de, label="Germany"), '
        'Option(name=fr, label="France" fr"la France")])'),
    ),
    # ---- fact
    ("fact a: levels of s", "Fact(headings=[a], type=LevelsOf(scale=s))"),
    (
        "fact a: yes or no\n  default no\n  effort 2\n  fixed",
        "Fact(headings=[a], type=YesNoType(), default=no, effort=2, fixed)",
    ),
    (
        "fact a: date\n  confidential to manager, team lead when b = c",
        ("Fact(headings=[a], type=DateType(), confidential=Confidential("
        "audiences=[manager, team_lead], when=when Comparison(op==, left=b, right=c)))"),
    ),
    (
        'fact a\n  levels\n    fixed "F"\n    effort\n    de "Germany"\n    fixed b',
        ('Fact(headings=[a], type=LevelsType(options=[Option(name=fixed, label="F"), effort, '
        'Option(name=de, label="Germany"), fixed_b]))'),
    ),
    # ---- questionnaire
    (
        'questionnaire q\n  answers 1 to 9\n  item a\n  item b reversed "B"\n  item c, d reversed',
        ("Questionnaire(heading=q, answers=AnswerRange(low=1, high=9), items=[Item(headings=[a]), "
        'Item(headings=[Heading(name=b, label="B")], reversed), Item(headings=[c, d], reversed)])'),
    ),
    (
        "questionnaire q\n  answers levels of s, worth 0, 1.5, -3\n  item a",
        ("Questionnaire(heading=q, answers=AnswerLevels(levels=LevelsOf(scale=s), "
        "worth=[0, 3/2, -3]), items=[Item(headings=[a])])"),
    ),
    (
        ("questionnaire q\n  answers yes or no\n  item a\n  part b = items not reversed\n"
        '  part c = items reversed\n  part d = items\n  part e "E" = a, items left'),
        ("Questionnaire(heading=q, answers=YesNoType(), items=[Item(headings=[a])], parts=["
        "ItemPart(heading=b, kind=items not reversed), ItemPart(heading=c, kind=items reversed), "
        'ItemPart(heading=d, kind=items), ItemPart(heading=Heading(name=e, label="E"), '
        "kind=named, items=[a, items_left])])"),
    ),
    (
        ("questionnaire q\n  answers 0 to 1\n  item a\n"
        "  estimate needs 20 of 24, in each part 10 of 12"),
        ("Questionnaire(heading=q, answers=AnswerRange(low=0, high=1), items=[Item(headings=[a])], "
        "estimate=Estimate(overall=OutOfItems(needed=20, of=24), "
        "each_part=OutOfItems(needed=10, of=12)))"),
    ),
    # ---- define
    (
        'define a\n  levels b < c\n  c when d\n  x + 1 when e because "r"\n  no answer otherwise',
        ("Define(heading=a, rows=[DefineRow(value=c, guard=when d), "
        'DefineRow(value=Sum(terms=[x, 1]), guard=when e, because="r"), '
        "DefineRow(value=no-answer, guard=otherwise)], levels=LevelsType(options=[b, c]))"),
    ),
    (
        "define a\n  -0.6 when b\n  yes when c\n  (d * e) otherwise",
        ("Define(heading=a, rows=[DefineRow(value=-3/5, guard=when b), "
        "DefineRow(value=yes, guard=when c), "
        "DefineRow(value=Product(factors=[d, e]), guard=otherwise)])"),
    ),
    # ---- dimension, score
    (
        ('dimension a\n  points by b when c\n    up to 40: 3 because "r"\n    under 50: -1\n'
        "    above: no answer\n    unknown: 1\n  points by d\n    yes: 1, no: 0\n  2 points otherwise"),
        ('Dimension(heading=a, body=[PointsBy(subject=b, entries=[Entry(key=Band(kind=up to, '
        'threshold=40), points=3, because="r"), Entry(key=Band(kind=under, threshold=50), '
        "points=-1), Entry(key=Band(kind=above), points=no-answer), Entry(key=unknown, "
        "points=1)], when=when c), PointsBy(subject=d, entries=[Entry(key=yes, points=1), "
        "Entry(key=no, points=0)]), Row(points=2, guard=otherwise)])"),
    ),
    (
        ("dimension a\n  take all\n  (0.5 * b + 1) points when c\n  no answer otherwise\n"
        '  at most 10 when d\n  at least -2 because "r"\n  baseline 1'),
        ("Dimension(heading=a, body=[Row(points=Sum(terms=[Product(factors=[1/2, b]), 1]), "
        "guard=when c), Row(points=no-answer, guard=otherwise)], take_all, caps=[Cap(highest, "
        'limit=10, when=when d), Cap(limit=-2, because="r")], baseline=1)'),
    ),
    (
        "dimension a\n  points by b\n    baseline: 1, effort: 2, above all: 3",
        ("Dimension(heading=a, body=[PointsBy(subject=b, entries=[Entry(key=baseline, points=1), "
        "Entry(key=effort, points=2), Entry(key=above_all, points=3)])])"),
    ),
    (
        "dimension a = 5 * count of l where b\n  at most 10",
        ("Dimension(heading=a, formula=Product(factors=[5, Count(list=l, where=b)]), "
        "caps=[Cap(highest, limit=10)])"),
    ),
    (
        "dimension a\n  points by highest b of l where c if empty none when d\n    none: 0",
        ("Dimension(heading=a, body=[PointsBy(subject=Collected(measure=highest, value=b, list=l, "
        "where=c, if_empty=none), entries=[Entry(key=none, points=0)], when=when d)])"),
    ),
    (
        "score a = b + c\n  from -5 to 16\n  at most 10",
        ("Score(heading=a, value=Sum(terms=[b, c]), out_of=OutOf(low=-5, high=16), "
        "caps=[Cap(highest, limit=10)])"),
    ),
    # ---- grade
    (
        ('grade a by b\n  high: full "Full" because "r", low: none\n  unknown: no answer\n'
        "  up to 3: mini"),
        ('Grade(heading=a, by=b, entries=[GradeEntry(key=high, name=full, label="Full", '
        'because="r"), GradeEntry(key=low, name=none), GradeEntry(key=unknown, name=no-answer), '
        "GradeEntry(key=Band(kind=up to, threshold=3), name=mini)])"),
    ),
    (
        ("grade a by b\n  levels from 10\n  no answer when c\n  cold otherwise\n"
        '  at most cold when d because "r"\n  at least cold'),
        ("Grade(heading=a, by=b, rows=[GradeRow(name=levels, guard=Band(kind=from, threshold=10)), "
        "GradeRow(name=no-answer, guard=when c), GradeRow(name=cold, guard=otherwise)], "
        'gates=[Gate(highest, level=cold, when=when d, because="r"), Gate(level=cold)])'),
    ),
    (
        "grade a\n  levels of s\n  deep when some l have b\n  none otherwise",
        ("Grade(heading=a, rows=[GradeRow(name=deep, guard=when Have(quantifier=some, list=l, "
        "condition=b)), GradeRow(name=none, guard=otherwise)], levels=LevelsOf(scale=s))"),
    ),
    (
        "grade a = b lowered by months since c",
        "Grade(heading=a, value=Shifted(operand=b, steps=Since(unit=months, date=c)))",
    ),
    # ---- advice, examples
    (
        'advice a "A" for each contacts\n  when b\n  say "{name}"\n    zh "{姓名}"',
        ('Advice(heading=Heading(name=a, label="A"), when=when b, say="{name}" zh"{姓名}", '
        "for_each=contacts)"),
    ),
    (
        ('example "e"\n  given a = b, x.y = 4\n  given contacts\n    c = "d", e = f\n    c = "g"\n'
        "  given no visits, calls\n  given no coach = yes\n  expect h = 1"),
        ('Example(title="e", given=[Assignment(name=a, value=b), Assignment(name=x.y, value=4), '
        "Assignment(name=no_coach, value=yes)], expect=[ExpectValue(name=h, value=1)], "
        "given_records=[GivenRecords(list=contacts, records=[GivenRecord(facts=[Assignment(name=c, "
        'value="d"), Assignment(name=e, value=f)]), GivenRecord(facts=[Assignment(name=c, '
        'value="g")])]), GivenRecords(list=visits), GivenRecords(list=calls)])'),
    ),
    (
        ('example "e"\n  expect a has no answer, advice b for "Chen", no alert c, '
        'possible advice d for "Li", reasons (f, g)'),
        ('Example(title="e", expect=[ExpectNoAnswer(name=a), ExpectAdvice(name=b, state=given, '
        'record="Chen"), ExpectAdvice(name=c, state=not given, alert), ExpectAdvice(name=d, '
        'state=possible, record="Li"), ExpectReasons(names=[f, g])])'),
    ),
    # ---- overlays
    (
        "change a: strong from 11",
        "ChangeRow(name=a, row=GradeRow(name=strong, guard=Band(kind=from, threshold=11)))",
    ),
    ("change a: none: 3", "ChangeRow(name=a, row=Entry(key=none, points=3))"),
    ("change a: high: full", "ChangeRow(name=a, row=GradeEntry(key=high, name=full))"),
    ("change a: 2 points when b", "ChangeRow(name=a, row=Row(points=2, guard=when b))"),
    ("change a: 0.5 when b", "ChangeRow(name=a, row=DefineRow(value=1/2, guard=when b))"),
    ("change a: at most 3", "ChangeRow(name=a, row=Cap(highest, limit=3))"),
    ("change a: at most b", "ChangeRow(name=a, row=Gate(highest, level=b))"),
    (
        "change dimension a\n  2 points when b\n  0 points otherwise",
        ("Change(declaration=Dimension(heading=a, body=[Row(points=2, guard=when b), "
        "Row(points=0, guard=otherwise)]))"),
    ),
    ("change fact a: text", "Change(declaration=Fact(headings=[a], type=TextType()))"),
    ("remove advice a, b", "Remove(keyword=ADVICE, names=[a, b])"),
    ("删除 维度 甲", "Remove(keyword=DIMENSION, names=[甲])"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), SHAPES)
def test_a_declaration_is_read_as_this_tree(text: str, tree: str) -> None:
    assert shape(parsed(text)) == tree


# ---- lists ----------------------------------------------------------------------------------------

CONTACTS = """\
list contacts "Buying roles"
  ask "Who?"
  fact role: choices user | buyer
  define quiet = days since last_contact > 30
    assume "x"
  dimension d
    1 point when quiet
    0 points otherwise
  hint "each"
  grade rung
    deep when quiet
    none otherwise
"""


def contacts(text: str) -> n.List:
    declaration = parsed(text)
    assert isinstance(declaration, n.List)
    return declaration


def test_a_list_holds_declarations_of_its_own() -> None:
    found = contacts(CONTACTS)
    assert [type(member).__name__ for member in found.members] == [
        "Fact", "Define", "Dimension", "Grade",
    ]  # fmt: skip
    assert (shape(found.ask), shape(found.hint), found.assumptions) == ('"Who?"', '"each"', ())


def test_members_are_read_as_at_the_left_margin() -> None:
    at_the_margin = "fact role: choices user | buyer"
    assert contacts(CONTACTS).members[0] == parsed(at_the_margin)
    span = contacts(CONTACTS).members[0].span
    assert (span.position.line, span.position.column) == (3, 3)


def test_members_may_stand_deep_and_their_lines_deeper() -> None:
    deep = CONTACTS.replace("\n", "\n      ").rstrip()
    assert contacts(deep) == contacts(CONTACTS)


def test_a_mistake_in_a_member_leaves_the_others() -> None:
    text = CONTACTS.replace("1 point when", "1 point wen").replace("deep when", "deep ++")
    found = parse(Source("policy.rel", text))
    assert [d.span.text for d in found.diagnostics] == ["wen", "+"]
    (declaration,) = found.tree.declarations
    assert isinstance(declaration, n.List)
    assert [type(m).__name__ for m in declaration.members] == [
        "Fact",
        "Define",
        "Dimension",
        "Grade",
    ]


def test_a_member_with_a_broken_head_keeps_its_name() -> None:
    found = parse(Source("policy.rel", CONTACTS.replace("define quiet =", "define quiet ==== (")))
    (declaration,) = found.tree.declarations
    assert isinstance(declaration, n.List)
    stub = declaration.members[1]
    assert isinstance(stub, n.Stub)
    assert "quiet" in [name.key for name in stub.names]


LISTS_TOLD = [
    (
        "list c\n  fact a: yes or no\n  score x = a\n  fact b: text",
        [("not-in-a-list", "score")],
    ),
    ("list c\n  fact a: yes or no\n  factt b: text", [("unknown-declaration", "factt")]),
    ("list c\n  fact a\n  yes or no", [("unknown-declaration", "yes")]),
    ("list c\n  fact a: yes or no\n    fact b: text", [("indented-declaration", "fact")]),
    ("清单 甲\n  事实乙: 文本", [("keyword-in-name", "事实乙")]),
    ('list c\n  asc "x"\n  fact a: text', [("misspelt-keyword", "asc")]),
    ("list\n  fact a: yes or ni", [("line-ends-early", ""), ("unexpected-text", "yes")]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS_TOLD)
def test_mistakes_in_lists(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(code, words) for code, words, _ in told(text)] == expected


def test_what_has_no_place_in_a_list_still_exists() -> None:
    found = parse(Source("policy.rel", "list c\n  fact a: text\n  score x = y"))
    assert [type(d).__name__ for d in found.tree.declarations] == ["List", "Score"]
