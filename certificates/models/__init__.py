from certificates.models.certificates import Certificate, CertificateFile, PrintedAsset
from certificates.models.handouts import Handover, PrintSet
from certificates.models.names import NameCheck
from certificates.models.numbers import NumberBlock, VoidedNumber
from certificates.models.register import RegisterEntry, RegisterHead
from certificates.models.settings import CertificateDesign, CertificateOffer, NumberSeries, RoleWording, Signatory
from certificates.models.waivers import RequirementWaiver

__all__ = [
    "Certificate",
    "CertificateDesign",
    "CertificateFile",
    "CertificateOffer",
    "Handover",
    "NameCheck",
    "NumberBlock",
    "NumberSeries",
    "PrintSet",
    "PrintedAsset",
    "RegisterEntry",
    "RegisterHead",
    "RequirementWaiver",
    "RoleWording",
    "Signatory",
    "VoidedNumber",
]
