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

# Of Windows' language codes: the largest numbers of a language and of its region.
_LAST_LANGUAGE, _LAST_REGION = 0x92, 20


def is_language_code(code: int) -> bool:
    """Return whether a number is the LCID of a language and its region, such as 1033."""
    return 0 < (code & 0x3FF) <= _LAST_LANGUAGE and 0 < code >> 10 <= _LAST_REGION
