"""What an image is asked about depends on its own message and those before it, never on later turns."""

from __future__ import annotations

import pytest

from headroom_sdk.body.dialect import Facts, ImagePart, Message, TextPart
from headroom_sdk.conversation import Context, asks_for_coordinates, contexts
from headroom_sdk.policy import Policy, Technique

NO_FACTS = Facts()


def image(n: int = 0, **fields: object) -> ImagePart:
    return ImagePart(path=("m", n), source="AAAA", **fields)  # type: ignore[arg-type]


def text(words: str, n: int = 9, **fields: object) -> TextPart:
    return TextPart(path=("t", n), text=words, **fields)  # type: ignore[arg-type]


def message(role: str, *parts: ImagePart | TextPart, tool_results: frozenset = frozenset()) -> Message:
    return Message(path=("m",), role=role, parts=parts, tool_results=tool_results)  # type: ignore[arg-type]


def ask(
    *messages: Message, facts: Facts = NO_FACTS, policy: Policy | None = None, query: str | None = None
) -> Context:
    return list(contexts(messages, facts, policy or Policy(), query))[-1]


def test_the_question_is_the_text_of_the_images_own_message_before_and_after_it():
    assert ask(message("user", text("First."), image(), text("What is it?"))).query == "First.\nWhat is it?"


def test_a_breakpoint_on_the_image_hides_the_text_after_it():
    assert ask(message("user", image(cache_breakpoint=True), text("What is it?"))).query == ""


def test_a_breakpoint_between_image_and_question_hides_the_question():
    parts = (image(), text("A page.", cache_breakpoint=True), text("What is it?"))
    assert ask(message("user", *parts)).query == "A page."


def test_a_breakpoint_before_the_image_hides_nothing():
    parts = (text("Rules.", cache_breakpoint=True), image(), text("What is it?"))
    assert ask(message("user", *parts)).query == "Rules.\nWhat is it?"


def test_without_own_text_the_nearest_user_text_before_counts():
    turns = (message("user", text("Old?")), message("user", text("New?")), message("user", image()))
    assert ask(*turns).query == "New?"


def test_a_tool_result_is_asked_about_by_the_user_and_by_the_call_that_led_to_it():
    turns = (
        message("user", text("Find the price.")),
        message("assistant", text("I take a screenshot."), text("screenshot {}", call=True)),
        message("tool", image(), text("taken at 10:00")),
    )
    assert ask(*turns).query == "Find the price.\nI take a screenshot.\nscreenshot {}"


def test_a_users_word_beside_a_tool_result_is_part_of_the_question():
    result = image(3)
    turns = (
        message("user", text("Find the price.")),
        message("user", result, text("Look at the footer."), tool_results=frozenset({result.path})),
    )
    assert ask(*turns).query == "Look at the footer.\nFind the price."


def test_a_picture_alone_is_asked_about_by_system_text_and_schema():
    turns = (message("system", text("Extract the invoice.")), message("user", image()))
    assert (
        ask(*turns, facts=Facts(schema_text="total: amount due")).query
        == "Extract the invoice.\ntotal: amount due"
    )


def test_no_question_means_no_lossy_technique():
    assert ask(message("user", image())).keep_all == "no question is asked about it"
    assert ask(message("user", image(), text("What?"))).keep_all is None


def test_a_forced_technique_needs_no_question():
    assert ask(message("user", image()), policy=Policy(technique=Technique.FULL_LOW)).keep_all is None


def test_decide_by_picture_has_no_question():
    assert ask(message("user", image(), text("What?")), policy=Policy(decide_by="picture")).query == ""


def test_the_callers_own_query_stands_for_the_texts():
    assert ask(message("user", image(), text("What?")), query="How many?").query == "How many?"


@pytest.mark.parametrize("detail", ["low", "high", "original", "medium", "ultra_high"])
def test_an_explicit_detail_keeps_everything(detail: str):
    context = ask(message("user", image(detail=detail), text("What?")))
    assert context.explicit and context.keep_all == f"the caller set detail {detail}"


def test_auto_is_not_explicit_and_honour_detail_false_overrides():
    assert not ask(message("user", image(detail="auto"), text("What?"))).explicit
    assert not ask(
        message("user", image(detail="low"), text("?")), policy=Policy(honour_detail=False)
    ).explicit


def test_a_detail_for_the_whole_request_is_explicit():
    assert ask(message("user", image(), text("?")), facts=Facts(default_detail="medium")).explicit


def test_stored_pictures_are_lossless_unless_told_otherwise():
    turn, facts = message("user", image(), text("What?")), Facts(stored="a Conversation")
    assert ask(turn, facts=facts).mode == "lossless"
    assert ask(turn, facts=facts).keep_all == "stored on the server: a Conversation"
    assert ask(turn, facts=facts, policy=Policy(stateful="balanced")).keep_all is None
    assert ask(turn, facts=facts, policy=Policy(technique=Technique.FULL_LOW)).keep_all is None


@pytest.mark.parametrize(
    "words",
    [
        "Give me the coordinates of the button",
        "Return a bounding box for each cat",
        "bbox please",
        "Answer with (x, y)",
        "Wo? Bitte die Koordinaten nennen",
        "返回按钮的坐标",
        "ボタンの座標を教えて",
        "Output box_2d as [ymin, xmin, ymax, xmax]",
    ],
)
def test_asking_for_coordinates_keeps_the_grid(words: str):
    assert ask(message("user", image(), text(words))).keep_grid
    assert ask(message("user", text(words)), message("user", image(), text("and here?"))).keep_grid


def test_a_later_request_for_coordinates_does_not_change_an_earlier_image():
    turns = (message("user", image(), text("What?")), message("user", text("Give me the coordinates")))
    assert ask(*turns).keep_grid is None


def test_coordinates_behind_a_breakpoint_still_keep_the_grid():
    assert ask(message("user", image(cache_breakpoint=True), text("coordinates of the icon?"))).keep_grid


@pytest.mark.parametrize(
    "words", ["What is the total?", "Describe the x axis label", "Which box is red?", ""]
)
def test_ordinary_questions_do_not(words: str):
    assert asks_for_coordinates(words) is None
