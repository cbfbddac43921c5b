import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"png")
    return tmp_path


def test_a_drawn_picture_is_served_for_good(client, media):
    response = client.get("/media/images/a.png")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/media/original_images/a.png", "/media/documents/a.png", "/media/images/../documents/a.png", "/media/images/"],
)
def test_nothing_else_of_the_media_folder_has_an_address(client, media, path):
    assert client.get(path).status_code in {400, 404}
