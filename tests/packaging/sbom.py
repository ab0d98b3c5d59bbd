"""The parts of the package as a CycloneDX 1.6 document, from the metadata of what the locks installed.

Written by hand: it is one object, and a library for it would bring a dozen packages more.
"""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pincite.index.values.extras import EXTRAS
from tests.packaging.parts_of_package import PROJECT, distributions_of, graph_of, requirements_of

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""The name space of URLs (RFC 9562)."""
_LICENCE = "License :: OSI Approved :: "


def build_sbom(moment: datetime.datetime) -> dict[str, Any]:
    """Return the document, as of ``moment`` (UTC). What only an extra needs is optional."""
    base, whole = distributions_of(), distributions_of(*EXTRAS)
    root = f"pkg:pypi/{PROJECT['name']}@{PROJECT['version']}"
    graph = graph_of(*EXTRAS)
    asked = {canonicalize_name(Requirement(text).name) for text in requirements_of(*EXTRAS)}
    needs = {root: asked} | {_reference(whole[name]): needed for name, needed in graph.items()}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, root)}",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": PROJECT["name"],
                "version": PROJECT["version"],
                "description": PROJECT["description"],
                "licenses": [{"license": {"id": PROJECT["license"]}}],
                "purl": root,
            },
        },
        "components": [_component(whole[name], is_required=name in base) for name in sorted(whole)],
        "dependencies": [
            {"ref": reference, "dependsOn": sorted(_reference(whole[name]) for name in names)}
            for reference, names in needs.items()
        ],
    }


def _component(one: Distribution, *, is_required: bool) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _reference(one),
        "name": one.name,
        "version": one.version,
        "scope": "required" if is_required else "optional",
        "licenses": list(_licences(one.metadata.json)),
        "purl": _reference(one),
    }


def _licences(metadata: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the licences: an expression where there is one, otherwise what the package calls them."""
    expression = metadata.get("license_expression")
    if expression:
        yield {"expression": expression}
        return
    named = [line.removeprefix(_LICENCE) for line in metadata.get("classifier", ()) if line.startswith(_LICENCE)]
    text = str(metadata.get("license") or "").strip().splitlines()
    for name in named or text[:1] or ["not stated"]:
        yield {"license": {"name": name}}


def _reference(one: Distribution) -> str:
    return f"pkg:pypi/{canonicalize_name(one.name)}@{one.version}"
