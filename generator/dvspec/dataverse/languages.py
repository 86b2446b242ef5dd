"""Languages by LCID, and Dataverse's labels for the two values of a yes/no column in those that it is shown in."""

from __future__ import annotations

from collections.abc import Mapping

YES_NO: Mapping[int, tuple[str, str]] = {
    1025: ("نعم", "لا"),
    1026: ("Да", "Не"),
    1027: ("Sí", "No"),
    1028: ("是", "否"),
    1029: ("Ano", "Ne"),
    1030: ("Ja", "Nej"),
    1031: ("Ja", "Nein"),
    1032: ("Ναι", "Όχι"),
    1033: ("Yes", "No"),
    1035: ("Kyllä", "Ei"),
    1036: ("Oui", "Non"),
    1037: ("כן", "לא"),
    1038: ("Igen", "Nem"),
    1040: ("Sì", "No"),
    1041: ("はい", "いいえ"),
    1042: ("예", "아니오"),
    1043: ("Ja", "Nee"),
    1044: ("Ja", "Nei"),
    1045: ("Tak", "Nie"),
    1046: ("Sim", "Não"),
    1048: ("Da", "Nu"),
    1049: ("Да", "Нет"),
    1050: ("Da", "Ne"),
    1051: ("Áno", "Nie"),
    1053: ("Ja", "Nej"),
    1054: ("ใช่", "ไม่ใช่"),
    1055: ("Evet", "Hayır"),
    1057: ("Ya", "Tidak"),
    1058: ("Так", "Ні"),
    1060: ("Da", "Ne"),
    1061: ("Jah", "Ei"),
    1062: ("Jā", "Nē"),
    1063: ("Taip", "Ne"),
    1066: ("Có", "Không"),
    1069: ("Bai", "Ez"),
    1081: ("हाँ", "नहीं"),
    1086: ("Ya", "Tidak"),
    1087: ("Иә", "Жоқ"),
    1110: ("Si", "Non"),
    2052: ("是", "否"),
    2070: ("Sim", "Não"),
    2074: ("Da", "Ne"),
    3076: ("是", "否"),
    3082: ("Sí", "No"),
    3098: ("Да", "Не"),
    9242: ("Da", "Ne"),  # Serbian in Serbia, for which older environments have 2074 and 3098
    10266: ("Да", "Не"),
}
ENGLISH = 1033
LCIDS: Mapping[str, int] = {
    "ar": 1025, "bg": 1026, "ca": 1027, "zh-tw": 1028, "cs": 1029, "da": 1030, "de": 1031, "el": 1032, "en": ENGLISH,
    "fi": 1035, "fr": 1036, "he": 1037, "hu": 1038, "it": 1040, "ja": 1041, "ko": 1042, "nl": 1043, "nb": 1044,
    "no": 1044, "pl": 1045, "pt": 1046, "pt-br": 1046, "ro": 1048, "ru": 1049, "hr": 1050, "sk": 1051, "sv": 1053,
    "th": 1054, "tr": 1055, "id": 1057, "uk": 1058, "sl": 1060, "et": 1061, "lv": 1062, "lt": 1063, "vi": 1066,
    "eu": 1069, "hi": 1081, "ms": 1086, "kk": 1087, "gl": 1110, "zh": 2052, "zh-cn": 2052, "pt-pt": 2070,
    "zh-hk": 3076, "es": 3082, "sr": 10266,
}  # fmt: skip
"""The LCIDs of Dataverse's languages by their tags, in lower case."""


def lcid(tag: str) -> int | None:
    """Return the LCID of a language tag, that of the language if its region has none; None if it is unknown."""
    tag = tag.lower().replace("_", "-")
    return LCIDS.get(tag, LCIDS.get(tag.partition("-")[0]))


# Of Windows' language codes: the largest numbers of a language and of its region.
_LAST_LANGUAGE, _LAST_REGION = 0x92, 20


def is_language_code(code: int) -> bool:
    """Return whether a number is the LCID of a language and its region, such as 1033."""
    return 0 < (code & 0x3FF) <= _LAST_LANGUAGE and 0 < code >> 10 <= _LAST_REGION
