"""What can be done with several entries at once from their list: the steps towards publication."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import State
from agreements.rules import steps


class StepActions(admin.ModelAdmin):
    """Actions that take each chosen entry to another state, if it is ready for that."""

    actions = ("send_to_review", "publish")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the action that deletes many documents at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._step_each(request, queryset, State.IN_REVIEW)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._step_each(request, queryset, State.PUBLISHED)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return steps.may_publish(request.user, self.model)

    def _step_each(self, request: HttpRequest, queryset: QuerySet, state: State) -> None:
        """Take each document to ``state`` that is ready for it, and say of the others what they lack."""
        done = 0
        for entry in list(queryset):  # each in a transaction of its own: a failure does not undo the others
            try:
                lacks = steps.take(self.model, entry.pk, state, request.user)
            except self.model.DoesNotExist:
                continue  # deleted since the list was shown
            if lacks:
                messages.error(request, f"{entry.record_id}: {' '.join(lacks)}")
            done += not lacks
        if done:
            messages.success(
                request,
                ngettext("%(count)s document is now “%(state)s”.", "%(count)s documents are now “%(state)s”.", done)
                % {"count": done, "state": state.label},
            )
