from certificates.models.certificates import Certificate, CertificateFile, PrintedAsset
from certificates.models.settings import CertificateDesign, CertificateOffer, NumberSeries, Signatory

__all__ = [
    "Certificate",
    "CertificateDesign",
    "CertificateFile",
    "CertificateOffer",
    "NumberSeries",
    "PrintedAsset",
    "Signatory",
]
