"""Hostile texts: every script, the syntax of every output, and code that must never run."""

from __future__ import annotations

import string

from hypothesis import strategies as st

HOSTILE = (
    '"""', "'''", "]]>", "-->", "{{ x }}", "{% raw %}", "\\", 'ends with "', '"starts', "ends with \\", "a\nb",
    "<b>&amp;</b>",
    "emoji 🛒 👩‍👩‍👧", "שלום", "%s {0} $x", "word" * 40, "-- ; drop", "# no comment", "\u00a0 nbsp", "a'b\"c'd\"e",
)  # fmt: skip

# Where one of these breaks out of its text, Python, SQL or XML holds the name below outside of texts and comments.
# No name that is derived from a text is spelt like it: fields are in lower case, classes begin in upper case.
CANARY = "escapedCanary"
CANARIES = (
    f'"""\nimport builtins; builtins.{CANARY} = 1\n"""',
    f"'''\nimport builtins; builtins.{CANARY} = 1\n'''",
    f'"); import builtins; builtins.{CANARY} = 1 #',
    f"'); import builtins; builtins.{CANARY} = 1 #",
    f'\\"); import builtins; builtins.{CANARY} = 1 #',
    f"\\'); import builtins; builtins.{CANARY} = 1 #",
    f"x: int = 0\n    import builtins; builtins.{CANARY} = 1\n    y",
    f"\nimport builtins; builtins.{CANARY} = 1",
    f"{{__import__('builtins').{CANARY}}}",
    f"'; CREATE MACRO {CANARY}() AS 1; --",
    f'"; SELECT {CANARY}; --',
    f"\\'; SELECT {CANARY}; --",
    f"*/ SELECT {CANARY}; /*",
    f"\nSELECT {CANARY};",
    f"]]><{CANARY}/>",
    f"--><{CANARY}/><!--",
    f'" {CANARY}="1',
    f"'/><{CANARY}/>",
    f"{{{{ {CANARY} }}}}",
    f"{{% include '{CANARY}' %}}",
    f"| `{CANARY}` |\n\n# {CANARY}",
)

_SCRIPTS = "žÜßøĳǆ αΩϊ жЯё אב غن क्ष ไทย 한글 かな漢字 ﬁ½²Ⅷ Ａ１ e\u0301 🎈𝔘𝟙 \u200b\u200d\u00ad\u00a0\u3000\t\n"

_ONE = (
    st.sampled_from(HOSTILE)
    | st.sampled_from(CANARIES)
    | st.text(string.printable[:95], min_size=1, max_size=40)
    | st.text(_SCRIPTS, min_size=1, max_size=20)
)
# Texts for people: more than blanks.
TEXTS = st.lists(_ONE, min_size=1, max_size=4).map(" ".join).filter(lambda text: bool(text.strip()))
# Texts that a program compares: an example, a literal, a member of JSON.
SHORT_TEXTS = _ONE
