"""Compiling is told while it lasts, in one output."""

from evcxr_front.compiling import Compiling


def test_news_come_in_one_output_and_end_with_a_sum(tmp_path):
    file = tmp_path / "compiled"
    compiling = Compiling(file)
    assert compiling.news(now=0) == []
    file.write_text("serde\nhalf")
    kind, content = compiling.news(now=10)[0]
    assert kind == "display_data" and "1 crate so far (serde)" in content["data"]["text/plain"]
    file.write_text("serde\nhalfway\n")
    assert compiling.news(now=10.5) == [], "not more often than every second"
    (kind, later), (last, end) = *compiling.news(now=12), *compiling.end(now=13)
    assert kind == last == "update_display_data"
    assert content["transient"] == later["transient"] == end["transient"]
    assert end["data"]["text/plain"] == "Compiled 2 crates in 3 s."
    assert compiling.end() == []
