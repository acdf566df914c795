"""Templates of YAML read literally."""

import time

import pytest

from depscan.syntax import template, yaml


def test_lines_of_nothing_but_directives_vanish_and_keep_their_place():
    plain = template.plain("{{- if .Values.on }}\nkind: Pod\n{{- end }}\nname: {{ .Release.Name }}-web\n")

    assert plain == "\nkind: Pod\n\nname: …-web\n"


def test_what_fills_in_lines_of_its_own_is_no_value_of_the_key_before():
    text = 'labels: {{- include "x.labels" . | nindent 4 }}\n    app: web\nfull: "{{ .Values.a }}"\n'

    assert yaml.read(template.plain(text)) == {"labels": {"app": "web"}, "full": "…"}


def test_a_directive_of_many_lines_leaves_none():
    text = '{{- $values := dict "a" 1\n   "b" 2 }}\nkind: Pod\n'

    assert template.plain(text) == "\n\nkind: Pod\n"


def test_expressions_of_workflows_are_no_template():
    assert not template.is_template("run: ${{ github.sha }}")
    assert template.is_template("run: ${{ github.sha }} {{ x }}")


@pytest.mark.parametrize("opening", ["{", "{{", "{%", "<%", "{#", "{{/*", '"{{'])
def test_what_opens_again_and_again_and_never_closes_takes_linear_time(opening):
    started = time.process_time()

    template.plain(opening * (200_000 // len(opening)))

    assert time.process_time() - started < 3  # looking for each one's end took more than a minute


def test_what_does_not_close_in_time_stays():
    text = "a: {{" + "x" * 2001 + "}}\nb: {{ y }}\n"

    assert template.plain(text) == text.replace("{{ y }}", "…")
