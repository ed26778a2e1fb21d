"""The words of a comparison, in English and Chinese."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # the whole
    "title": (
        "{policy}: version {after} against version {before}",
        "{policy}：{after} 版与 {before} 版对比",
    ),
    "files": ("Before: {before}. After: {after}.", "原策略：{before}。新策略：{after}。"),
    "totals": ("{records}: {told}.", "{records}：{told}。"),
    "records": ("{n} record|{n} records", "{n} 条记录"),
    "moved": ("{n} moves to another grade|{n} move to another grade", "{n} 条换了等级"),
    "changed": (
        "{n} changes within its grade|{n} change within their grade",
        "{n} 条等级不变但有变化",
    ),
    "unchanged": ("{n} unchanged", "{n} 条不变"),
    "unfit": ("{n} cannot be compared", "{n} 条无法对比"),
    "comma": (", ", "，"),
    # what differs
    "differences": ("What differs between the policies", "两个策略有何不同"),
    "no_differences": (
        "Nothing that decides a result; labels and texts may differ.",
        "决定结果的内容都相同；标签和文字可能不同。",
    ),
    "declaration": ("{kind} {name}", "{kind} {name}"),
    "fact": ("fact", "事实"),
    "scale": ("scale", "阶梯"),
    "list": ("list", "清单"),
    "questionnaire": ("questionnaire", "问卷"),
    "define": ("define", "定义"),
    "change": ("change", "修改"),
    "dimension": ("dimension", "维度"),
    "score": ("score", "总分"),
    "grade": ("grade", "等级"),
    "advice": ("advice", "建议"),
    "alert": ("alert", "警示"),
    "added": ("{name} is new", "{name}是新增的"),
    "removed": ("{name} is gone", "{name}已去掉"),
    "clauses": ("{name}: {clauses}", "{name}：{clauses}"),
    "pair": ("{before} became {after}", "{before} 改为 {after}"),
    "differs": ("{name}: what differs is confidential", "{name}：不同之处保密"),
    "rest": ("{name}: the rest is confidential", "{name}：其余保密"),
    "withheld": (
        "{n} declaration that differs is confidential|{n} declarations that differ are confidential",
        "有 {n} 处不同保密，未列出",
    ),
    "gone": ("{name}: gone is {clauses}", "{name}：去掉了 {clauses}"),
    "new": ("{name}: new is {clauses}", "{name}：新增了 {clauses}"),
    "not_given_before": (
        "{name} is asked by the old policy only, and no column gives it: there it is unknown",
        "{name} 只有原策略才问，而文件里没有这一列：在原策略中按未知处理",
    ),
    "not_given_after": (
        "{name} is asked by the new policy only, and no column gives it: there it is unknown",
        "{name} 只有新策略才问，而文件里没有这一列：在新策略中按未知处理",
    ),
    # a grade
    "up": ("{n} up", "{n} 条上升"),
    "down": ("{n} down", "{n} 条下降"),
    "other": ("{n} moved, neither up nor down", "{n} 条有变动，但无高低之分"),
    "undecided": ("{n} undecided before or after", "{n} 条改前或改后未定"),
    "undecided_level": ("undecided", "未定"),
    "no_answer": ("no answer", "无结论"),
    "not_told": ("confidential", "保密"),
    "confidential": ("{n} confidential", "{n} 条保密"),
    "corner": ("before ↓  after →", "改前↓ 改后→"),
    "sum": ("all", "合计"),
    "group": ("{move}: {records}", "{move}：{records}"),
    "why": ("Why: {reason}", "原因：{reason}"),
    # records
    "record": ("{name}: {told}", "{name}：{told}"),
    "more": (
        "and {n} more; --all names them, and so do --format csv and json",
        "另有 {n} 条；加 --all 可全部列出，--format csv 和 json 里也有",
    ),
    "appears": ("{kind} “{name}” appears", "出现{kind}“{name}”"),
    "becomes_possible": ("{kind} “{name}” becomes possible", "{kind}“{name}”变为可能"),
    "disappears": ("{kind} “{name}” disappears", "{kind}“{name}”消失"),
    "without_moving": ("Changed within their grade", "等级不变但有变化"),
    "not_changed": ("Unchanged", "不变"),
    "cannot": ("Records that cannot be compared", "无法对比的记录"),
    "bad_for_both": ("{name}: {problems}", "{name}：{problems}"),
    "bad_before": (
        "{name} fits the new policy but not the old one: {problems}",
        "{name} 合乎新策略，但不合原策略：{problems}",
    ),
    "bad_after": (
        "{name} fits the old policy but not the new one: {problems}",
        "{name} 合乎原策略，但不合新策略：{problems}",
    ),
}


def say(key: str, lang: str, count: int = 2) -> str:
    """Return a phrase in a language, for one thing or for several."""
    english, chinese = WORDS[key]
    if lang == "zh":
        return chinese
    one, _, many = english.partition("|")
    return many if many and count != 1 else one
