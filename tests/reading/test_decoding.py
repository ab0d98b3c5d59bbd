"""Text in 19 encodings comes back as it was written, and what encoding it was is recorded."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.reading.formats.decoding import decode
from pincite.index.values.errors import SourceError

ENGLISH = "The Ministers – Mr. Müller excepted – met in Ankara and recalled the “Café Accords” of 1997…\n"
RUSSIAN = (
    "Министры иностранных дел встретились в Москве и подтвердили приверженность мирному урегулированию.\n"
    "Стороны договорились продолжить переговоры в следующем году и расширить сотрудничество.\n"
)
POLISH = (
    "Ministrowie spraw zagranicznych spotkali się w Krakowie i potwierdzili wspólne zobowiązania. "
    "Następne posiedzenie odbędzie się w Łodzi; żadna ze stron nie zgłosiła sprzeciwu wobec źródeł.\n"
)
GREEK = "Οι υπουργοί Εξωτερικών συναντήθηκαν στην Αθήνα και επιβεβαίωσαν τη δέσμευσή τους για ειρηνική διευθέτηση.\n"
TURKISH = "Dışişleri Bakanları Ankara'da bir araya geldi ve barışçıl çözüm için kararlılıklarını yineledi.\n"
HEBREW = "שרי החוץ נפגשו בירושלים ואישרו מחדש את מחויבותם להסדר של שלום. הפגישה הבאה תתקיים בשנה הבאה.\n"
ARABIC = "اجتمع وزراء الخارجية في القاهرة وأكدوا التزامهم بالتسوية السلمية. وسيعقد الاجتماع المقبل في العام القادم.\n"
THAI = "รัฐมนตรีว่าการกระทรวงการต่างประเทศได้พบกันที่กรุงเทพมหานครและยืนยันความมุ่งมั่นในการแก้ไขปัญหาโดยสันติ\n"
KOREAN = "양국 장관은 한반도의 완전한 비핵화를 위한 노력을 재확인하였다. 다음 회의는 서울에서 열린다.\n"
JAPANESE = "両国の外務大臣は東京で会談し、平和的解決への決意を再確認した。次回の会合は来年開催される。\n"
CHINESE = "两国外交部长在北京举行会晤，重申致力于和平解决争端。双方商定明年继续举行谈判，扩大合作。\n"
TAIWANESE = "兩國外交部長在臺北舉行會晤，重申致力於和平解決爭端。雙方商定明年繼續舉行談判，擴大合作。\n"

WRITTEN = (
    ("utf-8", ENGLISH + RUSSIAN),
    ("utf-8-sig", ENGLISH),
    ("utf-16", RUSSIAN),
    ("utf-16-le", RUSSIAN),
    ("utf-16-be", ENGLISH),
    ("utf-32", JAPANESE),
    ("windows-1252", ENGLISH),
    ("windows-1250", POLISH),
    ("iso-8859-2", POLISH),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1253", GREEK),
    ("windows-1254", TURKISH),
    ("windows-1255", HEBREW),
    ("windows-1256", ARABIC),
    ("tis-620", THAI),
    ("cp949", KOREAN),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso2022_jp", JAPANESE),
    ("gb18030", CHINESE),
    ("big5", TAIWANESE),
)


@pytest.mark.parametrize(("encoding", "text"), WRITTEN, ids=[encoding for encoding, _ in WRITTEN])
@pytest.mark.parametrize("times", [1, 12])
def test_text_in_any_of_these_encodings_comes_back(encoding: str, text: str, times: int) -> None:
    found = decode((text * times).encode(encoding), "a.txt")

    assert found.text == text * times
    assert codecs.lookup(found.encoding)
    assert 0 <= found.confidence <= 1


def test_utf_16_without_a_mark_is_not_taken_for_utf_8() -> None:
    raw = RUSSIAN.encode("utf-16-le")

    assert decode(raw, "a.txt").encoding == "utf-16-le"


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "WINDOWS-1252 ", "latin-1"])
def test_a_declared_encoding_is_believed_when_the_bytes_are_good_in_it(declared: str) -> None:
    found = decode("“Café” – 5 €".encode("cp1252"), "a.html", declared)

    assert (found.text, found.encoding, found.confidence) == ("“Café” – 5 €", "cp1252", 1.0)


@pytest.mark.parametrize("declared", ["utf-8", "ascii2", "utf-7", "unicode_escape", "zlib", "rot13", "idna", "", "\0"])
def test_a_declared_encoding_that_is_wrong_or_none_is_passed_over(declared: str) -> None:
    assert decode("“Café” – 5 €".encode("utf-16"), "a.html", declared).text == "“Café” – 5 €"


def test_a_byte_order_mark_is_stronger_than_what_is_declared() -> None:
    assert decode("\ufeffCafé".encode(), "a.html", "windows-1252").text == "Café"


@pytest.mark.parametrize(
    "raw",
    [
        b"Some words\0 here and there.",
        b"The first.\0\nThe second.\0 ",
        b"a\0b",
        b"\0" * 40,
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01",
        bytes(range(256)) * 4,
    ],
)
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    with pytest.raises(SourceError) as refusal:
        decode(raw, "a.txt")

    assert refusal.value.path == "a.txt"


def test_form_feeds_and_a_stray_control_character_are_text() -> None:
    text = "A page.\f\nThe next page.\x1a" + " More." * 60

    assert decode(text.encode(), "a.txt").text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_whatever_is_written_as_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode(), "a.txt").text == text.removeprefix("\ufeff")


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "shift_jis", "iso2022_kr", "hz"]))
def test_any_bytes_are_read_or_refused(raw: bytes, declared: str | None) -> None:
    try:
        found = decode(raw, "a.txt", declared)
    except SourceError:
        return
    assert "\0" not in found.text
    found.text.encode("utf-8")


def test_a_guess_that_makes_no_words_gives_way_to_the_next() -> None:
    text = "Statement\n\nLe Président a dit : « la liberté » — œuvre d’État.\n\nIl a ajouté : « toujours ».\n"
    decoded = decode(text.encode("mac_roman"), "made.txt")
    assert (decoded.text, decoded.encoding) == (text, "mac-roman")
