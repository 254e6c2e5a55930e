"""Files of the record for tests: one of the smallest documents that are whole, and what the commands say of files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Agreement, LoadedItem
from agreements.record import DATA

FILES = sorted((DATA / "documents").glob("*.yaml"))
TREATY = "2013-11-11-treaty-good-neighbourliness"
SECTIONS = ("vocabulary.yaml", "places.yaml", "regions.yaml")

MINIMAL = """\
id: 2001-01-02-agreement-test-17
title:
  en: Test Agreement 17
  ru: Тестовое соглашение 17
  kk: Сынақ келісімі 17
kind: agreement
level: interstate
parties:
  - side: RU
    kind: organisation
    name:
      en: Test Party 1
      ru: Тестовая сторона 1
  - side: KZ
    kind: organisation
    name:
      en: Test Party 2
      ru: Тестовая сторона 2
signed: 2001-01-02
status: unknown
summary:
  en: Test summary.
  ru: Тестовое содержание.
  kk: Сынақ түйіндемесі.
clauses:
  - ref: 1
    heading:
      en: Test heading
      ru: Тестовый заголовок
      kk: Сынақ тақырыпшасы
    summary:
      en: Test clause.
      ru: Тестовое положение.
      kk: Сынақ тармағы.
    themes:
      - education
themes:
  - education
sources:
  - url: https://example.org/17
    publisher: Test Publisher
    kind: news
    language: ru
    supports:
      - parties
      - signed
      - clauses
confidence: low
"""
MINIMAL_ID = "2001-01-02-agreement-test-17"


def load(*arguments: object) -> str:
    """What load_record says."""
    out = StringIO()
    call_command("load_record", *map(str, arguments), stdout=out)
    return out.getvalue()


def problems(path: Path) -> list[str]:
    """What load_record finds wrong with the files at ``path``, after having written nothing."""
    before = sorted(LoadedItem.objects.values_list("section", "key", "fingerprint"))
    documents = sorted(Agreement.objects.values_list("record_id", "changed"))
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_record", str(path), stderr=err)
    assert sorted(LoadedItem.objects.values_list("section", "key", "fingerprint")) == before
    assert sorted(Agreement.objects.values_list("record_id", "changed")) == documents
    return err.getvalue().splitlines()


def edit(path: Path, old: str, new: str) -> None:
    """Replace one piece of a file's text."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def dump(directory: Path) -> str:
    """What dump_record says."""
    out = StringIO()
    call_command("dump_record", str(directory), stdout=out, stderr=out)
    return out.getvalue()
