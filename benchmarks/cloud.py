"""What cloud configurations declare, counted as a person with ``grep`` would, beside what depscan finds in them.

    python benchmarks/cloud.py FOLDER [--missing] [--sample 100] [--seed 1] [--source]

Every folder directly below FOLDER is a project. A declaration is a line that the expression of its kind matches; it is
found if the scan shows a component of that sort in that file once more for each of them, attributed if somebody is
known to be behind that component. ``--missing`` prints the lines that are not found and the names that are not
attributed, ``--sample`` prints attributed rows drawn at random for someone to judge, instead of the tables.
"""

import argparse
import gc
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from depscan import Settings, scan
from depscan.errors import NothingToScan
from depscan.knowledge.load import load_knowledge
from depscan.model import AttributionClass, How, Kind

SAMPLED = frozenset({Kind.RESOURCE, Kind.ENDPOINT, Kind.CONFIG, Kind.IMAGE, Kind.ACTION, Kind.MODEL})
IMAGE = r"[\"']?([^\s\"'#]+)"
REGISTRY = r"^[^/:]+\.[^/:]+(?=/)|"
STAGE = re.compile(r"^FROM[ \t].*?[ \t]as[ \t]+(\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """One kind of declaration: in which files, on which lines, as which component, of which provider."""

    title: str
    files: str
    line: str
    kind: Kind
    provider: str
    within: str = ""  # what the file must hold somewhere
    but: str = r"(?!)"  # what looks like one and is none, or says nothing of whose it is
    known_as: str = ""  # beginning of the component's type in that file; otherwise it is at the line itself


FORMS = (
    Form(
        "Terraform", r"\.(tf|tofu)$", r'^(?:resource|data)\s+"([^"]+)"', Kind.RESOURCE, r"^[a-z0-9]+",
        but=r"^(archive|cloudinit|external|http|local|null|random|template|terraform|time|tls)_",
    ),
    Form(
        "CloudFormation, SAM, Serverless", r"\.(ya?ml|json|template)$",
        r"^[ \t]*[\"']?Type[\"']?:[ \t]*[\"']?((?:AWS|Alexa|Custom)::[\w:]+)", Kind.RESOURCE, r"^\w+::\w+",
        within=r"^[ \t]*[\"']?Resources[\"']?:|^resources:", but=r"^Custom::|^\w+::\w+::\w+::\w", known_as="{}",
    ),
    Form(
        "ARM", r"\.json$", r'^[ \t]*"type":[ \t]*"(Microsoft\.[\w./]+)"', Kind.RESOURCE, r"^[\w.]+",
        within=r'"resources":', known_as="{}",
    ),
    Form("Bicep", r"\.bicep$", r"^[ \t]*resource\s+\w+\s+'([^'@]+)@", Kind.RESOURCE, r"^[\w.]+"),
    Form(
        "Pulumi YAML", r"(^|/)(Pulumi|Main)\.ya?ml$", r"^[ \t]+type:[ \t]*[\"']?([\w-]+:[\w:/.-]+)", Kind.RESOURCE,
        r"^[\w-]+", within=r"^resources:", but=r"^(command|docker|random|tls|pulumi|time|std|kubernetes):",
    ),
    Form(
        "Ansible modules", r"(^|/)(roles|playbooks|tasks|handlers)/.*\.ya?ml$|(^|/)(site|playbook|main)\.ya?ml$",
        r"^[ \t]+(?:-[ \t]+)?([a-z]\w*\.[a-z]\w*\.[a-z]\w*):", Kind.RESOURCE, r"^\w+\.\w+",
        but=r"^(ansible|community\.(general|crypto)|kubernetes|fs)\.",
    ),
    Form(
        "Custom resources of Kubernetes", r"\.ya?ml$",
        r"^apiVersion:[ \t]*[\"']?((?:[\w-]+\.)+(?:com|org|io|net|sh|dev|aws|cloud))/\w+", Kind.RESOURCE, r"^[^/]+",
        within=r"^kind:", known_as="kubernetes:{}",
        but=r"^((gateway\.)?networking|rbac\.authorization|apiextensions|storage|node|scheduling"
        r"|admissionregistration|kustomize\.config)\.k8s\.io",
    ),
    Form(
        "Images of compose and Kubernetes", r"(?<!skaffold)\.ya?ml$",
        rf"^[ \t]*(?:-[ \t]+)?image:[ \t]+{IMAGE}[ \t]*(?:#.*)?$", Kind.IMAGE, REGISTRY, but=r"^[$\[]",
    ),
    Form(
        "Dockerfile", r"(^|/)([Dd]ockerfile[^/]*|[^/]*\.[Dd]ockerfile|Containerfile)$",
        rf"^FROM[ \t]+(?:--\S+[ \t]+)?{IMAGE}", Kind.IMAGE, REGISTRY, but=r"^(\$|scratch$)",
    ),
    Form(
        "Workflows", r"(^|/)\.(github|forgejo|gitea)/.*\.ya?ml$", rf"^[ \t]*(?:-[ \t]+)?uses:[ \t]*{IMAGE}",
        Kind.ACTION, r"^[^/@]+", but=r"^\.",
    ),
)  # fmt: skip


def declarations(project):
    """Yield (form, path, line, what) for every line of the project that declares something."""
    for path in sorted(project.rglob("*")):
        shown = path.relative_to(project).as_posix()
        forms = [form for form in FORMS if re.search(form.files, shown)]
        if not forms or not path.is_file() or path.is_symlink():
            continue
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        stages = set(STAGE.findall(text))
        for form in forms:
            if not re.search(form.within, text, re.MULTILINE):
                continue
            for match in re.finditer(form.line, text, re.MULTILINE):
                if not re.search(form.but, match[1]) and not (form.kind is Kind.IMAGE and match[1] in stages):
                    yield form, shown, text.count("\n", 0, match.start(1)) + 1, match[1]


def scanned(project, known, *, source=False):
    """Return the rows (component, evidence, attribution) of a project."""
    try:
        report = scan([str(project)], Settings(source=source), knowledge=known)
    except NothingToScan:
        return []
    pairs = zip(report.inventory.components, report.attributions, strict=True)
    return [(component, seen, found) for component, found in pairs for seen in component.evidence]


class Places:
    """The rows of a project by file, each of which answers for one declaration only where lines do not tell."""

    def __init__(self, rows):
        self.by_line = defaultdict(list)
        self.by_type = defaultdict(dict)
        for component, seen, found in rows:
            self.by_line[seen.path, seen.line, component.kind].append(found)
            type_ = component.fact("type") or component.name.rpartition(".")[0]
            kinds_too = type_.rpartition("/")[0] if type_.startswith("kubernetes:") else ""
            for name in filter(None, (type_, kinds_too)):  # what a module is called with from several places: once
                self.by_type[seen.path, name][seen.line] = found

    def take(self, form, path, line, what):
        """Return the attribution of the component that is declared there, None if there is none."""
        if form.known_as:
            rows = self.by_type[path, form.known_as.format(what)]
            return rows.pop(max(rows)) if rows else None
        rows = self.by_line[path, line, form.kind]
        return max(rows, key=lambda found: (found.product or "", found.vendor or ""), default=None)


def measure(folder, known):
    """Return the counts by form and provider, and what is missing."""
    counts = defaultdict(Counter)
    missing = defaultdict(list)
    for project in sorted(path for path in folder.iterdir() if path.is_dir()):
        places = Places(scanned(project, known))
        for form, path, line, what in declarations(project):
            key = form.title, re.search(form.provider, what)[0]
            found = places.take(form, path, line, what)
            counts[key]["declared"] += 1
            if found is None:
                missing[key].append(f"not found: {what} in {project.name}/{path}:{line}")
                continue
            counts[key]["found"] += 1
            if found.cls is AttributionClass.UNKNOWN:
                missing[key].append(f"nobody: {what} in {project.name}/{path}:{line}")
                continue
            counts[key]["vendor"] += 1
            counts[key]["product"] += found.product is not None
    return counts, missing


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


def table(counts):
    """Yield one Markdown table for each kind, providers by size."""
    for title in dict.fromkeys(each.title for each in FORMS):
        rows = sorted(
            ((key, count) for key, count in counts.items() if key[0] == title), key=lambda r: -r[1]["declared"]
        )
        if not rows:
            continue
        total = sum((count for _, count in rows), Counter())
        yield f"\n## {title}\n"
        yield "| Provider | Declared | Found | Found | Vendor | Product |"
        yield "| --- | ---: | ---: | ---: | ---: | ---: |"
        for (_, provider), count in [*rows, ((title, "**all**"), total)]:
            shares = [share(count["found"], count["declared"])]
            shares += [share(count[what], count["found"]) for what in ("vendor", "product")]
            yield f"| {provider or 'docker.io'} | {count['declared']:,} | {count['found']:,} | {' | '.join(shares)} |"


def sample(folder, known, size, seed, source):
    """Print rows drawn at random among those attributed, one for each place."""
    rows = []
    for project in sorted(path for path in folder.iterdir() if path.is_dir()):
        for component, seen, found in scanned(project, known, source=source):
            mentioned = seen.found_by == "source-code"
            if component.kind in SAMPLED and found.cls is not AttributionClass.UNKNOWN and mentioned == source:
                rows.append((project.name, component, seen, found))
    for name, component, seen, found in random.Random(seed).sample(rows, min(size, len(rows))):
        whose = found.product or found.vendor or found.cls.value
        certain = "" if seen.how is How.CONFIGURED else f" ({seen.how})"
        where = component.region or component.endpoint or ""
        print(f"{name}/{seen.path}:{seen.line} | {component.kind} {component.name}{certain} | {whose} | {where}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", action="store_true")
    options = parser.parse_args()
    gc.disable()
    knowledge = load_knowledge()
    if options.sample:
        sample(options.folder, knowledge, options.sample, options.seed, options.source)
    else:
        numbers, lines = measure(options.folder, knowledge)
        print("\n".join(table(numbers)))
        for key in sorted(lines) if options.missing else ():
            print(f"\n{key[0]}, {key[1] or 'docker.io'}:", *lines[key], sep="\n  ")
