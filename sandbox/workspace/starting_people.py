"""Who lives in the workspace: made-up animals, each with a role."""

from sandbox.workspace.directory import BOT_USER, OTHER_TEAM, Account, Channel, UserGroup

MEMBERS = (
    Account(BOT_USER, "escalations", "Escalations", timezone="Etc/UTC", is_bot=True),
    Account("U0OTTER", "otter", "Otter (CSM)", title="Customer Success"),
    Account("U0VOLE", "vole", "Vole (CSM)", "Europe/Amsterdam", title="Customer Success"),
    Account("U0HERON", "heron", "Heron (specialist)", title="Content Integrity"),
    Account("U0BADGER", "badger", "Badger (specialist)", "Europe/London"),
    Account("U0KESTREL", "kestrel", "Kestrel (specialist)", "America/New_York"),
    Account("U0OWL", "owl", "Owl (manager)", title="Content Integrity", is_admin=True),
    Account("U0FINCH", "finch", "Finch (Legal)", "Europe/London", title="Legal"),
    Account("U0GECKO", "gecko", "Gecko (guest)", is_restricted=True),
    Account(
        "U0NEWT", "newt", "Newt (one-channel guest)", is_restricted=True, is_ultra_restricted=True
    ),
    Account("U0OSPREY", "osprey", "Osprey (outsider)", team=OTHER_TEAM, is_stranger=True),
    Account("U0DODO", "dodo", "Dodo (left)", deleted=True),
    Account("U0CUCKOO", "cuckoo", "Cuckoo (another bot)", "Etc/UTC", is_bot=True),
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
