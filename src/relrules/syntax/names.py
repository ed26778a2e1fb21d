"""How names are compared: `coach level`, `coach_level` and `教练 作用` = `教练作用`."""

import re
import unicodedata
from functools import cache

SEPARATORS = re.compile(r"[ \t_\u3000\u00a0]+")
HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BETWEEN_HAN = re.compile(f"(?<=[{HAN}])_(?=[{HAN}])")


@cache
def key(name: str) -> str:
    """Return what a name is looked up by inside a policy.

    >>> key("coach  level") == key("coach_level")
    True
    >>> key("教练 作用")
    '教练作用'
    """
    joined = SEPARATORS.sub("_", unicodedata.normalize("NFC", name).strip())
    return BETWEEN_HAN.sub("", joined)


@cache
def data_key(name: str) -> str:
    """Return what a name is looked up by in data, where case does not count.

    >>> data_key("Coach Level") == data_key("coach_level")
    True
    """
    return unicodedata.normalize("NFC", key(name).casefold())
