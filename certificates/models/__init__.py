from certificates.models.certificates import Certificate, CertificateFile, PrintedAsset
from certificates.models.numbers import NumberBlock, VoidedNumber
from certificates.models.register import RegisterEntry, RegisterHead
from certificates.models.settings import CertificateDesign, CertificateOffer, NumberSeries, RoleWording, Signatory
from certificates.models.waivers import RequirementWaiver

__all__ = [
    "Certificate",
    "CertificateDesign",
    "CertificateFile",
    "CertificateOffer",
    "NumberBlock",
    "NumberSeries",
    "PrintedAsset",
    "RegisterEntry",
    "RegisterHead",
    "RequirementWaiver",
    "RoleWording",
    "Signatory",
    "VoidedNumber",
]
