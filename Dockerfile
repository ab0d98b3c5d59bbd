# tests/packaging/run_dockerfile_steps.sh runs these steps without a container engine. It knows ARG-free FROM, ENV,
# WORKDIR, COPY, RUN (shell form), VOLUME, USER, EXPOSE, HEALTHCHECK and CMD: keep to those.
FROM python:3.12.14-slim-bookworm@sha256:782412e85d0f0984994c290652577d4018aff08145c85b262bb63dc0c7522254

ENV PATH=/opt/pincite/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /usr/src/pincite

# The locked packages first: a change of source alone does not fetch them again.
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv /opt/pincite && \
    /opt/pincite/bin/python -m pip install --require-hashes -r requirements-build.lock -r requirements.lock

COPY pyproject.toml LICENSE README.md ./
COPY pincite ./pincite
COPY index ./index
COPY app ./app
# Compiled now, since the file system may be read-only later; the tools of the build do not stay in the image.
RUN /opt/pincite/bin/python -m pip install --no-deps --no-build-isolation --no-index . && \
    /opt/pincite/bin/python -m compileall -q /opt/pincite/lib && \
    /opt/pincite/bin/python -m pip uninstall --yes --quiet setuptools pip && \
    rm -rf /usr/src/pincite/*

# A volume takes over the owner of the folder that it covers.
RUN groupadd --system --gid 10001 pincite && \
    useradd --system --uid 10001 --gid pincite --home-dir /var/lib/pincite --shell /usr/sbin/nologin pincite && \
    install -d -o pincite -g pincite -m 0750 /var/lib/pincite

ENV PINCITE_HOME=/var/lib/pincite PINCITE_HOST=0.0.0.0 PINCITE_PORT=8000
WORKDIR /var/lib/pincite
VOLUME /var/lib/pincite
USER pincite
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open(f\"http://127.0.0.1:{os.environ['PINCITE_PORT']}/readyz\", timeout=4)"]

CMD ["pincite", "serve"]
