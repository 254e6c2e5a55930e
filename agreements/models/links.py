"""Links that have an order: the first theme of a document is the main one."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models.fields.related import lazy_related_operation
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
from django.utils.functional import cached_property


class InLinkOrder(models.ManyToManyField):
    """Many to many, in the order in which the rows of the link table were written.

    ``all()`` gives this order, prefetched or not; ``add()`` and ``set()`` write in the order of what they are given.
    So it also survives ``dumpdata`` and ``loaddata``. What is linked cannot be deleted, as if by a foreign key.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **options: Any) -> None:
        """As any many to many, but with a manager that knows the order, and with links that protect."""
        super().contribute_to_class(cls, name, *args, **options)
        setattr(cls, self.name, _Descriptor(self.remote_field))
        if not cls._meta.abstract:
            through: Any = self.remote_field.through
            lazy_related_operation(self._protect, cls, self.remote_field.model, through)

    def _protect(self, cls: Any, target: Any, through: Any) -> None:
        through._meta.get_field(self.m2m_reverse_field_name()).remote_field.on_delete = models.PROTECT

    def deconstruct(self) -> Any:
        """For the tables it is a many to many like any other."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.ManyToManyField", args, options


class _Descriptor(ManyToManyDescriptor):
    @cached_property
    def related_manager_cls(self) -> Any:
        base: Any = super().related_manager_cls

        class Manager(base):  # type: ignore[misc]
            def _in_order(self, queryset: Any) -> Any:
                link = self.through._meta.get_field(self.target_field_name).remote_field
                return queryset.order_by(f"{link.name}__pk")

            def _apply_rel_filters(self, queryset: Any) -> Any:
                return self._in_order(super()._apply_rel_filters(queryset))

            def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
                queryset, *rest = super().get_prefetch_querysets(instances, querysets)
                return (queryset if querysets else self._in_order(queryset)), *rest

            def add(self, *objs: Any, **options: Any) -> None:
                with transaction.atomic(using=self.db):
                    for obj in objs:
                        super().add(obj, **options)

            def set(self, objs: Iterable[Any], **options: Any) -> None:
                wanted = list(objs)
                linked = list(self.values_list("pk", flat=True))
                if linked != [getattr(obj, "pk", obj) for obj in wanted]:
                    super().set(wanted, **{**options, "clear": True})

        return Manager
