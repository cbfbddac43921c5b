"""Where a page of a course has gone. Wagtail notes every former address when a page is renamed or moved."""

from collections.abc import Collection

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from courses.services.catalog import without_closed_parents


def find_moved(*, path: str, site: Site | None, closed: Collection[str] = ()) -> Page | None:
    """The page that used to lie at `path`; None unless this reader may open it now.

    So an address never tells of a page that is taken off the site or lies below one of the tree paths `closed`.
    """
    row = Redirect.get_for_site(site).filter(old_path=Redirect.normalise_path(path)).first()
    if row is None or row.redirect_page_id is None:
        return None
    page = without_closed_parents(Page.objects.live()).filter(pk=row.redirect_page_id).first()
    is_closed = page is not None and any(page.path.startswith(start) for start in closed)
    return None if is_closed else page
