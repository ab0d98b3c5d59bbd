"""Turns the Dockerfile into shell calls, one a step, for run_dockerfile_steps.sh.

Prints lines such as ``step_run root /usr/src PATH=/usr/bin -- 'echo hello'``, every word quoted for the
shell. A step that it does not know, or a COPY whose source .dockerignore keeps out, is an error: better than
passing a test that did something else than the image does.
"""

import json
import re
import shlex
import sys
from pathlib import Path

BASE_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


def read_instructions(dockerfile: Path) -> list[tuple[str, str]]:
    lines = [line for line in dockerfile.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [
        (word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)
    ]


def expand(value: str, environment: dict[str, str]) -> str:
    return re.sub(r"\$\{?(\w+)\}?", lambda name: environment.get(name[1], ""), value)


def join(folder: str, path: str) -> str:
    return path if path.startswith("/") else f"{folder.rstrip('/')}/{path.removeprefix('./')}"


def parse_command(rest: str) -> list[str]:
    return json.loads(rest) if rest.startswith("[") else ["/bin/sh", "-c", rest]


def main(dockerfile: Path) -> None:
    allowed = {
        line[1:].rstrip("/")
        for line in (dockerfile.parent / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    environment, user, folder = dict(BASE_ENVIRONMENT), "root", "/"

    def emit(step: str, *words: str) -> None:
        print(step, *map(shlex.quote, words))

    def words_of_environment() -> list[str]:
        return [f"{name}={value}" for name, value in environment.items()]

    for step, rest in read_instructions(dockerfile):
        if step in ("FROM", "EXPOSE"):
            continue
        if step == "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                environment[name] = expand(value, environment)
        elif step == "WORKDIR":
            folder = join(folder, rest)
            emit("step_folder", folder)
        elif step == "USER":
            user = rest
        elif step == "COPY":
            *sources, target = rest.split()
            for source in sources:
                if source.startswith("--") or source not in allowed:
                    sys.exit(f"COPY {source}: an option, or kept out by .dockerignore")
                emit("step_copy", source, join(folder, target))
        elif step == "RUN":
            emit("step_run", user, folder, *words_of_environment(), "--", "/bin/sh", "-c", rest)
        elif step == "VOLUME":
            emit("step_volume", rest)
        elif step == "HEALTHCHECK":
            command = parse_command(rest.partition("CMD ")[2])
            emit("step_health", user, folder, *words_of_environment(), "--", *command)
        elif step == "CMD":
            emit("step_start", user, folder, *words_of_environment(), "--", *parse_command(rest))
        else:
            sys.exit(f"{step}: not a step that this script knows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
