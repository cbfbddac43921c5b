from certificates.forms.designs import DesignForm, SampleForm, SignatoryForm
from certificates.forms.office import (
    CodeForm,
    CourseOfferForm,
    FileForm,
    OfferForm,
    OfficeForm,
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
    "RevokeForm",
    "SampleForm",
    "SeriesForm",
    "SignatoryForm",
]
