"""The one door: every change to a declaration is one function of this package.

Each checks the permission, the state and the rules, writes, and appends its events, in one transaction. Nothing
else assigns a status. Errors are those of errors.py; when one is raised nothing was changed.
"""

from declarations.actions.attaching import attach, detach
from declarations.actions.bringing_in import Arrival, create_many
from declarations.actions.correcting import Correction, correct_many
from declarations.actions.deciding import approve, decide, pass_on, reject, return_
from declarations.actions.editing import Saved, create, save
from declarations.actions.handing_over import hand_over
from declarations.actions.renewing import Renewed, renew
from declarations.actions.ruling import set_rule, unwaive, waive
from declarations.actions.submitting import adjust, discard, recount, submit, withdraw
from declarations.actions.taking_back import Written, take_back

__all__ = [
    "Arrival",
    "Correction",
    "Renewed",
    "Saved",
    "Written",
    "adjust",
    "approve",
    "attach",
    "correct_many",
    "create",
    "create_many",
    "decide",
    "detach",
    "discard",
    "hand_over",
    "pass_on",
    "recount",
    "reject",
    "renew",
    "return_",
    "save",
    "set_rule",
    "submit",
    "take_back",
    "unwaive",
    "waive",
    "withdraw",
]
