"""Model fields that derive their value from another field of the row."""

from collections.abc import Callable
from typing import Any

from django.db import models


class ChampDerive(models.CharField):  # type: ignore[type-arg]
    """A text column computed from another column each time the row is written.

    `source` names the other field, `fonction` maps its value to this one. With
    `si_vide`, a value given by hand stays. Works in `save` and `bulk_create`; an
    `update()` of the source must write this column too.
    """

    def __init__(
        self,
        *args: Any,
        source: str = "",
        fonction: Callable[[str], str] = str,
        si_vide: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["editable"] = False
        kwargs["blank"] = True
        self.source, self.fonction, self.si_vide = source, fonction, si_vide
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("blank", None)
        kwargs |= {"source": self.source, "fonction": self.fonction, "si_vide": self.si_vide}
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002
        valeur: str = getattr(model_instance, self.attname) or ""
        if not (self.si_vide and valeur):
            valeur = self.fonction(getattr(model_instance, self.source) or "")[: self.max_length]
            setattr(model_instance, self.attname, valeur)
        return valeur
