"""What the clock does, in words for the team: message ids."""

from .text import msgid

PARTS = {
    "lapse": msgid("end what nobody answered in time, and pass seats on"),
    "nudges": msgid("ask once more to confirm an address"),
    "reminders": msgid("send reminders"),
    "surveys": msgid("send surveys"),
    "lists": msgid("send trainers their lists"),
    "digests": msgid("send the team's morning overview"),
    "purge": msgid("erase personal data whose time is over"),
}
