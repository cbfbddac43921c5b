"""Files in Wagtail's own API for the back office, which lists the files of everybody to anybody inside."""

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from courses.permissions import files_to_choose


class OwnImagesAPI(ImagesAdminAPIViewSet):
    def get_queryset(self):
        return files_to_choose(self.request.user, self.model).order_by("id")


class OwnDocumentsAPI(DocumentsAdminAPIViewSet):
    def get_queryset(self):
        return files_to_choose(self.request.user, self.model).order_by("id")
