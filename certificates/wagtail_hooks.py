"""What certificates add to the back office."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from certificates import models
from certificates.permissions import OfficePolicy, ReadingPolicy
from certificates.viewsets import CertificateGroup

for model in (models.CertificateDesign, models.Signatory, models.NumberSeries, models.CertificateOffer):
    register_permission_policy(model, OfficePolicy(model))
register_permission_policy(models.Certificate, ReadingPolicy(models.Certificate))


@hooks.register("register_admin_viewset")
def register_certificates():
    return CertificateGroup()
