"""Addresses of this app."""

from django.urls import path

from bimtek.views import agenda, attendance, office, participants, public, registration_sheets, scores, seats

OFFICE = "cms/kegiatan/<int:pk>/"
urlpatterns = [
    path("kegiatan/", public.show_events, name="event_list"),
    path("kegiatan/<slug:slug>/", public.show_event, name="event_detail"),
    path("kegiatan/<slug:slug>/daftar/", public.join_event, name="event_join"),
    path("kegiatan/<slug:slug>/batal/", public.leave_event, name="event_leave"),
    path("cms/kegiatan/", office.list_events, name="office_events"),
    path("cms/kegiatan/baru/", office.add_event, name="office_event_add"),
    path(OFFICE, office.show_event, name="office_event"),
    path(f"{OFFICE}ubah/", office.edit_event, name="office_event_edit"),
    path(f"{OFFICE}status/", office.move_event, name="office_event_move"),
    path(f"{OFFICE}acara/", agenda.show_agenda, name="office_agenda"),
    path(f"{OFFICE}acara/<int:slot_pk>/", agenda.edit_slot, name="office_slot"),
    path(f"{OFFICE}acara/<int:slot_pk>/hapus/", agenda.delete_slot, name="office_slot_delete"),
    path(f"{OFFICE}narasumber/", agenda.edit_speakers, name="office_speakers"),
    path(f"{OFFICE}narasumber/cari/", agenda.search_speakers, name="office_speaker_search"),
    path(f"{OFFICE}narasumber/pilih/", agenda.pick_speaker, name="office_speaker_pick"),
    path(f"{OFFICE}narasumber/<int:speaker_pk>/hapus/", agenda.delete_speaker, name="office_speaker_delete"),
    path(f"{OFFICE}peserta/", participants.show_registrations, name="office_registrations"),
    path(f"{OFFICE}peserta/cari/", participants.search_members, name="office_member_search"),
    path(f"{OFFICE}peserta/daftarkan/", participants.register_members, name="office_register"),
    path(f"{OFFICE}peserta/baru/", participants.add_walk_in, name="office_walk_in"),
    path(f"{OFFICE}peserta/impor/", registration_sheets.upload_registrations, name="office_registration_sheet"),
    path(
        f"{OFFICE}peserta/<int:registration_pk>/batal/",
        participants.cancel_registration,
        name="office_registration_cancel",
    ),
    path(f"{OFFICE}peserta/kursi/", seats.number_hall, name="office_seats"),
    path(f"{OFFICE}peserta/<int:registration_pk>/kursi/", seats.change_seat, name="office_seat"),
    path(f"{OFFICE}daftar-hadir/", attendance.show_attendance, name="office_attendance"),
    path(f"{OFFICE}daftar-hadir/cetak/", attendance.print_attendance_sheet, name="office_attendance_sheet"),
    path(f"{OFFICE}nilai/", scores.show_scores, name="office_scores"),
    path(f"{OFFICE}nilai/kuis/", scores.read_online_scores, name="office_scores_online"),
]
