"""What is called the same: a region is a party here and a place there, and a title has to say which."""

from agreements.base.languages import Text
from agreements.models import Party, Place, Region


def has_namesake(name: Text, *models: type[Party] | type[Place] | type[Region]) -> bool:
    """Whether the name is also that of something public among ``models``, in the language in which it is shown."""
    called = {f"name_{name.lang}": str(name)}
    return any(model.objects.published().filter(**called).exists() for model in models)
