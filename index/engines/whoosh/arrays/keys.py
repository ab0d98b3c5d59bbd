"""Owns the English variant key of each form, made once."""

from collections.abc import Sequence

from pincite.index.text.variants import variant_keys

ENGLISH = "en"


class KeyTable:
    """A cache of the key of each form. Forms and keys are UTF-8."""

    def __init__(self) -> None:
        self._known: dict[bytes, bytes] = {}

    def keys(self, forms: Sequence[bytes]) -> list[bytes]:
        """Return the key of each of ``forms``, in order."""
        known = self._known
        new = [form for form in forms if form not in known]
        made = variant_keys([form.decode("utf-8") for form in new], ENGLISH)
        known.update(zip(new, (key.encode("utf-8") for key in made), strict=True))
        return [known[form] for form in forms]
