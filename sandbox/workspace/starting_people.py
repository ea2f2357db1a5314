"""Who lives in the workspace: made-up animals, each with a role."""

from sandbox.workspace.directory import BOT_USER, OTHER_TEAM, Channel, Member, UserGroup

MEMBERS = (
    Member(BOT_USER, "escalations", "Escalations", timezone="Etc/UTC", is_bot=True),
    Member("U0OTTER", "otter", "Otter (CSM)", title="Customer Success"),
    Member("U0VOLE", "vole", "Vole (CSM)", "Europe/Amsterdam", title="Customer Success"),
    Member("U0HERON", "heron", "Heron (specialist)", title="Content Integrity"),
    Member("U0BADGER", "badger", "Badger (specialist)", "Europe/London"),
    Member("U0KESTREL", "kestrel", "Kestrel (specialist)", "America/New_York"),
    Member("U0OWL", "owl", "Owl (manager)", title="Content Integrity", is_admin=True),
    Member("U0FINCH", "finch", "Finch (Legal)", "Europe/London", title="Legal"),
    Member("U0GECKO", "gecko", "Gecko (guest)", is_restricted=True),
    Member(
        "U0NEWT", "newt", "Newt (one-channel guest)", is_restricted=True, is_ultra_restricted=True
    ),
    Member("U0OSPREY", "osprey", "Osprey (outsider)", team=OTHER_TEAM, is_stranger=True),
    Member("U0DODO", "dodo", "Dodo (left)", deleted=True),
    Member("U0CUCKOO", "cuckoo", "Cuckoo (another bot)", "Etc/UTC", is_bot=True),
)

_TEAM = ("U0HERON", "U0BADGER", "U0KESTREL", "U0OWL")
_EVERYBODY = (*_TEAM, "U0OTTER", "U0VOLE", "U0FINCH")

CHANNELS = (
    Channel(
        "C0EXEC",
        "escalations-executive",
        frozenset((*_TEAM, "U0OTTER", "U0VOLE", "U0GECKO", BOT_USER)),
    ),
    Channel("C0GENERAL", "general", frozenset(_EVERYBODY)),
    Channel(
        "C0CSM",
        "customer-success",
        frozenset(("U0OTTER", "U0VOLE", "U0OWL", "U0GECKO", "U0NEWT", "U0OSPREY")),
    ),
    Channel("G0PRIVATE", "board-room", frozenset(("U0OWL", "U0FINCH")), kind="private"),
    Channel(
        "C0LEGAL",
        "escalations-legal",
        frozenset(("U0FINCH", "U0HERON", "U0OWL", BOT_USER)),
        kind="private",
    ),
)

USER_GROUPS = (
    UserGroup("S0MANAGERS", "escalation-managers", "Escalation managers", ("U0OWL",)),
    UserGroup(
        "S0SPECIALISTS",
        "escalation-specialists",
        "Escalation specialists",
        ("U0HERON", "U0BADGER", "U0KESTREL"),
    ),
)
