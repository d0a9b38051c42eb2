"""Where the pages of enterprises and of their register are."""

from django.urls import path

from tidehead.city.enterprises.views import imports, ladders, lists, one, pairs, search

app_name = "enterprises"
urlpatterns = [
    path("", search.enterprises, name="enterprises"),
    path("industries/", one.industry_choices, name="industry_choices"),
    path("imports/", imports.all_imports, name="imports"),
    path("imports/send/", imports.send, name="send"),
    path("imports/<int:import_id>/", imports.one_import, name="import"),
    path("imports/<int:import_id>/progress/", imports.progress, name="progress"),
    path("imports/<int:import_id>/columns/", imports.map_columns, name="map_columns"),
    path("imports/<int:import_id>/stop/", imports.stop, name="stop"),
    path("imports/<int:import_id>/file/", imports.original, name="original"),
    path("imports/<int:import_id>/take/", imports.take, name="take"),
    path("imports/<int:import_id>/refuse/", imports.refuse, name="refuse"),
    path("registers/", imports.all_versions, name="versions"),
    path("registers/anew/", imports.write_anew, name="write_anew"),
    path("registers/made-up/", imports.make_up, name="make_up"),
    path("registers/<int:number>/use/", imports.go_back, name="go_back"),
    path("pairs/", pairs.pairs, name="pairs"),
    path("pairs/<int:pair_id>/", pairs.pair, name="pair"),
    path("pairs/decide/", pairs.decide, name="decide"),
    path("pairs/decide-many/", pairs.decide_many, name="decide_many"),
    path("decisions/<int:decision_id>/undo/", pairs.undo, name="undo_decision"),
    path("lists/", lists.lists, name="lists"),
    path("lists/fill/", lists.fill, name="fill_list"),
    path("lists/<int:list_id>/", lists.one_list, name="list"),
    path("lists/<int:list_id>/change/", lists.change, name="change_list"),
    path("lists/<int:list_id>/drop/", lists.drop, name="drop_list"),
    path("lists/<int:list_id>/take-off/", lists.take_off, name="take_off"),
    path("lists/<int:list_id>/note/", lists.note, name="note_on_list"),
    path("ladders/", ladders.ladders, name="ladders"),
    path("ladders/<str:ladder_id>/", ladders.ladder, name="ladder"),
    path("<str:code>/", one.enterprise, name="enterprise"),
    path("<str:code>/correct/", one.correct, name="correct"),
    path("<str:code>/corrections/<int:correction_id>/undo/", one.undo_correction, name="undo_correction"),
    path("<str:code>/reveal/", one.reveal, name="reveal"),
    path("<str:code>/ladders/", ladders.ladder_part, name="ladder_part"),
    path("<str:code>/answers/", ladders.answer, name="answer"),
    path("<str:code>/answers/<int:answer_id>/take-back/", ladders.take_back_answer, name="take_back_answer"),
    path("<str:code>/titles/", one.honour, name="honour"),
    path("<str:code>/titles/<int:honour_id>/withdraw/", one.withdraw_honour, name="withdraw_honour"),
]
