from django import forms
from wagtail.documents.forms import BaseDocumentForm

from lms.file_kinds import refuse_file


class DocumentForm(BaseDocumentForm):
    """Every upload of a document, recording or video in the back office, judged by its bytes."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and (reason := refuse_file(name=file.name, file=file, size=file.size)):
            raise forms.ValidationError(reason)
        return file
