"""Addresses of this app."""

from django.urls import path

from quizzes.views import attempts, banks, writing

urlpatterns = [
    path("kuis/mulai/<int:pk>/", attempts.start_quiz, name="quiz_start"),
    path("kuis/<int:pk>/", attempts.show_attempt, name="quiz_attempt"),
    path("kuis/<int:pk>/jawaban/", attempts.save_answers, name="quiz_answers"),
    path("kuis/<int:pk>/hasil/", attempts.show_result, name="quiz_result"),
    path("cms/tulis/modul/<int:pk>/kuis-baru/", writing.add_quiz_page, name="writing_quiz_new"),
    path("cms/tulis/kuis/<int:pk>/", writing.edit_quiz, name="writing_quiz"),
    path("cms/bank-soal/<int:pk>/", banks.show_bank, name="bank"),
    path("cms/bank-soal/<int:pk>/tambah/", banks.add_to_bank, name="bank_add"),
    path("cms/bank-soal/<int:pk>/tempel/", banks.paste_gift, name="bank_paste"),
    path("cms/bank-soal/<int:pk>/unduh/", banks.download_gift, name="bank_download"),
    path("cms/bank-soal/soal/<int:pk>/", banks.edit_question, name="bank_question"),
    path("cms/bank-soal/soal/<int:pk>/pakai/", banks.switch_question, name="bank_switch"),
]
