from certificates.forms.designs import DesignForm, SampleForm, SignatoryForm
from certificates.forms.office import (
    CodeForm,
    CourseOfferForm,
    FileForm,
    OfferForm,
    OfficeForm,
    ReissueForm,
    RevokeForm,
    SeriesForm,
)

__all__ = [
    "CodeForm",
    "CourseOfferForm",
    "DesignForm",
    "FileForm",
    "OfferForm",
    "OfficeForm",
    "ReissueForm",
    "RevokeForm",
    "SampleForm",
    "SeriesForm",
    "SignatoryForm",
]
