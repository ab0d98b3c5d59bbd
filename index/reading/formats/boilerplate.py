"""Lines that are no part of a statement whatever the format: end marks, release lines, press contacts, site lines."""

import re

from pincite.index.reading.formats.whitespace import squeeze

_END = re.compile(
    r"[\s\\]*(?:#(?:\s*\\?#){1,4}|[-–—\s]*30[-–—\s]+|[-–—]+\s?[oO0]{3}\s?[-–—]+|"
    r"[-–—/*\[(\s]*(?:END|ENDS|End|Ends|FIN|Fin|ENDE|Ende|完|了|끝)[-–—/*\])\s]*\.?|/{1,2}ends?|"
    r"END\s+\d{1,2}:\d\d\s*[AP]\.?M\.?.{0,12}|"
    r"[-–—*\s\[(]*(?:end of (?:document|text|statement|transcript|speech))[-–—*\s\])]*|/{3,}|※\s*끝|"
    r"[（(]?以上[）)]?。?)[\s\\]*",
)
_RULE = re.compile(r"[\s_=*~.·•|—–\-+#\\]{3,}")
_MORE = re.compile(r"\W*(?:more|continued|cont['’]?d|over|suite|next page|previous page)\W*", re.IGNORECASE)
_SHARE = (
    "partager|imprimer|compart(?:ir|e|ilhar|ilhe)|imprimir|teilen|(?:seite )?drucken|condividi|stampa|partilhar|"
    "поделиться|распечатать|версия для печати|delen|afdrukken|공유하기|印刷する?"
)
"""What buttons to share and to print are called where people speak French, Spanish, German, Italian, Russian…"""
_BESIDE = (
    "(?:cette|la|esta|este|diese|questa|a) (?:page|página|pagina|seite|publication|artículo|article|noticia|notícia)|"
    "(?:sur|en|no|na|auf|su|в|por|par) [\\w-]+|facebook|twitter|linkedin|whatsapp|telegram|e-?mail|pdf"
)
_READ = (
    "(?:à )?lire aussi|voir aussi|(?:ver|leer|lea|leia|veja) (?:también|também|más|mais)|siehe auch|lesen sie auch|"
    "mehr zum thema|weiterlesen|(?:vedi|leggi) anche|(?:читайте|смотрите) также|関連リンク|関連記事|관련 ?기사"
)
_LINES = re.compile(
    r"(?:for (?:immediate )?release(?: (?:at|on|upon)\b.*)?|for release(?:: .*| (?=.*\d).*)|"
    r"immediate release|embargoed? .*|"
    r"(?:for (?:more information|further information|media (?:inquiries|enquiries|queries)|"
    r"press (?:inquiries|enquiries))\b(?:\s*[:,].*)?|(?:"
    r"media (?:contacts?|inquiries|enquiries|relations)|press (?:contacts?|office contacts?|enquiries|inquiries)|"
    r"contact(?:s| us| information)?|notes? to editors?|pressekontakt|contact presse|"
    r"contacto de prensa)\b(?:\s*:.*)?)|"
    r"(?:for media|for press) (?:inquiries|enquiries|queries)\b.*|"
    r"for (?:more|further) information,? (?:the )?(?:media|press|journalists|reporters) (?:should|may|can|please) .*|"
    r"[(\[]?(?:photos?|photographs?|pictures?|images?|fotos?|bild|写真|사진)"
    r"(?: (?:credits?|courtesy|by|source))?\s*[:：©].{0,150}|"
    rf"(?:(?:{_SHARE})(?:\s(?:{_BESIDE}))*[\s|:]*)+|(?:{_READ})(?:\s*:.*)?|"
    r"(?:page |content )?last (?:updated?|modified|reviewed|changed)\b.{0,60}|"
    r"(?:date|last) (?:modified|updated|changed)\s*:?|(?:télécharger|descargar|herunterladen|scarica) .{0,40}[^.\s]|"
    r"(?:updated|modified|reviewed)(?: on| date)?:? .{0,12}\d.{0,20}|"
    r"back to (?:the )?(?:top|index|list|home|previous|main|news).*|(?:go )?to(?:p of)?(?: the)? (?:page )?top|"
    r"(?:print|share|email|download|tweet|copy link|listen|subscribe|follow us|read more|see also|related|tags?|"
    r"topics?)(?:\s(?:this\s|the\s)?(?:page|article|version|story|stories|on|link|pdf|by|email|content|news|document|"
    r"post|topic|to|facebook|twitter|x|linkedin|whatsapp)s?)*\s?:?|"
    r"return to (?:the )?.{0,60}\b(?:index|page|home|top|list|menu)\b.*|share this\s?:?|"
    r"дата публикации\s*:.*|publication (?:status|date)\s*:.*|текстовая версия|"
    r"(?:date de publication|veröffentlicht am|data di pubblicazione)\s*:.*|"
    r"(?:更新日|更新時間|掲載日)\s*[:：].*|"
    r"(?:by|reading time:? .{0,20}|(?:about )?\d{1,3}[ -]min(?:ute)?s?\.?[ -]read(?:ing time)?)|"
    r"this was published under the .{1,60} government|"
    r"listen to this page.*|(?:next|previous)(?: (?:post|article|page|story))?:?|skip to .*|jump to .*|"
    r"©.*|(?:copyright\s*(?:©|\(c\)|[:|–-])|\(c\)\s*copyright\b).*|"
    r"(?:\(c\)|copyright)\s*\d{4}\b.{0,150}|"
    r"copyright(?: .{1,60} \d{4}| (?:notice|policy|information))?\.?|all rights reserved\.?.*|"
    r"an official website of .*|"
    r"for (?:the )?(?:use of )?information media\b.*|(?:address|add|tel|phone|telephone|fax)\.?\s*[:：].{0,200}|"
    r"you are here:?.*|this page (?:is also )?available in.*|printer[- ]friendly.*|site (?:index|map)|"
    r"seitenanfang|nach oben|haut de (?:la )?page|volver arriba|"
    r"ページの先頭.*|このページのトップへ.*|返回顶部|打印本页|"
    r"(?:[【\[（(]?(?:打印(?:本页)?|关闭(?:窗口)?|返回(?:顶部)?|收藏|字[号体]\s*[:：]?|大|中|小|推荐给朋友)[】\]）)]?[\s|]*)+|"
    r"分享到?[:：]?|推荐给朋友.*|목록|인쇄)",
    re.IGNORECASE | re.DOTALL,
)
_LABELS = re.compile(
    r"(?:media note|press (?:release|statement|note|communiqu[eé]|notice|briefing)|news(?: release|"
    r" story)?|statements?|"
    r"joint (?:press )?statements?|remarks|readout|speech(?:es)?|transcripts?|fact ?sheets?|notices?|announcements?|"
    r"(?:official )?communiqu[eé]s?|pressemitteilung(?:en)?|pressemeldung|presseerklärung|reden?|erklärung|"
    r"communiqu[eé]s? de presse|d[ée]clarations?|discours|comunicado(?: de prensa)?|nota de prensa|comunicato stampa|"
    r"пресс-релиз|заявление|新闻稿|プレスリリース|報道発表|보도자료|statements and releases|"
    r"briefing room|press (?:office|room|corner)|newsroom|what['’]s new|topics?|archived? content|"
    r"[\"“(\[]?(?:check against delivery|as (?:delivered|prepared(?: for delivery)?)|seul le prononcé fait foi|"
    r"es gilt das gesprochene wort)[.!]?[\"”)\]]?|"
    r"unclassified|[A-Z]{1,5}(?:/[A-Z0-9.\-]+)+|(?:press|news) release (?:no|number)?\.? ?[\d/ -]+|"
    r"(?:no|nr|ref|number)\.? ?:? ?[\w/ -]*\d[\w/ -]*)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:(?:the )?white house(?: office of .*)?|office of .*|bureau of .*|"
    r"(?:u\.?s\.? )?(?:department|ministry|embassy|permanent mission|mission|delegation) (?:of|for|to) .*|"
    r"(?:federal )?foreign (?:office|ministry)|ministry of .*|prime minister['’]s office|cabinet office|"
    r"by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4}|from:? .*|by:? .*|author:? .*|"
    r"(?:delivered|published|posted|location|venue|place|date|time|source|category|topics?|type|document type|"
    r"delivered on|event|speaker|office|bureau|country|region|language)s?:.*)",
    re.IGNORECASE,
)


def is_end_mark(line: str) -> bool:
    """Tell whether a line says that the text ends (``# # #``, ``-30-``, ``(END)``)."""
    words = squeeze(line)
    return 0 < len(words) <= 60 and bool(_END.fullmatch(words))


def find_boilerplate(line: str) -> str | None:
    """Return why a whole line is no text of a statement wherever it stands; None when it may be."""
    line = squeeze(line)
    if not line:
        return None
    if is_end_mark(line):
        return "end mark"
    if _RULE.fullmatch(line):
        return "rule"
    if len(line) <= 40 and _MORE.fullmatch(line):
        return "page furniture"
    return "boilerplate" if len(line) <= 300 and _LINES.fullmatch(line) else None


def is_letterhead(line: str) -> bool:
    """Tell whether a short line above or below a title says who issues what, and no more."""
    text = squeeze(line)
    return len(text) <= 120 and bool(_LABELS.fullmatch(text) or _OFFICE.fullmatch(text))
