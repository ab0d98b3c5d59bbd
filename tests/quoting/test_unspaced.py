"""Quotations in Japanese, Chinese and Korean: true ones are found, altered ones are told with their kind."""

from collections.abc import Iterator

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting import CheckedQuotation, Quotation, check_quotation, find_quotations
from pincite.index.values.entry import Entry
from tests.builders import build_statement

JA = (
    "両首脳は、朝鮮半島の完全な非核化に向けて緊密に協力することを確認した。",
    "また、令和6年5月27日に第9回日中韓サミットを開催し、三か国の首脳は「未来志向」の協力を進めることで一致した。",
    "拉致問題については、即時解決が必要であるとの認識を共有した。次回の会合は東京で開かれる予定である。",
    "政府はその計画を強く支持しない。我が国は核兵器を持たず、必ずこの原則を守る。",
)
ZH = (
    "双方重申,将继续坚持一个中国原则,反对任何形式的“台湾独立”分裂活动。",
    "中方对此表示赞赏,愿同美方一道落实好两国元首达成的重要共识,推动中美关系稳定、健康、可持续发展。",
    "会谈在坦诚、务实的气氛中进行,双方同意在年内举行第三轮磋商。",
    "双方将为这一项目共同投入资金三百二十亿元,并派遣维和人员约30万人。",
)
KO = (
    "양측은 한반도의 완전한 비핵화와 항구적 평화 정착을 위해 긴밀히 협력하기로 하였다.",
    "장관들은 2018년 6월 2일 싱가포르에서 회담을 갖고 연합방위태세를 유지해야 한다는 데 의견을 같이하였다.",
    "북한은 핵실험을 중단하였으며 국제사회는 이를 환영한다고 밝혔다.",
    "보고에 따르면 그 군대의 병력은 약 삼십만 명이고 그 나라의 회사만 참가한다.",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(tmp_path_factory.mktemp("unspaced") / "index", b"the key of cursors")
    with opened.writer() as writer:
        for name, texts in (("ja", JA), ("zh", ZH), ("ko", KO)):
            one = build_statement(name, *texts, language=name)
            writer.put([Entry(one.heading, one.digest, one.paragraphs)])
        writer.commit(1)
    yield opened
    opened.close()


def check(engine: SearchEngine, text: str) -> CheckedQuotation:
    return check_quotation(Quotation(text), engine, Query(), Deadline(60))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("朝鮮半島の完全な非核化", "verbatim"),
        ("完全な非核化に向けて緊密に協力する", "verbatim"),
        ("完全な非核化に向けて、", "verbatim"),
        ("三か国の首脳は『未来志向』の協力を進める", "typography_differs"),
        ("令和6年5月27日に第9回日中韓サミットを\n開催し", "typography_differs"),
        ("両首脳は、……緊密に協力することを確認した", "verbatim_with_edits"),
        ("拉致問題については、即時[の]解決が必要である", "verbatim_with_edits"),
        ("認識を共有した。次回の会合は東京で開かれる予定である。", "verbatim"),
        ("非核化", "too_short"),
        ("将继续坚持一个中国原则", "verbatim"),
        ("反对任何形式的「台湾独立」分裂活动", "typography_differs"),
        ("愿同美方一道……推动中美关系稳定、健康、可持续发展", "verbatim_with_edits"),
        ("推动中美关系稳定、健康、可持续发展。", "verbatim"),
        ("双方同意在年内举行第三轮磋商", "verbatim"),
        # Sentences that end a paragraph and a line.
        ("緊密に協力することを確認した。また、令和6年5月27日に", "typography_differs"),
        ("緊密に協力することを確認した。\n\nまた、令和6年5月27日に", "typography_differs"),
        ("即時解決が必要であるとの認識を共有した。\n次回の会合は", "typography_differs"),
        ("緊密に協力することを確認した。令和6年5月27日に", "altered"),
        ("経済協力の枠組みは新しい段階に入った", "not_in_archive"),
        ("한반도의 완전한 비핵화와 항구적 평화 정착", "verbatim"),
        ("한반도의  완전한 비핵화와\n항구적 평화 정착", "typography_differs"),
        ("장관들은 2018년 6월 2일 … 의견을 같이하였다.", "verbatim_with_edits"),
        ("북한은 핵실험을 중단하였으며 국제사회는", "verbatim"),
        ("북한은 핵실험을", "too_short"),
        # Cut within a word, not before a particle.
        ("장관들은 2018년 6월 2일 싱가포", "altered"),
        # Cut within a number.
        ("双方将为这一项目共同投入资金三百二十", "altered"),
        ("二十亿元,并派遣维和人员约30万人", "altered"),
        ("并派遣维和人员约30", "altered"),
        ("并派遣维和人员约30万", "verbatim"),
        ("그 군대의 병력은 약 삼십", "altered"),
        ("그 군대의 병력은 약 삼십만 명이고", "verbatim"),
        ("명이고 그 나라의 회사", "verbatim"),
        ("확인된 바가 전혀 없는 새로운 인용문이다", "not_in_archive"),
    ],
)
def test_true_quotations_are_found(engine: SearchEngine, text: str, verdict: str) -> None:
    assert check(engine, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("朝鮮半島の部分的な非核化に向けて緊密に協力する", "word"),
        ("朝鮮半島の非核化に向けて緊密に協力することを確認した", "omission"),
        ("朝鮮半島の完全かつ検証可能な非核化に向けて緊密に協力する", "insertion"),
        ("令和6年5月28日に第9回日中韓サミットを開催し", "number"),
        ("令和六年五月二十七日に第十回日中韓サミットを開催し、三か国の首脳は", "number"),
        ("即時解決が必要でないとの認識を共有した", "negation"),
        ("政府はその計画を強く支持する", "negation"),
        ("我が国は核兵器を持ち、必ずこの原則を守る", "negation"),
        ("我が国は核兵器を持たず、常にこの原則を守る", "word"),
        ("朝鮮半島の完全な非核化に向けて緊密に協力しないことを確認した", "negation"),
        ("将不继续坚持一个中国原则,反对任何形式的", "negation"),
        ("双方不同意在年内举行第三轮磋商", "negation"),
        ("双方同意在年内举行第四轮磋商", "number"),
        ("中方对此表示遗憾,愿同美方一道落实好", "word"),
        ("推动中美关系健康、稳定、可持续发展", "order"),
        ("会谈在坦诚的气氛中进行,双方同意在年内", "omission"),
        ("양측은 한반도의 부분적 비핵화와 항구적 평화 정착을 위해", "word"),
        ("양측은 한반도의 비핵화와 항구적 평화 정착을 위해", "omission"),
        ("장관들은 2018년 6월 3일 싱가포르에서 회담을 갖고", "number"),
        ("북한은 핵실험을 중단하지 않았으며 국제사회는 이를 환영한다고", "negation"),
        ("중단하였으며 국제사회는 이를 환영하지 않는다고 밝혔다", "negation"),
        ("한반도의 항구적 평화 정착과 완전한 비핵화를 위해 긴밀히 협력하기로", "order"),
        ("장관들은 2018년 6월 2일 도쿄에서 회담을 갖고 연합방위태세를", "word"),
    ],
)
def test_altered_quotations_are_told_with_their_kind(engine: SearchEngine, text: str, first: str) -> None:
    checked = check(engine, text)
    told = [(one.kind.value, one.quote_text, one.source_text) for one in checked.differences]
    assert (checked.verdict, [one[0] for one in told][:1]) == ("altered", [first]), told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("首相は「完全な非核化」と述べた。", ["完全な非核化"]),
        ("首相は「『完全な非核化』に向けて」と述べた。", ["『完全な非核化』に向けて"]),
        ("他说:“双方同意”,并指出《联合声明》有效。", ["双方同意", "联合声明"]),
        ("그는 “완전한 비핵화”라고 말했다. '평화'도", ["완전한 비핵화", "평화"]),
        ("그는 ‘완전한 비핵화’라고 말했다.", ["완전한 비핵화"]),
        ('首相は"完全な非核化"と述べ、｢協力｣とした。', ["完全な非核化", "協力"]),
    ],
)
def test_quotations_are_taken_out_of_such_texts(text: str, found: list[str]) -> None:
    assert [one.text for one in find_quotations(text)] == found
