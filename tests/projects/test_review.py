"""The map and the promises: every arrow hangs together, and the table agrees with the tree."""

import networkx as nx

from crmlib.projects import benefit_table, benefit_tree, course_places, textbook_tree


def test_the_textbook_has_four_parts_and_thirteen_sections_in_one_tree():
    tree = textbook_tree()
    graph = nx.DiGraph(list(zip(tree["above"], tree["below"], strict=True)))
    assert nx.is_arborescence(graph)
    assert sorted(dict(graph.out_degree()).values()) == [0] * 13 + [3, 3, 3, 4, 4]
    assert (tree["above"] == "7.2 basic theory").sum() == 4


def test_every_chapter_of_the_course_has_one_place():
    places = course_places()
    assert places["chapter"].str[:2].tolist() == [f"{n:02}" for n in range(18)]
    parts = {name[:3] for name in textbook_tree()["above"]} - {"CRM"}
    assert set(places["part"]) == parts | {"none"}
    assert (places["part"] == "none").sum() == 8


def test_the_tree_of_benefits_holds_the_table_and_three_ends():
    table, tree = benefit_table(), benefit_tree()
    assert len(table) == 9
    assert (table["data"] == "real").sum() == 2
    assert tree["below"].tolist() == ["sales", "marketing", "service", *table["benefit"]]
    assert table["chapter"].isin(course_places()["chapter"].str[:2]).all()


def test_tables_are_made_anew_each_time():
    table = benefit_table()
    table["data"] = "real"
    assert (benefit_table()["data"] == "real").sum() == 2
