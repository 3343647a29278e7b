"""Addresses of the declarations, journey by journey; the names are what templates and redirects use."""

from django.urls import path

from declarations.views import (
    adjusting,
    blank_workbooks,
    catalogue,
    editing,
    evidence,
    exporting,
    findings,
    handing_over,
    history,
    import_choices,
    import_decisions,
    import_files,
    import_fixes,
    import_help,
    import_passwords,
    importing,
    library,
    library_keeping,
    listing,
    project_keeping,
    projects,
    queue,
    renewing,
    reviewing,
    ruling,
    submitting,
    targets,
    waiving,
    workbench,
)

# /, /declarations/ and /rules/
looking = [
    path("", workbench.workbench, name="workbench"),
    path("declarations/", listing.declaration_list, name="declaration-list"),
    path("declarations/<int:pk>/", reviewing.detail, name="declaration-detail"),
    path("declarations/<int:pk>/history/", history.history, name="declaration-history"),
    path("declarations/<int:pk>/findings/", findings.findings, name="declaration-findings"),
    path("rules/", catalogue.rules, name="rule-catalogue"),
]

# /declarations/new/ and /declarations/<pk>/…
filling_in = [
    path("declarations/new/", editing.create, name="declaration-create"),
    path("targets/", targets.read_target, name="target-reading"),
    path("declarations/<int:pk>/edit/", editing.edit, name="declaration-edit"),
    path("declarations/<int:pk>/save/", editing.save, name="declaration-save"),
    path("declarations/<int:pk>/submit/", submitting.submit, name="declaration-submit"),
    path("declarations/<int:pk>/withdraw/", submitting.withdraw, name="declaration-withdraw"),
    path("declarations/<int:pk>/discard/", submitting.discard, name="declaration-discard"),
    path("declarations/<int:pk>/adjust/", adjusting.adjust, name="declaration-adjust"),
]

# /reviews/ and /declarations/<pk>/…
deciding = [
    path("reviews/", queue.queue, name="review-queue"),
    path("declarations/<int:pk>/decide/", reviewing.decide, name="declaration-decide"),
]

# /rules/settings/… and /declarations/<pk>/waivers/: administrators
ruling_on_rules = [
    path("rules/settings/", ruling.settings, name="rule-settings"),
    path("rules/settings/<slug:code>/", ruling.setting, name="rule-setting"),
    path("declarations/<int:pk>/waivers/", waiving.waivers, name="declaration-waivers"),
]

# /declarations/<pk>/…: files that prove what it says, and who keeps it
keeping = [
    path("declarations/<int:pk>/evidence/", evidence.files, name="declaration-evidence"),
    path("declarations/<int:pk>/evidence/<int:number>/", evidence.download, name="evidence-download"),
    path("declarations/<int:pk>/evidence/<int:number>/remove/", evidence.remove, name="evidence-remove"),
    path("declarations/<int:pk>/hand-over/", handing_over.hand_over, name="declaration-hand-over"),
]

# /declarations/new/ and /declarations/<pk>/…: what last year's declaration has to do with this one
carrying_on = [
    path("declarations/new/from-last-year/", renewing.choose, name="declaration-renewals"),
    path("declarations/<int:pk>/renew/", renewing.renew, name="declaration-renew"),
    path("declarations/<int:pk>/last-year/", renewing.last_year, name="declaration-last-year"),
]

# /library/: the indicators that a declarant may take over, and their upkeep
choosing_indicators = [
    path("library/", library.catalogue, name="library"),
    path("library/suggestions/", library.suggestions, name="library-suggestions"),
    path("library/candidates/", library_keeping.candidates, name="library-candidates"),
    path("library/gather/", library_keeping.gather, name="library-gather"),
    path("library/<int:pk>/", library.entry, name="library-entry"),
    path("library/<int:pk>/decide/", library_keeping.decide, name="library-decide"),
]

# /projects/: level-1 projects, the sums of what theirs declare
adding_up = [
    path("projects/", projects.level_ones, name="level-one-list"),
    path("projects/new/", project_keeping.create, name="level-one-create"),
    path("projects/<int:pk>/", projects.level_one, name="level-one"),
    path("projects/<int:pk>/edit/", project_keeping.edit, name="level-one-edit"),
    path("projects/<int:pk>/members/", project_keeping.members, name="level-one-members"),
]

# /declarations/flat/ and /declarations/<pk>/…
taking_away = [
    path("declarations/flat/", exporting.flat_list, name="declaration-list-flat"),
    path("declarations/<int:pk>/preview/", exporting.preview, name="declaration-preview"),
    path("declarations/<int:pk>/pdf/", exporting.pdf, name="declaration-pdf"),
    path("declarations/<int:pk>/xlsx/", exporting.xlsx, name="declaration-xlsx"),
    path("declarations/<int:pk>/flat/", exporting.flat, name="declaration-flat"),
]

# /workbooks/ and /imports/…
bringing_in = [
    path("workbooks/", blank_workbooks.choose, name="blank-workbooks"),
    path("imports/", importing.batches, name="import-list"),
    path("imports/new/", importing.new, name="import-new"),
    path("imports/reading/", import_help.reading, name="import-reading"),
    path("imports/<int:pk>/", importing.batch, name="import-batch"),
    path("imports/<int:pk>/progress/", importing.progress, name="import-progress"),
    path("imports/<int:pk>/forms/<int:form_pk>/", importing.form, name="import-form"),
    path("imports/<int:pk>/reasons/", import_files.reasons, name="import-reasons"),
    path("imports/<int:pk>/files/<int:file_pk>/marked/", import_files.marked, name="import-marked"),
    path("imports/<int:pk>/take/", import_choices.take, name="import-take"),
    path("imports/<int:pk>/forms/<int:form_pk>/match/", import_choices.match, name="import-match"),
    path("imports/<int:pk>/forms/<int:form_pk>/fix/", import_fixes.fix, name="import-fix"),
    path("imports/<int:pk>/units/", import_choices.units, name="import-units"),
    path("imports/<int:pk>/confirm/", import_decisions.confirm, name="import-confirm"),
    path("imports/<int:pk>/cancel/", import_decisions.cancel, name="import-cancel"),
    path("imports/<int:pk>/retry/", import_decisions.retry, name="import-retry"),
    path("imports/<int:pk>/passwords/", import_passwords.first_passwords, name="import-passwords"),
    path("imports/<int:pk>/undo/", import_decisions.undo, name="import-undo"),
]

urlpatterns = [
    *(*looking, *filling_in, *deciding, *ruling_on_rules, *keeping),
    *(*carrying_on, *choosing_indicators, *adding_up, *taking_away, *bringing_in),
]
