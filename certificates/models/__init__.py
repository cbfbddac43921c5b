from certificates.models.certificates import Certificate, CertificateFile
from certificates.models.settings import CertificateDesign, CertificateOffer, NumberSeries, Signatory

__all__ = ["Certificate", "CertificateDesign", "CertificateFile", "CertificateOffer", "NumberSeries", "Signatory"]
