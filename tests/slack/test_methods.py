"""One row tries a method that fails for all, and who fails alone waits alone."""

from __future__ import annotations

from datetime import timedelta

from handlers.delivery.methods import HELD, PAUSES, Methods

POST, EDIT = "chat.postMessage", "chat.update"


def test_the_first_that_failed_tries_again_soon_and_others_wait_for_it() -> None:
    methods = Methods()
    assert [methods.fails(POST, 1, "internal_error") for _ in range(7)] == [
        timedelta(seconds=pause) for pause in (*PAUSES, PAUSES[-1], PAUSES[-1])
    ]
    assert methods.fails(POST, 2, "internal_error") == HELD
    assert methods.keeps(POST, 2) == "internal_error"
    assert not methods.keeps(POST, 1), "it's to try"
    assert not methods.keeps(POST, 3), "it has not been tried"


def test_one_failure_says_nothing_of_the_method() -> None:
    methods = Methods()
    methods.fails(POST, 1, "internal_error")
    assert not methods.is_certain(POST)
    methods.fails(POST, 2, "internal_error")
    assert methods.is_certain(POST)


def test_the_first_success_is_the_end_of_it() -> None:
    methods = Methods()
    methods.fails(POST, 1, "internal_error")
    methods.fails(POST, 2, "internal_error")
    assert methods.works(POST)
    assert not methods.works(POST)
    assert not methods.keeps(POST, 2)


def test_who_fails_again_though_others_got_through_fails_by_itself() -> None:
    methods = Methods()
    methods.fails(POST, 1, "internal_error")
    methods.works(POST)
    assert methods.is_own(POST, 1)
    assert methods.fails(POST, 1, "internal_error") is None
    assert methods.fails(POST, 2, "internal_error") is not None, "another may be the first again"


def test_each_method_is_by_itself() -> None:
    methods = Methods()
    methods.fails(POST, 1, "internal_error")
    assert not methods.works(EDIT)
    assert methods.fails(EDIT, 2, "missing_scope") == timedelta(seconds=PAUSES[0])
    assert methods.fails("", 3, "hash_conflict") is None, "no call of the Web API"


def test_another_tries_at_once_where_the_first_is_done_with() -> None:
    """Since what it would say is no longer so."""
    methods = Methods()
    for row in (1, 2, 3):
        methods.fails(POST, row, "internal_error")
    assert methods.leaves(2) == (), "it tried nothing for others"
    assert methods.leaves(1) == (POST,)
    assert methods.fails(POST, 3, "internal_error") != HELD
    assert methods.keeps(POST, 2)


def test_another_tries_where_the_first_is_not_heard_of() -> None:
    methods = Methods(silent_after=0.0)
    methods.fails(POST, 1, "internal_error")
    methods.fails(POST, 2, "internal_error")
    assert methods.silent() == [POST]
    assert not methods.keeps(POST, 2)
    assert methods.fails(POST, 2, "internal_error") != HELD
    assert methods.keeps(POST, 1)
