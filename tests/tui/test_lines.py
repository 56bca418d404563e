from __future__ import annotations

from textual.app import App, ComposeResult

from vidtui.tui.widgets import VirtualList


class Listing(App[None]):
    def __init__(self, items: list[str]) -> None:
        super().__init__()
        self.items = items
        self.drawn: list[str] = []
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        def show(item: str, width: int) -> str:
            self.drawn.append(item)
            return item[:width]

        yield VirtualList(self.items, show)

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        self.chosen.append(event.item)


async def test_only_what_is_in_sight_is_drawn() -> None:
    app = Listing([f"item {at}" for at in range(100_000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert len(set(app.drawn)) <= 10
        app.drawn.clear()
        await pilot.press("end")
        assert "item 99999" in app.drawn
        assert len(set(app.drawn)) <= 20


async def test_keys_move_and_choose() -> None:
    app = Listing([f"item {at}" for at in range(50)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "down", "up", "enter")
        assert app.chosen == ["item 1"]
        await pilot.press("pagedown", "enter")
        assert app.chosen[-1] == "item 10"
        assert app.query_one(VirtualList).scroll_offset.y > 0
        await pilot.press("home", "up", "enter")
        assert app.chosen[-1] == "item 0"
        await pilot.press("end", "down", "enter")
        assert app.chosen[-1] == "item 49"


async def test_the_mouse_highlights_and_opens() -> None:
    app = Listing(["a", "b", "c"])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(VirtualList, offset=(2, 1))
        assert app.query_one(VirtualList).item == "b"
        await pilot.click(VirtualList, offset=(2, 2), times=2)
        assert app.chosen == ["c"]
        await pilot.click(VirtualList, offset=(2, 8))
        assert app.query_one(VirtualList).item == "c"


async def test_an_empty_list_has_nothing_to_choose() -> None:
    app = Listing([])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end", "enter")
        assert app.chosen == []


async def test_it_grows_without_losing_its_place() -> None:
    app = Listing([f"item {at}" for at in range(5)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "down")
        app.items += [f"more {at}" for at in range(1000)]
        lines = app.query_one(VirtualList)
        lines.show_items(app.items)
        await pilot.pause()
        assert lines.virtual_size.height == 1005
        assert lines.item == "item 2"


def made(app: Listing) -> list[str]:
    """Draw all that is in sight; return which lines had to be made for it."""
    lines = app.query_one(VirtualList)
    app.drawn.clear()
    for y in range(lines.size.height):
        lines.render_line(y)
    return sorted(app.drawn)


async def test_a_key_makes_only_the_lines_that_it_changes() -> None:
    app = Listing([f"item {at}" for at in range(1000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        made(app)
        lines = app.query_one(VirtualList)
        lines.action_move(1)
        assert made(app) == ["item 0", "item 1"]
        lines.cursor = 9
        made(app)
        await pilot.press("down")  # scrolls by one
        assert set(made(app)) <= {"item 9", "item 10"}


async def test_what_has_changed_is_made_anew() -> None:
    app = Listing([f"item {at}" for at in range(1000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        made(app)
        lines = app.query_one(VirtualList)
        app.items[4] = "changed"
        lines.redraw(4)
        assert made(app) == ["changed", "item 0"]  # the cursor's is made whenever it is drawn
        lines.refresh()
        assert len(made(app)) == 10
        lines.notify_style_update()
        assert len(made(app)) == 10
