"""Certificates issued before there was a register get their lines, once, in the order they were issued."""

from django.db import migrations
from django.utils import timezone

from certificates.services.register_lines import BEGINNING, FACTS, digest_of, hash_of

AT_ONCE = 500


def enter(apps, schema_editor):
    """They are dated today, because today they were written; when the certificates were issued is in the digests."""
    Certificate = apps.get_model("certificates", "Certificate")
    RegisterEntry = apps.get_model("certificates", "RegisterEntry")
    known = set(RegisterEntry.objects.values_list("certificate_id", flat=True).distinct())
    last = RegisterEntry.objects.order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, BEGINNING)
    now, waiting = timezone.now(), []
    for facts in Certificate.objects.order_by("issued_at", "pk").values(*FACTS).iterator(chunk_size=AT_ONCE):
        for action in [] if facts["pk"] in known else happened(facts):
            position += 1
            line = {"position": position, "action": action, "recorded_at": now, "digest": digest_of(facts, action)}
            previous = hash_of(previous=previous, certificate=facts["pk"], **line)
            waiting.append(RegisterEntry(certificate_id=facts["pk"], hash=previous, **line))
    RegisterEntry.objects.bulk_create(waiting, batch_size=AT_ONCE)


def happened(facts):
    drawn = ["filed"] if facts["file__sha256"] else []
    changed = [facts["status"]] if facts["status"] in ("replaced", "revoked") else []
    return ["issued", *drawn, *changed]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0018_register_once_per_action")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=True)]
