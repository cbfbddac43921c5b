"""An official's own key, somewhere outside the site, and what can be done with it."""

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation.dss import DocumentSecurityStore

from certificates.services.trial_keys import make_test_keys
from tests.factories.certificates import NOW

PASSPHRASE = "frasa-pejabat-4471"


def official(folder):
    """A pyHanko signer of its own, nothing to do with the keys of the site."""
    make_test_keys(folder=folder, passphrase=PASSPHRASE, now=NOW)
    return signers.SimpleSigner.load_pkcs12(str(folder / "site.p12"), passphrase=PASSPHRASE.encode())


def sign(content, signer, *, box=None, field="Pejabat", stamper=None, **options):
    spec = SigFieldSpec(field, box=box)
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, **options)
    pdf_signer = signers.PdfSigner(meta, signer, timestamper=stamper, new_field_spec=spec)
    return pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content))).getvalue()


def sign_for_years(content, signer):
    """After the signature an update with the proofs of later years, the "LTV" of signing applications."""
    out = BytesIO(sign(content, signer))
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[signer.signing_cert, *signer.cert_registry])
    return out.getvalue()


def rewritten(content):
    """Text added to the first page by an incremental update, as an editor would."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    stream = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 RG 0 0 300 300 re S Q"))
    writer.add_stream_to_page(0, stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
