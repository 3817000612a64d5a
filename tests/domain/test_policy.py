import pytest

from tests.builders import POLICY
from workbench.domain.policy_text import PolicyError, read_policy
from workbench.resources import resource_path

SAMPLE = resource_path("policy.toml").read_text()
RULE = '[[routing.rules]]\nname = "Large"\npool = "P"\ntypes = ["demos"]\n'


def test_the_sample_holds_the_twenty_codes_each_with_its_key() -> None:
    assert len(POLICY.dispositions) == 20
    assert len({item.key for item in POLICY.dispositions}) == 20


def test_every_lead_type_of_the_field_is_there() -> None:
    assert set(POLICY.types) == {
        "demo", "contact_sales", "pricing", "call", "chat", "marketplace", "trial", "partner",
        "referral", "webinar", "content", "event", "list", "recycled", "newsletter",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line_says", "key", "remedy"),
    [
        ("boost = 5 ", 'boost = "five" ', "boost", "boost", "needs a number"),
        ("chance = 0.08", "chance = 8", "chance = 8", "types.webinar.chance", "0 to 1"),
        ('cadence = "recycled"', 'cadence = "none"', 'cadence = "none"', "types.recycled.cadence",
         "needs one of"),
        ('key = "2"', 'key = "1"', 'key = "1"', "dispositions.1.key", "already the key of NA"),
        ("hold_days = 30", "hold_dayz = 30", "hold_dayz", "hold_dayz", "is not known here"),
        ('zone = "UTC"', 'zone = "Mars"', "zone", "calendar.zone", "IANA time zone"),
        ('fri = ["9:00-17:00"]', 'fri = ["17:00-9:00"]', "fri", "calendar.hours.fri", "blocks"),
        ("size_band = [50, 1000]", "size_band = [50]", "size_band", "fit.size_band", "two numbers"),
        ("size_near = [20, 5000]", "size_near = [9, 3]", "size_near", "fit.size_near", "two num"),
        ('closes = "20:00"', 'closes = "25:00"', "closes", "calling.closes", "time of"),
        ("reach = [0.42,", "reach = [42,", "reach", "reach", "from 0 to 1"),
        ("untargeted_min = 480", "untargeted_min = 0", "untargeted", "untargeted_min", "above 0"),
        ('talk = "asked"', 'talk = "ask"', 'talk = "ask"', "types.demo.talk", "no talk; use one"),
        ("warn_min = [2.5, 4]", "warn_min = [2.5, 5]", "warn_min", "types.demo.warn_min", "before"),
        ("escalate_min = [5, 10, 15]", "escalate_min = [4, 10, 15]", "escalate_min",
         "types.demo.escalate_min", "from the target on"),
        ('template = "asked_2"', 'template = "asked_9"', "asked_9",
         "cadences.hand_raiser.steps.5.template", "no template"),
        ('channel = "social", label = "Social message" }',
         'channel = "social", label = "Social message", template = "asked_1" }', "social",
         "cadences.hand_raiser.steps.7.template", "is for mails"),
        ("{ day = 2, ", "{ day = 0, ", "afternoon", "cadences.hand_raiser.steps.6.day",
         "none before"),
        ("sms = [\"call\"]", "sms = [\"fax\"]", "fax", "opt_outs.sms", "no channel"),
        ("US-FL = { opens = \"8:00\"", "US-FL = { opens = \"21:00\"", "US-FL",
         "calling_in.US-FL.closes", "a time after 21:00"),
        ("US-FL =", "Florida =", "Florida", "calling_in.Florida", "US-CA"),
        ('days = ["mon", ', 'days = ["monday", ', "monday", "calling_in.AU.days", "no weekday"),
        ("[stages.sal]", "[stages.sale]", "stages.sale", "stages.sale", "mql, sal, sql"),
        ("[handoffs]", f"{RULE}[handoffs]", "types", "routing.rules.0.types", "no lead type"),
        ("warn_min = [240, 384]\ncodes", "warn_min = [240, 480]\ncodes", "[240, 480]",
         "handoffs.warn_min", "before the decision"),
        ("offer_min = 2 ", "offer_min = 0 ", "offer_min", "routing.offer_min", "above 0"),
        ("review_days = 91", "review_days = 0", "review_days", "review_days", "1 or more"),
        ("{asset}. I have", "{aset}. I have", "text =", "templates.asked_1.text", "{asset}"),
        ('booking_link = ""', 'booking_link = "us"', "booking_link", "acknowledgement.booking_link",
         "https://"),
        ('name = "Case study"', 'name = "Newsletter"', "Newsletter", "signals.6.name", "already"),
        ("boost = 5 ", "version = 3\nboost = 5 ", "version", "version", "leave it out"),
        ("boost = 5 ", "boost = nan ", "boost", "boost", "1 or more"),
        ("target_min = 480", "target_min = 1e9", "target_min", "types.content.target_min", "above"),
        ('code = "VM"', 'code = "NA"', 'code = "NA"', "dispositions.1.code", "stands here already"),
        ('answering = ["call"', 'answering = ["fax"', "answering", "answering.0", "one of"),
    ],
)  # fmt: skip
def test_an_error_names_line_key_and_remedy(
    old: str, new: str, line_says: str, key: str, remedy: str
) -> None:
    text = SAMPLE.replace(old, new, 1)
    assert text != SAMPLE
    with pytest.raises(PolicyError) as refused:
        read_policy(text)
    assert refused.value.key == key
    assert remedy in refused.value.remedy
    assert line_says in text.splitlines()[refused.value.line - 1]


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(PolicyError) as refused:
        read_policy("boost = 5\nreach = [")
    assert refused.value.line == 2


def test_a_missing_key_is_named() -> None:
    with pytest.raises(PolicyError, match="hold_days: is missing"):
        read_policy(SAMPLE.replace("hold_days", "# hold_days"))
