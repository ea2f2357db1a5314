"""The page of figures is written by two runs, and neither loses what the other wrote."""

from __future__ import annotations

from tests.benchmarks.sections import PAGE, business_time, with_business_time

REST, SECTION = "# Benchmarks\n\nFast.\n", "## Business time\n\nFaster.\n"


def test_each_run_leaves_the_others_part() -> None:
    whole = with_business_time(REST, SECTION)

    assert whole == f"{REST}\n{SECTION}"
    assert business_time(whole) == SECTION
    assert (
        with_business_time(whole, "## Business time\n\nAnew.\n")
        == f"{REST}\n## Business time\n\nAnew.\n"
    )
    assert with_business_time("# Anew\n", business_time(whole)) == f"# Anew\n\n{SECTION}"


def test_a_page_without_the_section_stays_without() -> None:
    assert business_time(REST) == ""
    assert with_business_time(REST, "") == REST


def test_the_page_there_is_has_both_parts() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert with_business_time(page, business_time(page)) == page
    assert page.startswith("# Benchmarks")
    assert "### `between`" in business_time(page)
