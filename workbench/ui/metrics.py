"""Lengths of the window, logical px. What holds text grows with the text scale, space does not."""

from typing import NamedTuple

# Inside a group 8, between groups 20 to 24, panel margins 16 (dock), 24 (board), 28 (card).
SPACE = (4, 8, 12, 16, 20, 24, 28, 32, 48)

RADIUS_KEYCAP = 4
RADIUS_CHIP = 5
RADIUS_BUTTON = 6  # field and pill too
RADIUS_GROUP = 8
RADIUS_PALETTE = 10

FOCUS_RING = 2
SELECTION_BAR = 3
SMALLEST_TARGET = 24


class Metrics(NamedTuple):
    """Heights, and widths that follow from them, at one text scale."""

    top_bar: int
    status_bar: int
    offline_bar: int
    queue_tabs: int
    search: int
    queue_row: int
    queue_foot: int
    qualify_row: int
    qualify_row_compact: int
    outcome_row: int
    timeline_row: int
    button: int
    button_tall: int
    mode_pill: int
    pill: int
    board_rep_row: int
    board_lead_row: int
    palette_row: int
    palette_input: int
    keycap: int
    keycap_small: int
    chip: int
    chip_width: int
    chip_cell: int
    chip_cell_width: int
    call_block: int
    avatar: int
    icon: int

    @classmethod
    def at(cls, scale: float) -> "Metrics":
        """`scale` is the user's text scale; the screen's own ratio is Qt's business."""

        def px(length: int) -> int:
            return round(length * scale)

        return cls(
            top_bar=px(40),
            status_bar=px(36),
            offline_bar=px(36),
            queue_tabs=px(42),
            search=px(30),
            queue_row=px(34) + 18,
            queue_foot=px(34),
            qualify_row=px(30),
            qualify_row_compact=px(28),
            outcome_row=px(32),
            timeline_row=px(26),
            button=px(32),
            button_tall=px(36),
            mode_pill=px(26),
            pill=px(24),
            board_rep_row=px(36),
            board_lead_row=px(34),
            palette_row=px(36),
            palette_input=px(56),
            keycap=px(18),
            keycap_small=px(16),
            chip=px(22),
            chip_width=px(110),
            chip_cell=px(20),
            chip_cell_width=px(44),
            call_block=px(64),
            avatar=px(22),
            icon=px(16),
        )
