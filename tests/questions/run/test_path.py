"""Every kind of event is told in a way of its own, and the table names no other."""

from sim.day.events import FORMS
from sim.questions.run.path import TELLING, telling_of


def test_the_table_holds_every_kind_and_form_and_no_other() -> None:
    for kind, forms in FORMS.items():
        for form in forms:
            assert (kind, form) in TELLING or (kind, "") in TELLING, f"{kind} {form} is not told"
    unknown = {(k, f) for k, f in TELLING if k not in FORMS or f not in {"", *FORMS[k]}}
    assert not unknown


def test_all_forms_of_a_kind_are_of_one_sort() -> None:
    for kind, forms in FORMS.items():
        assert len({telling_of(kind, form).sort for form in forms}) == 1, kind
