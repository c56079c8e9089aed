"""Refusals of the catalogue and of the stock."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.noyau.erreurs import ErreurStock


@dataclass(frozen=True)
class Manque:
    """A variant of which fewer pieces are left than were asked."""

    variante_id: int
    reference: str
    demande: int
    disponible: int


class ErreurRupture(ErreurStock):
    """One or more variants are short; `manques` lists every one of them."""

    def __init__(self, manques: Sequence[Manque]) -> None:
        self.manques = tuple(manques)
        details = _(" ; ").join(
            _("%(reference)s (demandé %(demande)d, disponible %(disponible)d)")
            % {"reference": m.reference, "demande": m.demande, "disponible": m.disponible}
            for m in self.manques
        )
        tete = ngettext("Stock insuffisant pour une variante", "Stock insuffisant pour %(n)d variantes", len(manques))
        super().__init__(
            _("%(tete)s : %(details)s. Rien n’a été changé : proposez un autre modèle ou une autre pointure.")
            % {"tete": tete % {"n": len(manques)}, "details": details}
        )
