"""What the head of a document's page tells machines."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
